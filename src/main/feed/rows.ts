import type { BatchRow } from '../../shared/contract/batch.ts';
import type { ClipRow } from '../../shared/contract/clip.ts';
import { stepOf, type Step } from '../../shared/job-state.ts';
import type { Batch } from '../core/batch.ts';
import { actionsOf } from '../core/clip-actions.ts';
import { endedAtStep } from '../core/job.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ClipRecord } from '../ledger/queue-pages.ts';
import type { Figures } from './figures.ts';

/** How far the moving step of a clip is, 0 to 1. */
export interface LiveProgress {
  step: Step;
  fraction: number;
}

/** What a window is shown of a clip. `live`: what is known of its moving step beyond the ledger. */
export function clipRow(clip: ClipRecord, live: LiveProgress | undefined): ClipRow {
  const step = stepOf(clip.state);
  return {
    id: clip.id,
    batchId: clip.batchId,
    name: clip.name,
    language: clip.language,
    state: clip.state,
    step,
    endedAtStep: endedAtStep(clip),
    fraction: fractionOf(clip, step, live),
    problem: clip.problem,
    remoteStatus: clip.remoteStatus,
    seconds: clip.billableSeconds,
    lengths: { video: clip.videoSeconds, audio: clip.audioSeconds },
    creditsUsed: clip.creditsUsed,
    unknownAttempts: clip.unknownAttempts,
    pictureId: clip.videoId,
    beganAt: clip.beganAt,
    endedAt: clip.endedAt,
    retryOf: clip.retryOf,
    retriedBy: clip.retriedBy,
    actions: actionsOf(clip),
  };
}

function fractionOf(clip: ClipRecord, step: Step | null, live: LiveProgress | undefined): number | null {
  if (live !== undefined && live.step === step) return Math.min(1, Math.max(0, live.fraction));
  return clip.state === 'accepted' && clip.remoteProgress !== null ? clip.remoteProgress / 100 : null;
}

/** What a window is shown of a batch. `pausedAt`: since when the person paused it, or null. */
export function batchRow(batch: Batch, ledger: Ledger, figures: Figures, pausedAt: number | null): BatchRow {
  const tallies = ledger.pages.tallies(batch.id);
  const credits = (profileId: number | null): number | null =>
    profileId === null ? null : (ledger.profiles.get(profileId)?.credits ?? null);
  const done = tallies.find(({ state }) => state === 'done');
  const used = ledger.spending.used(batch.apiUrl, batch.id);
  return {
    id: batch.id,
    name: batch.name,
    createdAt: batch.createdAt,
    endedAt: batch.endedAt,
    pausedAt,
    counts: figures.counts(batch.id),
    languages: ledger.pages.languages(batch.id),
    creditsUsed: used.credits,
    unpriced: used.unpriced,
    needs: figures.needs(batch.id),
    budget: batch.budget,
    secondsDone: done?.seconds ?? 0,
    // What one did not say its price would make the others look dearer or cheaper than they were.
    perSecond: done === undefined || done.unpriced > 0 || done.seconds === 0 ? null : done.credits / done.seconds,
    startCredits: credits(batch.startProfileId),
    endCredits: credits(batch.endProfileId),
    resultsFolder: batch.resultsFolder,
  };
}
