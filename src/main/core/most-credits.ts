import { creditsFor, lengthOf, priceRules, type Lengths, type Price, type PriceRule } from '../../shared/pricing.ts';
import { departure, enoughToTell, type Bill } from './learn-price.ts';

/** So many of the newest bills tell whether the service charges more than the price says. */
const newest = 10;

/**
 * The most that a clip may be charged: what a budget must hold back for it. Beyond what the price says it counts how far
 * the newest bills (newest first) were above it, and that a clip shorter or longer than those that were billed may meet
 * a minimum or leave one behind. Null while nothing is known.
 */
export function mostCredits(price: Price | null, bills: readonly Bill[], lengths: Lengths): number | null {
  if (price === null) return dearest(bills, lengths);
  const expected = creditsFor(price, lengths);
  if (expected === null) return null;
  const above = Math.max(1, ...bills.slice(0, newest).map((bill) => timesAbove(price, bill)));
  return Math.max(expected.high * above, byNearest(price, bills, lengths));
}

/** By how many times a bill is more than the price says; 1 when it is not. */
function timesAbove(price: Price, bill: Bill): number {
  const expected = creditsFor(price, bill);
  return expected === null || expected.high <= 0 ? 1 : bill.credits / expected.high;
}

/**
 * What holds by any price that no length makes cheaper, and no greater length dearer by the second: a clip costs no more
 * than another did, unless it is longer, and then no more than in proportion. However seconds are counted, and the bill
 * was rounded by less than a `step`.
 */
function boundBy(rule: PriceRule, bill: Bill, lengths: Lengths, step: number): number | null {
  if (rule === 'clip') return bill.credits;
  const [own, billed] = [lengthOf(rule, lengths), lengthOf(rule, bill)];
  if (own === null || billed === null) return null;
  if (own <= billed) return bill.credits;
  return (bill.credits + step) * (Math.ceil(own) / Math.max(1, Math.floor(billed)));
}

/** Whether a clip is neither shorter nor longer than those that were billed: then their price is its own. */
function isAmong(rule: PriceRule, lengths: Lengths, bills: readonly Bill[]): boolean {
  const own = lengthOf(rule, lengths);
  const billed = bills.flatMap((bill) => lengthOf(rule, bill) ?? []);
  return own !== null && Math.min(...billed) <= own && own <= Math.max(...billed);
}

function byNearest(price: Price, bills: readonly Bill[], lengths: Lengths): number {
  const learned = price.rates.map(({ rule }) => rule);
  // Two bills may fit a rule by chance, and a flat price may be the minimum of one by seconds.
  const isSure = price.samples >= enoughToTell && !learned.includes('clip');
  const rules = isSure ? [...new Set(learned)] : priceRules;
  const fitting = bills.filter((bill) => departure(price, bill) === null);
  const open = isSure ? rules.filter((rule) => !isAmong(rule, lengths, fitting)) : rules;
  const bounds = open.map((rule) =>
    Math.min(...fitting.flatMap((bill) => boundBy(rule, bill, lengths, price.step) ?? [])),
  );
  return Math.max(0, ...bounds.filter(Number.isFinite));
}

/** Where bills fit no price: the most that any of them would make of this clip. */
function dearest(bills: readonly Bill[], lengths: Lengths): number | null {
  const bounds = bills.flatMap((bill) => priceRules.flatMap((rule) => boundBy(rule, bill, lengths, 1) ?? []));
  return bounds.length === 0 ? null : Math.max(...bounds);
}
