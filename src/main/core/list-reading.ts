import { largestPage, pageAfter, type PageRequest } from './list-window.ts';
import type { RemoteJob, RemotePage } from './remote.ts';

/** How far jobs may stand out of the order of their times and still be in it: they are made side by side, and rounded. */
const disorderMs = 60_000;
/** How many jobs it takes to tell an order from chance. */
const enoughForOrder = 10;

/** Whether a list was read to an end that proves that nothing is missing. */
export interface ListEnd {
  isComplete: boolean;
}

/**
 * Reads the service's list page by page. Of the order of jobs, of how many a page has and of how the end is told, nothing
 * is documented for certain [L, G]. So the end is an empty page, a page that holds only what overlaps, or the service's
 * word where its own total agrees. Before that it ends only once the pages themselves prove that the newest come first
 * and a whole page is older than `backTo` (the service's clock, ms since 1970; null: never).
 */
export class ListReading {
  /** The page to ask for now. */
  request: PageRequest = { page: 1, limit: largestPage };
  readonly #backTo: number | null;
  readonly #jobs = new Map<string, RemoteJob>();
  /** The ids in the order of the list, as far as it was read. */
  readonly #sequence: string[] = [];
  #cap = largestPage;
  /** Whether the service gives pages of its own size, whatever it is asked for. */
  #ownSize = false;
  #hasOverlapped = false;
  #firstTotal: number | null = null;
  #saidMore = false;
  /** False once a job may have been missed. */
  #isSound = true;
  #newest = -Infinity;
  #oldest = Infinity;
  #isNewestFirst = true;

  constructor(backTo: number | null) {
    this.#backTo = backTo;
  }

  /** Every job that was seen, in the order of the list. */
  get jobs(): RemoteJob[] {
    return [...this.#jobs.values()];
  }

  /** Takes the page that was asked for. Null: go on with `request`. */
  take({ jobs, dropped, hasMore, total }: RemotePage): ListEnd | null {
    const { page, limit } = this.request;
    const ids = [...new Set(jobs.map(({ id }) => id))];
    const count = ids.length + dropped;
    const begin = (page - 1) * limit;
    const end = this.#sequence.length;
    const fresh = ids.filter((id) => !this.#jobs.has(id));
    const isFirst = end === 0 && page === 1;
    if (isFirst) this.#firstTotal = total;
    if (dropped > 0) this.#isSound = false; // what cannot be read may be anything
    this.#saidMore = hasMore === true;
    for (const job of jobs) this.#see(job);

    if (count === 0) return this.refused();
    if (count > limit) this.#ownSize = true;
    const isExpectedTail = !this.#ownSize && count < limit && ids.every((id) => this.#sequence.indexOf(id) >= begin);
    if (fresh.length === 0 && !isFirst) {
      // Only what overlaps, where more would have had room. Else the service repeats itself, and may keep the rest back.
      const isEnd = isExpectedTail || (hasMore === false && this.#hasAll(total));
      return { isComplete: this.#isSound && isEnd && this.#hasAll(this.#firstTotal) };
    }
    if (!this.#ownSize && begin < end) this.#compareOverlap(fresh.length < ids.length, total);
    this.#sequence.push(...fresh);
    if (hasMore === false && total !== null && this.#hasAll(total)) return { isComplete: this.#isSound };
    if (this.#isOld(jobs)) return { isComplete: this.#isSound };

    if (isFirst) this.#cap = Math.min(largestPage, count);
    this.request = this.#ownSize ? { page: page + 1, limit } : pageAfter(this.#sequence.length, this.#cap);
    return null;
  }

  /** The page that was asked for is empty, or the service refuses to give one so far back. */
  refused(): ListEnd {
    return { isComplete: this.#isSound && !this.#saidMore && this.#hasAll(this.#firstTotal) };
  }

  /** A page that should overlap and does not: the pages shifted, or the service gives pages of its own size. */
  #compareOverlap(overlaps: boolean, total: number | null): void {
    if (overlaps) this.#hasOverlapped = true;
    else if (this.#hasOverlapped || total === null) this.#isSound = false;
    else this.#ownSize = true; // what its total says then tells whether nothing was missed
  }

  #see(job: RemoteJob): void {
    if (this.#jobs.has(job.id)) return;
    this.#jobs.set(job.id, job);
    const time = job.createdAtMs;
    if (time === null || time > this.#oldest + disorderMs) this.#isNewestFirst = false;
    if (time === null) return;
    this.#newest = Math.max(this.#newest, time);
    this.#oldest = Math.min(this.#oldest, time);
  }

  #hasAll(total: number | null): boolean {
    return total === null || this.#jobs.size >= total;
  }

  /** Whether nothing newer can follow this page. A list by the time of the last change is told by those times. */
  #isOld(jobs: readonly RemoteJob[]): boolean {
    const backTo = this.#backTo;
    if (backTo === null || !this.#isNewestFirst || this.#jobs.size < enoughForOrder) return false;
    if (this.#newest - this.#oldest <= disorderMs) return false;
    return jobs.every(
      ({ createdAtMs, changedAtMs }) => createdAtMs !== null && Math.max(createdAtMs, changedAtMs ?? 0) < backTo,
    );
  }
}
