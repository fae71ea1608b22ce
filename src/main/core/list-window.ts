/** One page to ask the service's list for. `page` from 1, `limit` from 1 to 50 [G]. */
export interface PageRequest {
  page: number;
  limit: number;
}

/** The largest page [G]. */
export const largestPage = 50;
const overlap = 5;

/**
 * The page to read after the first `covered` items were read, so that it begins at least five items before where the
 * last one ended: jobs that are added or removed meanwhile shift the pages, and without the overlap one could slip
 * between two of them. `cap` is how many items the service gives at the most, as far as it was seen.
 */
export function pageAfter(covered: number, cap: number): PageRequest {
  const latestStart = Math.max(0, covered - overlap);
  let best: PageRequest = { page: 1, limit: cap };
  for (let limit = cap; limit >= Math.max(1, Math.ceil(cap / 2)); limit -= 1) {
    const page = Math.floor(latestStart / limit) + 1;
    if (page * limit > best.page * best.limit) best = { page, limit };
  }
  // Pages that are too small to overlap and still get on are read side by side.
  return best.page * best.limit > covered ? best : { page: Math.floor(covered / cap) + 1, limit: cap };
}
