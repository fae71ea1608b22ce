/** S3 takes no more than 7 days. */
export const longestLinkMs = 604_800_000;

/**
 * How long a link should live, in ms: as long as is set, and longer where the service has lately taken longer, because a
 * worker may read the file only at the end of the service's own queue, and a link that has ended by then may be charged
 * for nothing.
 * @param setMs what a person set
 * @param waitsMs how long jobs took at the service from their acceptance, and how long those that are there have taken so far
 */
export function linkLifetimeMs(setMs: number, waitsMs: readonly number[]): number {
  const expected = 2 * Math.max(0, ...waitsMs);
  return Math.min(longestLinkMs, Math.max(setMs, expected));
}
