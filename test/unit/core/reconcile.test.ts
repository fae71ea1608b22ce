import { expect, it } from 'vitest';
import type { Attempt } from '../../../src/main/core/attempt.ts';
import { judge } from '../../../src/main/core/reconcile.ts';
import { readPage } from '../../../src/main/core/service-answers.ts';

const hour = 3_600_000;
const opened = Date.UTC(2026, 10, 1, 12);
const attempt: Attempt = {
  id: 1,
  jobId: 'c1',
  number: 1,
  authorisation: 1,
  nonce: 's1-c1-chance',
  digest: '',
  openedAt: opened,
  openedService: opened,
  outcome: 'unknown',
  reason: null,
  httpStatus: null,
  errorCode: null,
  requestId: null,
  remoteId: null,
  settledAt: opened + 60_000,
  resolution: null,
};

/** The ids of the jobs, made so many hours after the attempt, that a service without input URLs leaves possible. */
function candidates(of: Attempt, ...hours: number[]): string[] {
  const jobs = hours.map((after) => ({ id: `at-${after}`, created_at: new Date(opened + after * hour).toISOString() }));
  const page = readPage(JSON.stringify(jobs));
  if (!page.ok) throw new Error(page.problem.code);
  const finding = judge(of, page.value.jobs, { isOwned: () => false, wouldShowNonce: () => false, listClockMs: null });
  return finding.kind === 'open' ? finding.candidates.map(({ remoteId }) => remoteId) : [];
}

it('a job made long before or after the attempt is not it', () => {
  expect(candidates(attempt, -1, 0, 0.2, 1)).toEqual(['at-0', 'at-0.2']);
});

it('a computer that slept while the request was open may have sent it as late as it was known to be lost', () => {
  expect(candidates({ ...attempt, settledAt: opened + 72 * hour }, -1, 0, 40, 72.1, 74)).toEqual([
    'at-0',
    'at-40',
    'at-72.1',
  ]);
});
