import stringWidth from 'string-width';
import { describe, sentence, type Problem } from './problems.ts';
import type { Estimate } from './contract/common.ts';
import type { Price, PriceRule } from './pricing.ts';
import type { EventBody } from './events.ts';
import { isLookedFor } from './looked-for.ts';
import type { HoldKind } from './holds.ts';
import type { ClipView } from './views.ts';

const holdWords: Record<HoldKind, string> = {
  user: 'Paused by you',
  credits: 'Held for credits',
  auth: 'Held for the token',
  offline: 'Held: the service cannot be reached',
  disk: 'Held: the disk',
  host: 'Held: the host',
  budget: 'Held for the budget',
  'rate-limit': 'Held: the service asked to slow down',
  ledger: 'Held: the ledger is being compared with the service',
};

/** Why nothing moves, in a few words. */
export function holdInWords(kind: HoldKind): string {
  return holdWords[kind];
}

/** The same with what is known of the reason, which numbers there are, and what the person can do. */
export function holdInFull(kind: HoldKind, reason: Problem | null): string {
  return reason === null ? `${holdWords[kind]}.` : `${holdWords[kind]}. ${printable(sentence(reason))}`;
}

/** Where a clip is, in words. `fraction` is how far its moving step is, 0 to 1. */
export function stateInWords(clip: ClipView, fraction: number): string {
  if (clip.heldBy !== null && fraction === 0) return holdWords[clip.heldBy];
  const percent = fraction > 0 ? ` ${Math.floor(fraction * 100)} %` : '';
  switch (clip.state) {
    case 'draft':
      return 'Not started';
    case 'checking':
      return 'Checking';
    case 'ready':
      return 'Waiting';
    case 'hosting':
      return `Hosting${percent}`;
    case 'hosted':
      return 'Next to submit';
    case 'submitting':
      return 'Submitting';
    case 'unconfirmed':
      return isLookedFor(clip)
        ? 'May have been accepted: being looked for in the service’s list'
        : 'May have been accepted: waits for your decision';
    case 'accepted':
      if (clip.problem?.code === 'service.job-not-found') return 'Not found on this account';
      return percent === '' ? `At the service: ${clip.remoteStatus ?? 'accepted'}` : `Processing${percent}`;
    case 'fetching':
      return percent === '' ? 'Completed, waiting to fetch' : `Fetching${percent}`;
    case 'done':
      return 'Done';
    case 'failed':
    case 'rejected':
      return `${clip.state === 'failed' ? 'Failed' : 'Rejected'}: ${clip.problem ? printable(describe(clip.problem).what) : 'no reason known'}`;
    case 'canceled':
      return clip.problem?.code === 'attempt.given-up' ? 'Given up: may have been charged' : 'Canceled';
  }
}

/** The clip's name with its language, such as `Welcome (fr-CA)`. */
export function nameInWords({ name, language }: { name: string; language: string | null }): string {
  return printable(language === null ? name : `${name} (${language})`);
}

/**
 * `text` on one line and harmless to a terminal: a file's name may hold line breaks, escape sequences, and marks that
 * show what follows in another order.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** How many columns of a terminal `text` takes: two for Chinese characters and emoji. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** `text` with spaces after it up to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Cuts a long name in the middle, 60 % head and 40 % tail: the ending tells takes apart. `width` in columns. */
export function cutInMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const head = fitting(characters, Math.ceil((width - 1) * 0.6));
  const tail = fitting(characters.toReversed(), width - 1 - displayWidth(head.join(''))).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

/** As many of the first characters as fit into `width` columns. */
function fitting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => (room -= displayWidth(character)) < 0);
  return characters.slice(0, end < 0 ? characters.length : end);
}

/** Seconds as `0:04.2` below a minute and `12:30` from there. */
export function durationInWords(seconds: number | null): string {
  if (seconds === null) return 'unknown';
  if (seconds < 59.95) return `0:${seconds.toFixed(1).padStart(4, '0')}`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Credits, without decimals unless they have them; less than a hundredth is not said as 0. */
export function creditsInWords(credits: number | null): string {
  if (credits === null) return 'unknown';
  const isTiny = credits !== 0 && Math.abs(credits) < 0.01;
  return String(isTiny ? Number(credits.toPrecision(2)) : Math.round(credits * 100) / 100);
}

/** What something will probably cost: `about 12`, or `10 to 60` where its middle would claim too much. */
export function estimateInWords({ low, likely, high }: Estimate, begins = false): string {
  if (high - low > Math.max(2, 0.3 * low)) return `${creditsInWords(low)} to ${creditsInWords(high)}`;
  return `${begins ? 'About' : 'about'} ${creditsInWords(likely)}`;
}

const rules: Record<PriceRule, string> = {
  shorter: 'a second of the shorter input',
  longer: 'a second of the longer input',
  video: 'a second of the video',
  audio: 'a second of the audio',
  clip: 'a clip',
};

/** How a price is known: `at 1 a second of the shorter input, as learned from 12 finished clips`. */
export function priceInWords({ source, rates, samples }: Price): string {
  const [rate] = rates;
  const from = `learned from ${samples} finished clip${samples === 1 ? '' : 's'}`;
  if (rate === undefined || new Set(rates.map(({ rule }) => rule)).size > 1)
    return `as ${from}, whose bills fit several rules`;
  const low = creditsInWords(Math.min(...rates.map((each) => each.low)));
  const high = creditsInWords(Math.max(...rates.map((each) => each.high)));
  const least = rate.minimum > 0 ? `, at least ${creditsInWords(rate.minimum)} a clip` : '';
  const each = `${low === high ? low : `${low} to ${high}`} ${rules[rate.rule]}${least}`;
  return source === 'set' ? `at ${each}, as set by you` : `at ${each}, as ${from}`;
}

/** What an event says of the account or of a bill, for those that a person is to hear of; null for all others. */
export function noticeInWords(body: EventBody): string | null {
  if (body.kind === 'other-spending') return `Other work on this account used ${creditsInWords(body.credits)} credits.`;
  if (body.kind === 'balance-warning') {
    const credits = creditsInWords(body.credits);
    return body.cause === 'low'
      ? `The balance is low: ${credits} credits.`
      : `The balance of ${credits} credits covers the first ${body.fits ?? 0} of ${body.total ?? 0} clips. The others will wait.`;
  }
  if (body.kind !== 'bill-departed') return null;
  const { low, high } = body;
  const expected = low === high ? creditsInWords(low) : `${creditsInWords(low)} to ${creditsInWords(high)}`;
  return `A clip was billed ${creditsInWords(body.credits)} credits, not ${expected} as learned from others.`;
}
