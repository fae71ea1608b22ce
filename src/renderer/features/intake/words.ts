import type { TFunction } from 'i18next';
import type { Cost, Estimate } from '../../../shared/contract/common.ts';
import type { IntakeClip, IntakeFile, IntakeView } from '../../../shared/contract/intake.ts';
import type { Price } from '../../../shared/pricing.ts';
import type { Formats } from '../../i18n/formats.ts';
import { creditsInWords, isWide, likelyCredits, roundedCredits, roundedRest } from './about.ts';

/** From here on lengths that differ are marked, in seconds; the engine counts the same ones. */
const mismatchSeconds = 2;
/** Below this, lengths are the same to the ear, in seconds. */
const sameSeconds = 0.05;

/** How the track's length compares: in words, and whether the person should look at it. */
export function againstVideo(clip: IntakeClip, t: TFunction, formats: Formats): { text: string; needsYou: boolean } {
  const { audioLongerBy: by, video, audio } = clip;
  if (by === null)
    return { text: video.probing || audio.probing ? t('intake.looking') : t('words.unknown'), needsYou: false };
  if (Math.abs(by) < sameSeconds) return { text: t('intake.same'), needsYou: false };
  const seconds = formats.tenths(Math.abs(by));
  return {
    text: by > 0 ? t('intake.longer', { seconds }) : t('intake.shorter', { seconds }),
    needsYou: Math.abs(by) >= mismatchSeconds,
  };
}

/** Length, height of the picture and size, as far as they are known: `0:14.2`, `1080p`, `31 MB`. */
export function videoFacts({ info, probing, source }: IntakeFile, t: TFunction, formats: Formats): string[] {
  if (info === null) return [t(source === 'url' ? 'intake.fromUrl' : probing ? 'intake.looking' : 'words.unknown')];
  const facts = [
    info.durationSeconds !== null && formats.playTime(info.durationSeconds),
    info.video !== null && `${Math.min(info.video.width, info.video.height)}p`,
    formats.megabytes(info.size),
  ];
  return facts.filter((fact) => fact !== false);
}

/** Where the files are from: `16 videos and 52 audio files from 3 folders`. */
export function broughtFiles({ videos, audios, folders }: IntakeView, t: TFunction, formats: Formats): string {
  const brought = formats.list([
    ...(videos > 0 ? [t('intake.videos', { count: videos })] : []),
    ...(audios > 0 ? [t('intake.audios', { count: audios })] : []),
  ]);
  return folders > 1 ? t('intake.brought', { files: brought, count: folders }) : brought;
}

/** The clips by language, `es 14, fr-CA 12`, and what the person should know before starting. */
export function summary(view: IntakeView, t: TFunction, formats: Formats): { clips: string; details: string } {
  const languages = view.languages
    .filter(({ language }) => language !== null)
    .map(({ language, clips }) => `${language ?? ''} ${formats.number(clips)}`)
    .join(', ');
  const noted = [
    view.mismatched > 0 && t('intake.mismatched', { count: view.mismatched }),
    view.withProblems > 0 && t('intake.withProblems', { count: view.withProblems }),
    view.already > 0 && t('intake.alreadyLeftOut', { count: view.already }),
  ];
  // The languages go on from “4 clips”; what is noted stands by itself.
  const inLanguages = languages === '' ? '' : t('intake.inLanguages', { languages });
  const details = [inLanguages, ...noted.filter((part) => part !== false)].join(' · ').trim();
  return { clips: t('intake.clips', { count: view.clips }), details };
}

/** What the start will cost, how that is known, and what stays of the balance. */
export function costInWords(
  {
    start,
    fits,
    left,
    price,
    balance,
  }: {
    start: Cost;
    fits: number | null;
    /** What the balance has left beside the queue. */
    left: Estimate | null;
    price: Price | null;
    balance: number | null;
  },
  t: TFunction,
  formats: Formats,
): string {
  if (start.clips === 0) return t('intake.nothingToStart');
  if (start.credits === null || price === null) return t('intake.priceUnknown');
  const { low, likely, high } = start.credits;
  const rest = left === null ? null : left.likely - likely;
  const isShort = rest !== null && rest < 0;
  const beside = left === null || balance === null ? 0 : balance - left.likely;
  const say = (credits: number): string => formats.credits(roundedCredits(credits));
  const parts = [
    fits !== null && fits < start.clips && t('intake.firstFit', { fits, count: start.clips }),
    isShort &&
      balance !== null &&
      t(beside > 0 ? 'intake.balanceShortBeside' : 'intake.balanceShort', {
        balance: formats.credits(balance),
        missing: say(-rest),
        queue: say(beside),
      }),
    price.source === 'set'
      ? t('intake.costsSet', { credits: formats.credits(likelyCredits(start.credits)) })
      : isWide(start.credits)
        ? t('intake.costsBetween', { credits: creditsInWords(start.credits, t, formats), count: price.samples })
        : t(high - low < 0.01 ? 'intake.costsEvenly' : 'intake.costs', {
            credits: formats.credits(likelyCredits(start.credits)),
            range: formats.range(start.credits),
            count: price.samples,
          }),
    start.unmeasured > 0 && t('intake.unmeasured', { count: start.unmeasured }),
    balance !== null &&
      rest !== null &&
      !isShort &&
      t(beside > 0 ? 'intake.staysBeside' : 'intake.stays', {
        balance: formats.credits(balance),
        rest: formats.credits(roundedRest(rest, likely)),
      }),
  ];
  return parts.filter((part) => part !== false).join(' ');
}

/** The words of the button that starts: how many clips, and what they will probably cost. */
export function startWords(start: Cost, practice: boolean, t: TFunction, formats: Formats): string {
  const count = start.clips;
  if (count === 0) return t('intake.start.none');
  if (practice) return t('intake.start.practice', { count });
  if (start.credits === null) return t('intake.start.unknown', { count });
  const known = creditsInWords(start.credits, t, formats);
  const credits = start.unmeasured > 0 ? t('words.andUnknown', { value: known }) : known;
  return t(isWide(start.credits) ? 'intake.start.between' : 'intake.start.about', { count, credits });
}
