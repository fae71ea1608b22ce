import {
  creditsFor,
  priceRules,
  unitsOf,
  type Lengths,
  type Price,
  type PriceRule,
  type Rate,
  type RuleFit,
} from '../../shared/pricing.ts';
import type { PriceSetting } from '../../shared/settings.ts';

/** The bill of one finished clip. */
export interface Bill extends Lengths {
  credits: number;
}

/** What finished clips tell of the price. `price` is null while they tell nothing, or contradict each other. */
export interface Learned {
  price: Price | null;
  bills: number;
  /** Each rule, the best first. */
  fits: RuleFit[];
}

/** A rule explains the bills when this share of them fits: what remains are odd ones, such as a price of before. */
const shareThatHolds = 0.75;
/** The latest bills count alone when those before do not explain them: the price has changed. */
const latest = 10;
/** From so many bills on, an exact fit counts for more than one that needs rounding, and so many in a row show a change. */
export const enoughToTell = 3;
/** Where no rule fits, one is still worth a range when so many bills are within it, and it is no wider than this factor. */
const enoughForRange = 6;
const widestRange = 1.25;

/**
 * Learns the price from bills, newest first: the rule and the rate that the most of them fit. A guess is never made up:
 * without bills, or where they contradict each other, the price is unknown; where several rules fit equally well, all of
 * them are in it.
 */
export function learnPrice(bills: readonly Bill[]): Learned {
  const learned = learnFrom(bills);
  const ofNewest = (count: number): Learned => ({ ...learned, price: learnFrom(bills.slice(0, count)).price });
  if (
    bills.length > enoughToTell &&
    learned.price !== null &&
    fitting(learned.price, bills.slice(0, enoughToTell)) === 0
  ) {
    const changed = ofNewest(enoughToTell);
    if (changed.price !== null) return changed;
  }
  const newest = bills.slice(0, latest);
  if (bills.length <= latest || fitting(learned.price, newest) >= latest * shareThatHolds) return learned;
  const changed = ofNewest(latest);
  return changed.price === null ? learned : changed;
}

/** How many of these bills are as the price says. */
function fitting(price: Price | null, bills: readonly Bill[]): number {
  return price === null ? 0 : bills.filter((bill) => departure(price, bill) === null).length;
}

/** The price that a person set, with nothing learned in it. */
export function priceSet({ credits, unit }: PriceSetting): Price {
  const rule: PriceRule = unit === 'clip' ? 'clip' : 'shorter';
  const rates: Rate[] = [{ rule, seconds: 'up', rounding: 'none', low: credits, high: credits, minimum: 0 }];
  return { source: 'set', rates, step: 1, spread: { low: 1, high: 1 }, samples: 0, fits: 0 };
}

/**
 * What a bill should have been, when it departs from the price that was learned before it; null when it does not, or
 * when too few bills were known to say so.
 */
export function departure(price: Price | null, bill: Bill): { low: number; high: number } | null {
  if (price === null || price.source === 'set' || price.samples < enoughToTell) return null;
  const expected = creditsFor({ ...price, spread: { low: 1, high: 1 } }, bill);
  if (expected === null) return null;
  const slack = 1e-6 * Math.max(1, bill.credits);
  return bill.credits < expected.low - slack || bill.credits > expected.high + slack
    ? { low: expected.low, high: expected.high }
    : null;
}

/** How the bills are explained by one way of charging. `rank`: the lower, the less of it is free to be chosen. */
interface Fit extends Rate {
  fits: number;
  samples: number;
  rank: number;
}

