import type { Estimate } from '../../../shared/contract/common.ts';
import { creditsForClips, type Lengths, type Price } from '../../../shared/pricing.ts';
import { creditsInWords, estimateInWords, priceInWords } from '../../../shared/words.ts';
import { reachOf } from '../../core/forecast.ts';

/** The credits that are left once all that is at the service is charged, and when the account was read (ms since 1970). */
export interface Balance {
  credits: number;
  at: number;
}

interface Estimated {
  /** Why it cannot be submitted, or null. */
  refusal: string | null;
  lengths: Lengths;
  /** Those that may be billed; null when a length is unknown. */
  seconds: number | null;
  /** Null when the price is unknown, or the length that it asks for. */
  credits: Estimate | null;
}

const unknownPrice = 'The price is unknown until the first clip finishes: consider starting with one (“--first 1”).';

/**
 * What all of them would cost, and how far the balance reaches: clips that wait in the queue already, whose lengths are
 * `waiting`, come first. One of unknown length is in no sum, and said.
 */
export function estimateTotal(
  estimates: readonly Estimated[],
  { price, balance, waiting }: { price: Price | null; balance: Balance | null; waiting: readonly Lengths[] },
): string {
  const good = estimates.filter(({ refusal }) => refusal === null);
  const seconds = good.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  const unmeasured = good.filter((each) => each.seconds === null).length;
  const more = unmeasured === 0 ? '' : `, and ${unmeasured} of unknown length`;
  if (good.length === 0) return 'No clip can be submitted. Nothing was sent.';
  const parts = [
    `${good.length} of ${estimates.length} clips can be submitted: ${seconds} s${more}.`,
    price === null ? unknownPrice : `${costInWords(good, price)}, ${priceInWords(price)}.`,
    reachInWords(good, price, balance, waiting),
    'Nothing was sent.',
  ];
  return parts.filter((part) => part !== null).join(' ');
}

function costInWords(clips: readonly Estimated[], price: Price): string {
  const known = clips.filter(({ credits }) => credits !== null);
  const all = known.map(({ lengths }) => lengths);
  const cost = `${estimateInWords(creditsForClips(price, all), true)} credits`;
  const unknown = clips.length - known.length;
  return unknown === 0 ? cost : `${cost} without the ${unknown} of unknown length`;
}

function reachInWords(
  clips: readonly Estimated[],
  price: Price | null,
  balance: Balance | null,
  waiting: readonly Lengths[],
): string | null {
  if (balance === null) return null;
  const inOrder = [...waiting, ...clips.map(({ lengths }) => lengths)].map((lengths) => ({ id: '', ...lengths }));
  const reach = reachOf(inOrder, balance.credits, price);
  if (reach === null) return null;
  const first = waiting.length === 0 ? '' : ` after the ${waiting.length} that wait already`;
  const fits = Math.max(0, reach.fits - waiting.length);
  const some = fits === 0 ? 'none is sure to fit' : `the first ${fits} of ${clips.length} fit`;
  const found = reach.endsAt === null ? 'all fit' : some;
  return `Of ${creditsInWords(balance.credits)} credits, as read ${new Date(balance.at).toLocaleString()}, ${found}${first}.`;
}
