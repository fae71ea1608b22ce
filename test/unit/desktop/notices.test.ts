import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../../src/shared/events.ts';
import { holdKinds } from '../../../src/shared/holds.ts';
import type { JobState } from '../../../src/shared/job-state.ts';
import { preferencesSchema } from '../../../src/shared/preferences.ts';
import { noticeOf, type Notice } from '../../../src/main/desktop/notices.ts';
import { wordsFor } from '../../../src/main/desktop/words.ts';

function noticed(body: EventBody, preferences: object = {}, state: JobState = 'unconfirmed'): Notice | null {
  return noticeOf(
    { sequence: 1, at: 0, batchId: 'b1', jobId: 'j1', body },
    {
      preferences: preferencesSchema.parse(preferences),
      words: wordsFor('en', 'en'),
      batchName: () => 'Spring course',
      clip: () => ({ name: 'Welcome (de)', state }),
    },
  );
}
const reconciled: EventBody = { kind: 'reconciled', attempt: 1, passes: 3, candidates: [] };

describe('what a person who is not looking is told', () => {
  it('that a batch has ended, leading to it', () => {
    expect(noticed({ kind: 'batch-ended', done: 50, failed: 1, rejected: 0 })).toEqual({
      title: '“Spring course” has ended',
      body: '50 clips done, 1 failed',
      place: { screen: 'batches', open: 'b1' },
    });
  });

  it('that a clip needs a decision, leading to it; not when the service’s list settled it', () => {
    expect(noticed(reconciled)?.place).toEqual({ screen: 'queue', open: 'j1' });
    expect(noticed(reconciled, {}, 'accepted')).toBeNull();
  });

  it('of the holds that a person has to do something about', () => {
    const told = holdKinds.filter((hold) => noticed({ kind: 'hold-began', hold, problem: null }) !== null);
    expect(told).toEqual(['credits', 'auth', 'disk', 'host', 'budget', 'ledger']);
  });

  it('nothing that they do not want to be told', () => {
    expect(noticed({ kind: 'batch-ended', done: 1, failed: 0, rejected: 0 }, { notifyOfBatchEnds: false })).toBeNull();
    expect(noticed({ kind: 'hold-began', hold: 'auth', problem: null }, { notifyOfHolds: false })).toBeNull();
    expect(noticed(reconciled, { notifyOfDecisions: false })).toBeNull();
  });
});