function learnFrom(bills: readonly Bill[]): Learned {
  const step = stepOf(bills.map(({ credits }) => credits));
  const all = priceRules.map((rule) => fitsOf(rule, step, bills));
  const order = (one: Fit, other: Fit): number =>
    other.fits - one.fits || (bills.length < enoughToTell ? 0 : one.rank - other.rank);
  const best = all.flatMap((ofRule) => ofRule.toSorted(order)[0] ?? []);
  const holding = all
    .flat()
    .filter(({ fits, samples }) => fits > 0 && fits >= samples * shareThatHolds)
    .toSorted(order);
  const [first] = holding;
  const rates = first === undefined ? rangesOf(bills) : holding.filter((fit) => order(first, fit) === 0);
  return {
    price: rates.length === 0 ? null : priceOf(rates, step, bills),
    bills: bills.length,
    fits: best
      .toSorted((one, other) => other.fits - one.fits)
      .map(({ rule, fits, samples }) => ({ rule, fits, samples })),
  };
}

function priceOf(fits: readonly Fit[], step: number, bills: readonly Bill[]): Price {
  const rates = fits.map(({ rule, seconds, rounding, low, high, minimum }) => ({
    rule,
    seconds,
    rounding,
    low,
    high,
    minimum,
  }));
  const price: Price = {
    source: 'learned',
    rates,
    step,
    spread: { low: 1, high: 1 },
    samples: bills.length,
    fits: Math.max(...fits.map((fit) => fit.fits)),
  };
  return { ...price, spread: spreadOf(price, bills) };
}

/** How far all but the odd twentieth of the bills are off the price, as factors. */
function spreadOf(price: Price, bills: readonly Bill[]): Price['spread'] {
  const factors = bills.flatMap((bill) => {
    const expected = creditsFor(price, bill);
    if (expected === null || expected.low <= 0) return [];
    if (bill.credits > expected.high + 1e-6) return [bill.credits / expected.high];
    return [bill.credits < expected.low - 1e-6 ? bill.credits / expected.low : 1];
  });
  const sorted = factors.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 1;
  return { low: Math.min(1, at(0.05)), high: Math.max(1, at(0.95)) };
}

const roundings = ['none', 'up', 'nearest', 'down'] as const;
/** How seconds may be counted, the most plausible first: third-party notes say that begun ones are. */
const countings = ['up', 'none', 'nearest', 'down'] as const;

