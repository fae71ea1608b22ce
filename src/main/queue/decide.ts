import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Decision } from '../../shared/decision.ts';
import type { Attempt } from '../core/attempt.ts';
import { nonceOfJob } from '../core/reconcile.ts';
import type { QueueContext } from './context.ts';
import { jobOfService } from './job-of-service.ts';

/**
 * Carries out a person's decision on a clip whose submission is in doubt. The old attempt's URLs stop working in the
 * same commit where the host asks the ledger, before it where it cannot, so that a late ghost of it cannot start.
 */
export async function decide(
  context: Pick<QueueContext, 'ledger' | 'apiUrl' | 'client' | 'clock' | 'hosting'>,
  /** Looks once more for an attempt; says whether it was found, and with it taken over. */
  find: (attemptId: number) => Promise<boolean>,
  jobId: string,
  decision: Decision,
  by: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { ledger, apiUrl, client, clock, hosting } = context;
  const inDoubt = (): Attempt | null => {
    const attempt = ledger.attempts.ofJob(jobId).at(-1);
    const isOpen = ledger.jobs.get(jobId)?.state === 'unconfirmed' && attempt?.outcome === 'unknown';
    return isOpen && attempt.resolution === null ? attempt : null;
  };
  const meant = jobOfService(jobId, context);
  if (!meant.ok) return meant;
  const attempt = inDoubt();
  if (attempt === null) return failure(problem('decision.not-in-doubt'));
  // Another decision may come before this one, and a new attempt of the clip may be in doubt by then.
  const isStillInDoubt = (): boolean => inDoubt()?.id === attempt.id;

  switch (decision.kind) {
    case 'adopt': {
      const remote = await client.get(decision.remoteId, signal);
      if (!remote.ok) {
        const isNot = remote.problem.code === 'service.job-not-found';
        return isNot ? failure(problem('decision.no-such-job', { remoteId: decision.remoteId })) : remote;
      }
      const nonce = nonceOfJob(remote.value);
      const ownerId =
        ledger.jobs.byRemoteId(apiUrl, remote.value.id)?.id ?? (nonce && ledger.attempts.byNonce(nonce)?.jobId);
      const owner = ownerId === null || ownerId === undefined ? null : ledger.jobs.get(ownerId);
      if (owner !== null && owner.id !== jobId) {
        return failure(problem('decision.owned', { remoteId: remote.value.id, name: owner.name }));
      }
      // A mark that is not of this clip's attempts: it is another ledger's, whatever a person takes it for.
      if (owner === null && nonce !== null && attempt.nonce !== null) {
        return failure(problem('decision.foreign', { remoteId: remote.value.id }));
      }
      if (!isStillInDoubt()) return failure(problem('decision.not-in-doubt'));
      const { id, status, creditsUsed } = remote.value;
      ledger.attempts.resolve(attempt.id, 'adopted', { remoteId: id, by }, 'accepted', {
        remoteId: id,
        remoteStatus: status,
        creditsUsed,
        acceptedAt: clock.now(),
      });
      return success(undefined);
    }
    case 'submit-again': {
      // The list may lag by more than its passes: what is found now need not be paid for a second time.
      if (await find(attempt.id)) return failure(problem('decision.found'));
      const withdrawn = await hosting.withdraw(jobId);
      if (!withdrawn.ok) return withdrawn;
      if (!isStillInDoubt()) return failure(problem('decision.not-in-doubt'));
      ledger.attempts.resolve(attempt.id, 'submitted-again', { remoteId: null, by }, 'ready', {});
      return success(undefined);
    }
    case 'give-up':
      ledger.together(() => {
        hosting.abandon(jobId);
        ledger.attempts.resolve(attempt.id, 'given-up', { remoteId: null, by }, 'canceled', {
          endedAt: clock.now(),
          problem: problem('attempt.given-up'),
        });
      });
      return success(undefined);
  }
}
