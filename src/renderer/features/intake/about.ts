import type { TFunction } from 'i18next';
import type { Estimate } from '../../../shared/contract/common.ts';
import type { IntakeClip } from '../../../shared/contract/intake.ts';
import { creditsFor, type Price } from '../../../shared/pricing.ts';
import type { Formats } from '../../i18n/formats.ts';

/** An estimate of credits as far as it is worth saying: to tens from 100 on, to hundreds from 10,000 on. */
export function roundedCredits(credits: number): number {
  const step = credits >= 10_000 ? 100 : credits >= 100 ? 10 : 1;
  return Math.round(credits / step) * step;
}

/** What a pair will cost, each bound in whole credits; null when unknown. */
export function creditsOf({ video, audio }: Pick<IntakeClip, 'video' | 'audio'>, price: Price | null): Estimate | null {
  const found = creditsFor(price, {
    video: video.info?.durationSeconds ?? null,
    audio: audio.info?.durationSeconds ?? null,
  });
  if (found === null) return null;
  const { low, likely, high } = found;
  const up = (credits: number): number => Math.ceil(credits - 0.005);
  return { low: Math.floor(low + 0.005), likely: up(likely), high: up(high) };
}

/** Whether an estimate is too wide to be said by its middle: several rules of the price disagree. */
export function isWide({ low, high }: Estimate): boolean {
  return high - low > Math.max(2, 0.3 * low);
}

/** An estimate as one number, or as its range where that would claim too much. */
export function creditsInWords(estimate: Estimate, t: TFunction, formats: Formats): string {
  const { low, likely, high } = estimate;
  if (!isWide(estimate)) return formats.credits(roundedCredits(likely));
  return t('words.between', { low: formats.credits(roundedCredits(low)), high: formats.credits(roundedCredits(high)) });
}