/** The largest of these that nearly all bills are whole multiples of. */
function stepOf(credits: readonly number[]): number {
  const isMultiple = (value: number, step: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-6;
  const fits = [1, 0.1, 0.01].find(
    (step) => credits.filter((value) => isMultiple(value, step)).length >= credits.length * shareThatHolds,
  );
  return fits ?? 0.001;
}

/** Every way in which a rule may be meant, with how well it explains the bills. */
function fitsOf(rule: PriceRule, step: number, bills: readonly Bill[]): Fit[] {
  const minimum = rule === 'clip' ? 0 : minimumOf(bills);
  return (rule === 'clip' ? (['up'] as const) : countings).flatMap((seconds) => {
    const measured = bills.flatMap(({ credits, ...lengths }): Measured[] => {
      const units = unitsOf(rule, lengths, seconds);
      return units === null || units <= 0 ? [] : [{ credits, units }];
    });
    return roundings.flatMap((rounding) => {
      const rank = (seconds === 'none' ? 1 : 0) + (rounding === 'none' ? 0 : 1);
      const plain = { rule, seconds, rounding, rank, ...rateOf(measured, { seconds, rounding, step, minimum: 0 }) };
      if (minimum === 0) return [plain];
      const floored = { ...plain, ...rateOf(measured, { seconds, rounding, step, minimum }), rank: rank + 2 };
      // A minimum must explain several bills that nothing else does.
      return floored.fits > plain.fits + 1 ? [plain, floored] : [plain];
    });
  });
}

/** The least that was billed, where it was billed for clips of several lengths; else 0: then nothing speaks for a minimum. */
function minimumOf(bills: readonly Bill[]): number {
  const least = Math.min(...bills.map(({ credits }) => credits));
  const atLeast = bills.filter(({ credits }) => credits === least);
  const lengths = new Set(atLeast.map(({ video, audio }) => `${video} ${audio}`));
  return lengths.size > 1 && bills.length - atLeast.length > 1 ? least : 0;
}

interface Measured {
  credits: number;
  units: number;
}

/** How far apart lengths may be measured, in seconds. */
const measuredApart = 0.03;

type Way = Pick<Rate, 'seconds' | 'rounding' | 'minimum'> & { step: number };

/** The rates by which the most bills are explained, when they are charged in this way. */
function rateOf(measured: readonly Measured[], way: Way): Pick<Fit, 'fits' | 'samples' | 'low' | 'high' | 'minimum'> {
  const { seconds, rounding, minimum } = way;
  // The service may measure a little otherwise; where bills are rounded, that is lost in the rounding.
  const apart = seconds === 'none' && rounding === 'none' && measured.length >= enoughToTell ? measuredApart : 0;
  const intervals = measured.map((bill) => intervalOf(bill, way, apart));
  const { fits, ...found } = mostCovered(intervals);
  const samples = measured.length;
  if (rounding !== 'none' || apart > 0) return { samples, fits, ...found, minimum };
  // An exact rate is what one of its bills says, and not what the tolerance around it allows.
  const rate = measured
    .filter(({ credits }) => minimum === 0 || credits > minimum)
    .map(({ credits, units }) => credits / units)
    .find((each) => each >= found.low && each <= found.high);
  return { samples, fits: rate === undefined ? 0 : fits, low: rate ?? 0, high: rate ?? 0, minimum };
}

/** The rates by which `units`, measured by at `most` so much apart, are billed as `credits`. */
function intervalOf({ credits, units }: Measured, { rounding, step, minimum }: Way, most: number): [number, number] {
  // Slack for floating-point errors where the bound itself belongs to the interval; a margin where it does not.
  const tiny = 1e-10 * Math.max(step, credits);
  const margin = 1e-4 * step;
  const [below, above] = {
    none: [-tiny, tiny],
    up: [-step + margin, tiny],
    down: [-tiny, step - margin],
    nearest: [-step / 2, step / 2 - margin],
  }[rounding];
  const apart = Math.min(most, units / 2);
  const low = (credits + (below ?? 0)) / (units + apart);
  return [minimum > 0 && credits === minimum ? 0 : Math.max(0, low), (credits + (above ?? 0)) / (units - apart)];
}

/** The first stretch that the most intervals cover, and how many do. */
function mostCovered(intervals: readonly (readonly [number, number])[]): { low: number; high: number; fits: number } {
  const edges = intervals
    .flatMap(([low, high]) => [
      { at: low, by: 1 },
      { at: high, by: -1 },
    ])
    .toSorted((one, other) => one.at - other.at || other.by - one.by);
  let covered = 0;
  let best = { low: 0, high: 0, fits: 0 };
  for (const [index, { at, by }] of edges.entries()) {
    covered += by;
    if (covered > best.fits) best = { low: at, high: edges[index + 1]?.at ?? at, fits: covered };
  }
  return best;
}

/**
 * The rates that nearly all bills are between, for each rule by which they are nearly the same: where bills follow a rule
 * but are never exact, that is what can be said.
 */
function rangesOf(bills: readonly Bill[]): Fit[] {
  return priceRules.flatMap((rule) => {
    const rates = bills
      .flatMap(({ credits, ...lengths }) => {
        const units = unitsOf(rule, lengths);
        return units === null || units <= 0 || credits <= 0 ? [] : [credits / units];
      })
      .toSorted((one, other) => one - other);
    const odd = Math.floor(rates.length * 0.05);
    const [low, high] = [rates[odd], rates.at(-1 - odd)];
    if (rates.length < enoughForRange || low === undefined || high === undefined || high > low * widestRange) return [];
    const fits = rates.length - 2 * odd;
    return [{ rule, seconds: 'up', rounding: 'none', low, high, minimum: 0, fits, samples: rates.length, rank: 0 }];
  });
}
