import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useDescribeShortly, useFormats } from '../../app/window-context.ts';
import { creditsFor, type Price } from '../../../shared/pricing.ts';
import type { ClipRow } from '../../../shared/contract/clip.ts';
import type { Estimate } from '../../../shared/contract/common.ts';
import { heldBy } from '../../../shared/held-by.ts';
import type { HoldKind } from '../../../shared/holds.ts';
import type { Step } from '../../../shared/job-state.ts';
import { isLookedFor } from '../../../shared/looked-for.ts';
import type { Problem } from '../../../shared/problems.ts';
import type { TrackState } from '../../../shared/track.ts';
import type { Formats } from '../../i18n/formats.ts';
import type { Hold } from '../../app/holds.ts';

/** How a state is shown: `moving` in full ink, `needs-you` amber, `failed` red, the others in the second ink. */
export type Tone = 'plain' | 'moving' | 'needs-you' | 'failed';

/** The hold that a clip waits behind, and at which step. One that waits to be hosted waits as well for what keeps it
 * from being submitted. */
export function holdOf(row: ClipRow, holds: readonly Hold[]): { kind: HoldKind; at: Step } | null {
  // One in doubt waits for the person, whatever holds the others.
  if (row.state === 'unconfirmed') return null;
  const ahead = row.state === 'ready' ? (['host', 'submit'] as const) : [row.step];
  for (const at of ahead) {
    const kind = heldBy({ ...row, step: at }, holds);
    if (kind !== null && at !== null) return { kind, at };
  }
  return null;
}

export type Held = ReturnType<typeof holdOf>;

export function trackOf(row: ClipRow, hold: Held): TrackState {
  return { state: row.state, endedAt: row.endedAtStep, heldAt: hold?.at ?? null, fraction: row.fraction ?? 0 };
}

/** What a clip will probably cost; null while that cannot be told. */
export function expectedCredits({ lengths }: ClipRow, price: Price | null): Estimate | null {
  return creditsFor(price, lengths);
}

/** The state of a clip in a few words, with their tone. */
export function useStateWords(): (row: ClipRow, hold: Held) => { words: string; tone: Tone } {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribeShortly();
  return (row, hold) => stateWords(row, hold, t, formats, (problem) => shortReason(problem, describe));
}

function stateWords(
  row: ClipRow,
  hold: Held,
  t: TFunction,
  formats: Formats,
  reasonOf: (problem: Problem) => string,
): { words: string; tone: Tone } {
  const { state, fraction } = row;
  const plain = (words: string): { words: string; tone: Tone } => ({ words, tone: 'plain' });
  const moving = (what: string): { words: string; tone: Tone } => ({
    words: fraction === null ? what : t('state.moving', { what, percent: formats.percent(fraction) }),
    tone: 'moving',
  });
  const reason = row.problem === null ? t('state.failedUnknown') : reasonOf(row.problem);
  if (hold !== null && (fraction ?? 0) === 0 && state !== 'submitting' && state !== 'unconfirmed')
    return plain(t(`holds.${hold.kind}`));
  switch (state) {
    case 'draft':
    case 'ready':
    case 'hosted':
      return plain(t(`state.${state}`));
    case 'canceled':
      return plain(t(row.problem?.code === 'attempt.given-up' ? 'state.givenUp' : 'state.canceled'));
    case 'checking':
    case 'hosting':
      return moving(t(`state.${state}`));
    case 'submitting':
      return { words: t('state.submitting'), tone: 'moving' };
    case 'unconfirmed':
      return isLookedFor(row) ? plain(t('state.lookedFor')) : { words: t('state.unconfirmed'), tone: 'needs-you' };
    case 'accepted':
      if (row.problem?.code === 'service.job-not-found') return { words: t('state.notFound'), tone: 'needs-you' };
      return (fraction ?? 0) === 0 ? { words: t('state.acceptedQueued'), tone: 'moving' } : moving(t('state.accepted'));
    case 'fetching':
      return (fraction ?? 0) === 0 ? plain(t('state.fetchingSoon')) : moving(t('state.fetching'));
    case 'rejected':
      return { words: t('state.rejected', { reason }), tone: 'failed' };
    case 'failed':
      return { words: t('state.failed', { reason }), tone: 'failed' };
    case 'done':
      return plain(t('state.done', { at: row.endedAt === null ? '' : formats.clock(row.endedAt) }));
  }
}

/** What the service itself said, where it said something; else what happened. */
function shortReason(problem: Problem, describe: (problem: Problem) => string): string {
  const { message } = problem.parameters;
  if (problem.code === 'service.needs-different-media') return `${String(message)} (422)`;
  if (problem.code === 'service.job-failed') return String(message);
  return describe(problem);
}

/** What a clip was charged; `unknown` where the service did not say, `ahead` while nothing can have been charged. */
export function spentOf({ state, creditsUsed, unknownAttempts }: ClipRow): number | 'unknown' | 'ahead' {
  if (creditsUsed !== null) return creditsUsed;
  if (state === 'unconfirmed' || state === 'done' || state === 'failed') return 'unknown';
  if (state === 'rejected' || state === 'canceled') return unknownAttempts > 0 ? 'unknown' : 0;
  return 'ahead';
}
