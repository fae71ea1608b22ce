import type { TFunction } from 'i18next';
import type { Cost, Estimate } from '../../../shared/contract/common.ts';
import type { IntakeClip } from '../../../shared/contract/intake.ts';
import { creditsFor, type Lengths, type Price } from '../../../shared/pricing.ts';
import type { Formats } from '../../i18n/formats.ts';

/** An estimate of credits as far as it is worth saying: two digits below 10, to tens from 100 on, to hundreds from 10,000 on. */
export function roundedCredits(credits: number): number {
  const size = Math.abs(credits);
  if (size < 10) return Number(credits.toPrecision(2));
  const step = stepOf(size);
  return Math.round(credits / step) * step;
}

/** What an estimate leaves of a balance: no coarser than the estimate itself is said, so that the sum can be followed. */
export function roundedRest(rest: number, estimate: number): number {
  const step = stepOf(Math.min(Math.abs(rest), Math.abs(estimate)));
  return Math.abs(rest) < 10 ? roundedCredits(rest) : Math.round(rest / step) * step;
}

function stepOf(size: number): number {
  return size >= 10_000 ? 100 : size >= 100 ? 10 : 1;
}

/** What is said of an estimate after “about”: itself where nothing is open, so that sums agree to the credit. */
export function likelyCredits({ low, likely, high }: Estimate): number {
  return high - low < 0.01 ? Math.round(likely * 100) / 100 : roundedCredits(likely);
}

/** What a pair will cost; null when unknown. */
export function creditsOf(pair: Pick<IntakeClip, 'video' | 'audio'>, price: Price | null): Estimate | null {
  return creditsFor(price, lengthsOf(pair));
}

/** How long a pair's files last. */
export function lengthsOf({ video, audio }: Pick<IntakeClip, 'video' | 'audio'>): Lengths {
  return { video: video.info?.durationSeconds ?? null, audio: audio.info?.durationSeconds ?? null };
}

/** Whether an estimate is too wide to be said by its middle: several rules of the price disagree. */
export function isWide({ low, high }: Estimate): boolean {
  return high - low > Math.max(Math.min(2, high / 2), 0.3 * low);
}

/** What clips need: “about 840”, or a range, and “+ ?” where some of them have no known length. */
export function needsInWords({ credits, unmeasured }: Cost, t: TFunction, formats: Formats): string {
  if (credits === null) return t('words.unknown');
  const words = creditsInWords(credits, t, formats);
  const value = isWide(credits) ? words : t('words.about', { value: words });
  return unmeasured > 0 ? t('words.andUnknown', { value }) : value;
}

/** How many credits are missing, as far as that is known. */
export function missingInWords(missing: Estimate, t: TFunction, formats: Formats): string {
  if (missing.likely > 0) return t('words.missing.about', { credits: formats.credits(likelyCredits(missing)) });
  return missing.high > 0
    ? t('words.missing.upTo', { credits: formats.credits(roundedCredits(missing.high)) })
    : t('words.missing.unknown');
}

/** What was used: “+ ?” where somebody's share in it is not known, and nothing said where none is. */
export function usedInWords(
  { credits, unpriced }: { credits: number; unpriced: number },
  t: TFunction,
  formats: Formats,
): string {
  if (unpriced === 0) return formats.credits(credits);
  return credits === 0 ? t('words.unknown') : t('words.andUnknown', { value: formats.credits(credits) });
}

/** An estimate as one number, or as its range where that would claim too much. */
export function creditsInWords(estimate: Estimate, t: TFunction, formats: Formats): string {
  const { low, high } = estimate;
  if (!isWide(estimate)) return formats.credits(likelyCredits(estimate));
  return t('words.between', { low: formats.credits(roundedCredits(low)), high: formats.credits(roundedCredits(high)) });
}
