import { problem, type Problem } from '../../shared/problems.ts';
import { listClock, nonceOfJob, tellsInputUrls, type Evidence } from '../core/reconcile.ts';
import type { RemoteJob } from '../core/remote.ts';
import type { QueueContext } from './context.ts';

/** How many jobs are asked for one by one in vain, when the list does not tell input URLs but a single job may. */
const mostInVain = 20;

/** What is known beside a list that was read. */
export interface ListEvidence extends Evidence {
  /** The jobs in whose URLs a nonce would show; those that are asked for one by one are added. */
  shown: Set<RemoteJob>;
}

/** What the ledger knows of the jobs of a list, beside the attempts that are looked for. */
export function evidenceOf(
  jobs: readonly RemoteJob[],
  { ledger, apiUrl }: Pick<QueueContext, 'ledger' | 'apiUrl'>,
): ListEvidence {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const known = ledger.attempts.acceptedAtOnce(apiUrl, [...byId.keys()]);
  const times = known.flatMap(({ remoteId, openedService }) => {
    const told = byId.get(remoteId ?? '')?.createdAtMs ?? null;
    return told === null || openedService === null ? [] : [[told, openedService] as const];
  });
  const isOurs = (job: RemoteJob): boolean => {
    const nonce = nonceOfJob(job);
    return nonce !== null && ledger.attempts.byNonce(nonce) !== null;
  };
  const showsNonces = jobs.some(isOurs);
  const shown = new Set(showsNonces ? jobs.filter(tellsInputUrls) : []);
  return {
    isOwned: ({ id }) => ledger.jobs.byRemoteId(apiUrl, id) !== null,
    wouldShowNonce: (job) => shown.has(job),
    listClockMs: listClock(times),
    shown,
  };
}

/**
 * Asks for the possible jobs (by their ids) one by one that the list showed without their nonces, in case the service
 * tells them then. `problem`: why one of them could not be read.
 */
export async function withInputUrls(
  jobs: readonly RemoteJob[],
  possible: ReadonlySet<string>,
  { wouldShowNonce, shown }: ListEvidence,
  { client, ledger, apiUrl }: Pick<QueueContext, 'client' | 'ledger' | 'apiUrl'>,
  signal: AbortSignal,
): Promise<{ jobs: RemoteJob[]; problem: Problem | null }> {
  const repeats = ledger.services.repeatsInputUrls(apiUrl) === true;
  let unread: Problem | null = null;
  const newest = jobs
    .filter((job) => possible.has(job.id) && nonceOfJob(job) === null && !wouldShowNonce(job))
    .toSorted((a, b) => (b.createdAtMs ?? Infinity) - (a.createdAtMs ?? Infinity));
  const told = new Map<RemoteJob, RemoteJob>();
  let inVain = 0;
  for (const job of newest) {
    if (inVain === mostInVain || signal.aborted) break;
    const answer = await client.get(job.id, signal);
    if (!answer.ok || !tellsInputUrls(answer.value)) inVain += 1;
    // One that tells less than the list is not the whole answer.
    if (answer.ok && (answer.value.createdAtMs !== null || job.createdAtMs === null)) {
      if (repeats && tellsInputUrls(answer.value)) shown.add(answer.value);
      told.set(job, answer.value);
    } else if (answer.ok) unread = problem('service.nonsense', { reason: 'it tells less than the list' });
    else if (answer.problem.code !== 'service.job-not-found') unread = answer.problem;
  }
  return { jobs: jobs.map((job) => told.get(job) ?? job), problem: unread };
}
