import type { RemoteJob } from '../core/remote.ts';
import type { QueueContext } from './context.ts';

/**
 * Gives a clip of a ledger that was restored from an old copy the remote job that it has had since. Says whether it
 * could: the clip is here, was waiting, and has an authorisation that nothing else has used.
 */
export function takeOver(
  { ledger, apiUrl, clock }: Pick<QueueContext, 'ledger' | 'apiUrl' | 'clock'>,
  { remote, nonce, jobId }: { remote: RemoteJob; nonce: string; jobId: string },
): boolean {
  const job = ledger.jobs.get(jobId);
  if (job === null || ledger.jobs.byRemoteId(apiUrl, remote.id) !== null) return false;
  const way = ['checking', 'ready', 'hosting', 'hosted'] as const;
  const at = way.findIndex((state) => state === job.state);
  const used = ledger.attempts
    .ofJob(jobId)
    .some(
      ({ authorisation, outcome }) =>
        authorisation === job.authorisations && (outcome === null || outcome === 'accepted' || outcome === 'unknown'),
    );
  if (at < 0 || used || job.authorisations === 0) return false;
  ledger.together(() => {
    for (const [index, state] of way.entries()) {
      const next = way[index + 1];
      if (index >= at && next !== undefined) ledger.jobs.move(jobId, state, next);
    }
    const attempt = ledger.attempts.open({
      jobId,
      apiUrl,
      nonce,
      digest: 'not known: made by a later copy of this ledger',
      openedService: remote.createdAtMs,
    });
    ledger.attempts.settle(
      attempt.id,
      {
        outcome: 'accepted',
        reason: 'found in the service’s list',
        httpStatus: null,
        errorCode: null,
        requestId: null,
        remoteId: remote.id,
      },
      'accepted',
      { remoteId: remote.id, remoteStatus: remote.status, creditsUsed: remote.creditsUsed, acceptedAt: clock.now() },
    );
  });
  return true;
}
