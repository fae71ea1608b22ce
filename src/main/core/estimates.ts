import type { Estimate } from '../../shared/contract/common.ts';

/**
 * How long until all is done, in ms, when `atOnce` clips are worked on at once and take as long as the `finished` ones
 * did; null while none was finished. `elapsed`: how long those that are worked on have taken so far.
 */
export function timeLeft(input: {
  waiting: number;
  elapsed: readonly number[];
  finished: readonly number[];
  atOnce: number;
}): Estimate | null {
  const typical = spread(input.finished, 0.25);
  if (typical === null) return null;
  const until = (takes: number): number => {
    const rest = input.elapsed.map((elapsed) => Math.max(0, takes - elapsed));
    const total = rest.reduce((sum, each) => sum + each, 0) + input.waiting * takes;
    const longest = Math.max(0, input.waiting > 0 ? takes : 0, ...rest);
    return Math.max(longest, total / input.atOnce);
  };
  return { low: until(typical.low), likely: until(typical.likely), high: until(typical.high) };
}

/** The middle value, and those that `tail` (0 to 0.5) of all values are below and above; null of nothing. */
export function spread(values: readonly number[], tail: number): Estimate | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.round(share * (sorted.length - 1))];
  const [low, likely, high] = [at(tail), at(0.5), at(1 - tail)];
  return low === undefined || likely === undefined || high === undefined ? null : { low, likely, high };
}
