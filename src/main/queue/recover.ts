import { problem } from '../../shared/problems.ts';
import type { QueueContext } from './context.ts';

const all = Number.MAX_SAFE_INTEGER;

/** A crash in the middle of a create is the same as an unknown answer. Only for a program that has not sent anything yet. */
export function doubtOpenAttempts({ ledger, apiUrl }: Pick<QueueContext, 'ledger' | 'apiUrl'>): void {
  for (const attempt of ledger.attempts.withoutOutcome(apiUrl)) {
    const reason = 'Shoal ended before the answer was written down';
    ledger.attempts.settle(
      attempt.id,
      { outcome: 'unknown', reason, httpStatus: null, errorCode: null, requestId: null, remoteId: null },
      'unconfirmed',
      { problem: problem('attempt.unknown', { reason }) },
    );
  }
}

/**
 * What a start must put right, whatever ended the last run: a crash in the middle of a create is the same as an unknown
 * answer, and what was reachable must be so again for jobs that the service may not have read yet.
 */
export async function recover(context: QueueContext, signal: AbortSignal): Promise<void> {
  const { ledger, apiUrl, hosting } = context;
  doubtOpenAttempts(context);
  // Hosting again costs little and finds files that changed meanwhile.
  for (const job of ledger.jobs.inState(apiUrl, 'hosted', all)) ledger.jobs.move(job.id, 'hosted', 'ready');
  await hosting.recover(signal);
}
