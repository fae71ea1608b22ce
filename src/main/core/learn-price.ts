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
/** From so many bills on, an exact fit counts for more than one that needs rounding. */
const enoughToTell = 3;

/**
 * Learns the price from bills, newest first: the rule and the rate that the most of them fit. A guess is never made up:
 * without bills, or where they contradict each other, the price is unknown; where several rules fit equally well, all of
 * them are in it.
 */
export function learnPrice(bills: readonly Bill[]): Learned {
  const learned = learnFrom(bills);
  const newest = bills.slice(0, latest);
  if (bills.length <= latest || explains(learned.price, newest)) return learned;
  return { ...learned, price: learnFrom(newest).price ?? learned.price };
}

/** Whether nearly all of these bills are as the price says. */
function explains(price: Price | null, bills: readonly Bill[]): boolean {
  if (price === null) return false;
  return bills.filter((bill) => departure(price, bill) === null).length >= bills.length * shareThatHolds;
}

/** The price that a person set, with nothing learned in it. */
export function priceSet({ credits, unit }: PriceSetting): Price {
  const rule: PriceRule = unit === 'clip' ? 'clip' : 'shorter';
  const rates: Rate[] = [{ rule, rounding: 'none', low: credits, high: credits }];
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

interface Fit extends Rate {
  fits: number;
  samples: number;
}

function learnFrom(bills: readonly Bill[]): Learned {
  const step = stepOf(bills.map(({ credits }) => credits));
  const all = priceRules.map((rule) => roundings.map((rounding) => fitOf(rule, rounding, step, bills)));
  const order = (one: Fit, other: Fit): number =>
    other.fits - one.fits ||
    (bills.length < enoughToTell ? 0 : +(one.rounding !== 'none') - +(other.rounding !== 'none'));
  const best = all.flatMap((ofRule) => ofRule.toSorted(order)[0] ?? []);
  const holding = all
    .flat()
    .filter(({ fits, samples }) => fits > 0 && fits >= samples * shareThatHolds)
    .toSorted(order);
  const [first] = holding;
  return {
    price:
      first === undefined
        ? null
        : priceOf(
            holding.filter((fit) => order(first, fit) === 0),
            step,
            bills,
          ),
    bills: bills.length,
    fits: best
      .toSorted((one, other) => other.fits - one.fits)
      .map(({ rule, fits, samples }) => ({ rule, fits, samples })),
  };
}

function priceOf(fits: readonly Fit[], step: number, bills: readonly Bill[]): Price {
  const rates = fits.map(({ rule, rounding, low, high }) => ({ rule, rounding, low, high }));
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

/** The largest of these that nearly all bills are whole multiples of. */
function stepOf(credits: readonly number[]): number {
  const isMultiple = (value: number, step: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-6;
  const fits = [1, 0.1, 0.01].find(
    (step) => credits.filter((value) => isMultiple(value, step)).length >= credits.length * shareThatHolds,
  );
  return fits ?? 0.001;
}

/** The rates by which the most bills are explained, when they are charged by `rule` and rounded so. */
function fitOf(rule: PriceRule, rounding: Rate['rounding'], step: number, bills: readonly Bill[]): Fit {
  const intervals = bills.flatMap((bill) => {
    const units = unitsOf(rule, bill);
    return units === null || units <= 0 ? [] : [intervalOf(bill.credits, units, rounding, step)];
  });
  const found = mostCovered(intervals);
  if (rounding !== 'none') return { rule, rounding, samples: intervals.length, ...found };
  // An exact rate is what one of its bills says, and not what the tolerance around it allows.
  const rate = bills
    .map((bill) => bill.credits / (unitsOf(rule, bill) ?? 0))
    .find((each) => each >= found.low && each <= found.high);
  return { rule, rounding, samples: intervals.length, fits: found.fits, low: rate ?? 0, high: rate ?? 0 };
}

/** The rates by which `units` are billed as `credits`. */
function intervalOf(credits: number, units: number, rounding: Rate['rounding'], step: number): [number, number] {
  // Slack for floating-point errors where the bound itself belongs to the interval; a margin where it does not.
  const tiny = 1e-10 * Math.max(step, credits);
  const margin = 1e-4 * step;
  const [below, above] = {
    none: [-tiny, tiny],
    up: [-step + margin, tiny],
    down: [-tiny, step - margin],
    nearest: [-step / 2, step / 2 - margin],
  }[rounding];
  return [Math.max(0, (credits + (below ?? 0)) / units), (credits + (above ?? 0)) / units];
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
