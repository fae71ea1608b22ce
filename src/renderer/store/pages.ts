/** A part of a long list as the engine answers it. `revision` grows with every change of a row. */
export interface PulledPage<Item> {
  revision: number;
  total: number;
  items: Item[];
}

export const pageLength = 100;

/**
 * The pulled part of a long list. Pages of an older revision stay in sight until their new ones are there, so that
 * nothing flickers.
 */
export interface Pages<Item> {
  total: number | null;
  pages: ReadonlyMap<number, PulledPage<Item>>;
}

export const noPages: Pages<never> = { total: null, pages: new Map() };

export function itemAt<Item>({ pages }: Pages<Item>, index: number): Item | undefined {
  return pages.get(Math.floor(index / pageLength))?.items[index % pageLength];
}

/** The pages of the rows `from` to `to` that are not there in `revision` or a newer one. */
export function missingPages(pages: Pages<unknown>, from: number, to: number, revision: number): number[] {
  const last = Math.floor(Math.max(from, to) / pageLength);
  const missing: number[] = [];
  for (let page = Math.floor(Math.max(0, from) / pageLength); page <= last; page += 1)
    if ((pages.pages.get(page)?.revision ?? -1) < revision) missing.push(page);
  return missing;
}

/** With one more page. An answer that is older than what is there is passed over. */
export function withPage<Item>(pages: Pages<Item>, page: number, pulled: PulledPage<Item>): Pages<Item> {
  const newest = Math.max(-1, ...[...pages.pages.values()].map(({ revision }) => revision));
  if ((pages.pages.get(page)?.revision ?? -1) > pulled.revision) return pages;
  const all = new Map(pages.pages).set(page, pulled);
  const total = pages.total !== null && pulled.revision < newest ? pages.total : pulled.total;
  for (const at of all.keys()) if (at * pageLength >= total) all.delete(at);
  return { total, pages: all };
}
