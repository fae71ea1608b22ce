import {
  creditsForAll,
  creditsForClips,
  unitsOf,
  type Lengths,
  type Price,
  type PriceRule,
  type Units,
} from '../../shared/pricing.ts';
import type { Cost, Estimate } from '../../shared/contract/common.ts';

/** What clips of so many units will probably cost altogether; unknown when no clip's seconds are known and the price is not a flat one. */
export function costOf(units: Units, price: Price | null): Cost {
  const { clips, shorter, unmeasured } = units;
  const known = clips === 0 || unmeasured < clips || price?.rates.every(({ rule }) => rule === 'clip') === true;
  return { clips, seconds: shorter, unmeasured, credits: known ? creditsForAll(price, units) : null };
}

/** More clips than this are asked for their seconds altogether: with an uncertain price each takes microseconds. */
export const mostAskedEach = 1000;

/** What these clips will probably cost altogether: as narrow a range as theirs, unless they are very many. */
export function costOfClips(clips: readonly Lengths[], price: Price | null): Cost {
  const cost = costOf(unitsOfAll(clips), price);
  if (price === null || cost.credits === null || clips.length > mostAskedEach) return cost;
  return { ...cost, credits: creditsForClips(price, clips) };
}

/** The units of clips of these lengths. */
function unitsOfAll(clips: readonly Lengths[]): Units {
  const sum = (rule: Exclude<PriceRule, 'clip'>): number =>
    clips.reduce((total, lengths) => total + (unitsOf(rule, lengths) ?? 0), 0);
  return {
    clips: clips.length,
    shorter: sum('shorter'),
    longer: sum('longer'),
    video: sum('video'),
    audio: sum('audio'),
    unmeasured: clips.filter((lengths) => unitsOf('shorter', lengths) === null).length,
  };
}

/** Both together. */
export function plus(one: Units, other: Units): Units {
  return {
    clips: one.clips + other.clips,
    shorter: one.shorter + other.shorter,
    longer: one.longer + other.longer,
    video: one.video + other.video,
    audio: one.audio + other.audio,
    unmeasured: one.unmeasured + other.unmeasured,
  };
}

export const noUnits: Units = { clips: 0, shorter: 0, longer: 0, video: 0, audio: 0, unmeasured: 0 };

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
