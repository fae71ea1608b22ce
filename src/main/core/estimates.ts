import type { Price } from '../../shared/contract/app.ts';
import type { Cost, Estimate } from '../../shared/contract/common.ts';

/**
 * Credits a second as finished clips had them: the middle one, and the range that all but the odd ones are in. Null
 * before the first: a price is never made up.
 */
export function priceOf(
  samples: readonly { creditsUsed: number | null; billableSeconds: number | null }[],
): Price | null {
  const rates = samples.flatMap(({ creditsUsed, billableSeconds: seconds }) =>
    creditsUsed !== null && seconds !== null && seconds > 0 ? [creditsUsed / seconds] : [],
  );
  const perSecond = spread(rates, 0.05);
  return perSecond === null ? null : { perSecond, samples: rates.length };
}

/** What clips of `seconds` altogether will probably cost; unknown when no clip's seconds are known. */
export function costOf(
  { clips, seconds, unmeasured }: { clips: number; seconds: number; unmeasured: number },
  price: Price | null,
): Cost {
  const known = clips === 0 || unmeasured < clips;
  const credits = price !== null && known ? scaled(price.perSecond, seconds) : null;
  return { clips, seconds, unmeasured, credits };
}

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

function scaled({ low, likely, high }: Estimate, by: number): Estimate {
  return { low: low * by, likely: likely * by, high: high * by };
}
