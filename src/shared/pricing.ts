import { z } from 'zod';

/**
 * What a clip may be charged for. The service does not publish it: third-party notes say the shorter input, rounded up
 * to whole seconds; the others are as plausible until finished clips tell. `clip` is a flat price.
 */
export const priceRules = ['shorter', 'longer', 'video', 'audio', 'clip'] as const;
export type PriceRule = (typeof priceRules)[number];

const rounding = z.enum(['none', 'up', 'down', 'nearest']);
export type Rounding = z.infer<typeof rounding>;

/** What credits a unit are, as a range of what the bills allow. */
export const rateSchema = z.object({
  rule: z.enum(priceRules),
  /** How a length is counted: by begun seconds (`up`), by full ones (`down`), or as it is (`none`). */
  seconds: rounding,
  /** How a bill is rounded to whole `step`s. */
  rounding,
  low: z.number(),
  high: z.number(),
  /** The least that any clip is charged; 0 for no such minimum. */
  minimum: z.number(),
});
export type Rate = z.infer<typeof rateSchema>;

/** What clips cost: learned from finished ones, or set by the person. */
export const priceSchema = z.object({
  source: z.enum(['learned', 'set']),
  /** The rules that explain the bills equally well, the most plausible first. More than one: costs are ranges. */
  rates: z.array(rateSchema).min(1),
  /** Bills are whole multiples of this many credits. */
  step: z.number().positive(),
  /** How far bills were off the rule, as factors: 1 and 1 when all but the odd ones were exact. */
  spread: z.object({ low: z.number(), high: z.number() }),
  /** Finished clips that it was learned from, and how many of them fit; 0 and 0 when it is set. */
  samples: z.number(),
  fits: z.number(),
});
export type Price = z.infer<typeof priceSchema>;

/** How well one rule explains the bills: `fits` of the `samples` whose lengths it can be tried on. */
export const ruleFitSchema = z.object({ rule: z.enum(priceRules), fits: z.number(), samples: z.number() });
export type RuleFit = z.infer<typeof ruleFitSchema>;

/** How long a clip's inputs last, in seconds; null while that is unknown. */
export const lengthsSchema = z.object({ video: z.number().nullable(), audio: z.number().nullable() });
export type Lengths = z.infer<typeof lengthsSchema>;

/** What some clips are made of, as far as prices go: whole seconds by rule. Clips with an unknown length are `unmeasured`. */
export interface Units {
  clips: number;
  shorter: number;
  longer: number;
  video: number;
  audio: number;
  unmeasured: number;
}

interface Range {
  low: number;
  likely: number;
  high: number;
}

/** Containers round durations to their time base; 4.0003 s is four seconds. */
export function wholeSeconds(seconds: number): number {
  return Math.max(0, Math.ceil(seconds - 0.01));
}

/** The length that a rule charges for, in seconds. Null where it is unknown, and for a flat price. */
export function lengthOf(rule: PriceRule, { video, audio }: Lengths): number | null {
  if (rule === 'clip') return null;
  if (rule === 'video') return video;
  if (rule === 'audio') return audio;
  if (video === null || audio === null) return null;
  return rule === 'shorter' ? Math.min(video, audio) : Math.max(video, audio);
}

/** The units that a rule charges for: seconds, begun ones unless it is said otherwise, or 1 for a clip. Null where a length is unknown. */
export function unitsOf(rule: PriceRule, lengths: Lengths, seconds: Rounding = 'up'): number | null {
  if (rule === 'clip') return 1;
  const length = lengthOf(rule, lengths);
  if (length === null) return null;
  if (seconds === 'none') return Math.max(0, length);
  if (seconds === 'down') return Math.max(0, Math.floor(length + 0.01));
  return seconds === 'nearest' ? Math.max(0, Math.round(length)) : wholeSeconds(length);
}

/** A bill of `credits` as it would be rounded. */
export function rounded(credits: number, rounding: Rounding, step: number): number {
  if (rounding === 'none') return credits;
  const steps = credits / step;
  // What a floating-point error adds is not a begun step.
  const whole =
    rounding === 'up'
      ? Math.ceil(steps - 1e-6)
      : rounding === 'down'
        ? Math.floor(steps + 1e-6)
        : Math.floor(steps + 0.5 + 1e-6);
  return whole * step;
}

/** What one clip will cost by a price; null where that cannot be told. */
export function creditsFor(price: Price | null, lengths: Lengths): Range | null {
  return price?.rates.every(({ rule }) => unitsOf(rule, lengths) !== null) === true
    ? creditsForClips(price, [lengths])
    : null;
}

/**
 * What these clips will cost altogether: each billed by itself, and all by the same rule. Those with an unknown length
 * come on top of it.
 */
export function creditsForClips(price: Price, clips: readonly Lengths[]): Range {
  const ranges = price.rates.map(({ rule, seconds, rounding, low, high, minimum }) => {
    const all = clips.flatMap((lengths) => unitsOf(rule, lengths, seconds) ?? []);
    const bills = (rate: number): number =>
      all.reduce((sum, units) => sum + Math.max(minimum, rounded(rate * units, rounding, price.step)), 0);
    return { low: bills(low), likely: bills((low + high) / 2), high: bills(high) };
  });
  return around(ranges, price);
}

/**
 * What clips of so many units altogether will cost: a wider range than that of the clips themselves, for where they are
 * too many to be asked each time. Those with an unknown length come on top of it.
 */
export function creditsForAll(price: Price | null, units: Units): Range | null {
  if (price === null) return null;
  const ranges = price.rates.map(({ rule, seconds, rounding, low, high, minimum }) => {
    const begun = rule === 'clip' ? units.clips : units[rule];
    const bills = rule === 'clip' ? units.clips : units.clips - units.unmeasured;
    // Of each clip less than a second is not a full one, and each bill is off by less than a step.
    const full = rule === 'clip' || seconds === 'up' ? begun : Math.max(0, begun - bills);
    const off = price.step * bills;
    const [down, up] = { none: [0, 0], up: [0, off], down: [-off, 0], nearest: [-off / 2, off / 2] }[rounding];
    const least = minimum * bills;
    const sum = (rate: number, count: number, by = 0): number => Math.max(least, rate * count + by);
    return {
      low: sum(low, full, down),
      likely: sum((low + high) / 2, (full + begun) / 2, ((down ?? 0) + (up ?? 0)) / 2),
      high: sum(high, begun, (up ?? 0) + least),
    };
  });
  return around(ranges, price);
}

function around(ranges: readonly Range[], { spread }: Price): Range {
  const low = Math.min(...ranges.map((range) => range.low)) * spread.low;
  const high = Math.max(...ranges.map((range) => range.high)) * spread.high;
  return { low, likely: Math.min(high, Math.max(low, ranges[0]?.likely ?? 0)), high };
}
