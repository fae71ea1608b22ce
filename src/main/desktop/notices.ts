import type { LedgerEvent } from '../../shared/events.ts';
import type { JobState } from '../../shared/job-state.ts';
import type { Place } from '../../shared/place.ts';
import type { Preferences } from '../../shared/preferences.ts';
import type { NotedHold, Words } from './words.ts';

export interface Notice {
  title: string;
  body: string;
  /** What it opens. */
  place: Place;
}

export interface NoticeSource {
  preferences: Preferences;
  words: Words;
  batchName: (id: string) => string;
  /** Null for a clip that is not in the ledger. */
  clip: (id: string) => { name: string; state: JobState } | null;
}

/** What a person who is not looking is told of an event, or null: a batch ended, a hold, a clip that needs a decision. */
export function noticeOf({ batchId, jobId, body }: LedgerEvent, source: NoticeSource): Notice | null {
  const { preferences, words } = source;
  if (body.kind === 'batch-ended' && batchId !== null && preferences.notifyOfBatchEnds) {
    return {
      title: words.batchEnded.title(source.batchName(batchId)),
      body: words.batchEnded.body(body.done, body.failed, body.rejected),
      place: { screen: 'batches', open: batchId },
    };
  }
  if (body.kind === 'hold-began' && isNoted(body.hold) && preferences.notifyOfHolds) {
    return { title: words.held.title, body: words.held.body[body.hold], place: { screen: 'queue', open: null } };
  }
  if (body.kind === 'reconciled' && jobId !== null && preferences.notifyOfDecisions) {
    const clip = source.clip(jobId);
    // The one that the list named for certain was taken over in the same moment.
    if (clip?.state !== 'unconfirmed') return null;
    return {
      title: words.decision.title,
      body: words.decision.body(clip.name),
      place: { screen: 'queue', open: jobId },
    };
  }
  return null;
}

function isNoted(kind: string): kind is NotedHold {
  return kind !== 'user' && kind !== 'rate-limit' && kind !== 'offline';
}
