import type { Candidate } from '../../shared/events.ts';
import type { Attempt } from './attempt.ts';
import { nonceOfUrl } from './nonce.ts';
import type { RemoteJob } from './remote.ts';

/** How far two clocks, and the answer to “when did it begin”, may be apart, in ms. */
const beforeMs = 120_000;
/** How much later than its create a job may be accepted: the service or a proxy may have kept the request. */
const afterMs = 900_000;

/** The nonce that a remote job was created with, when the service repeats its input URLs; null otherwise. */
export function nonceOfJob({ inputUrls }: RemoteJob): string | null {
  const urls = [inputUrls.video, inputUrls.audio].filter((url) => url !== null);
  for (const url of urls) {
    const nonce = nonceOfUrl(url);
    if (nonce !== null) return nonce;
  }
  return null;
}

/** Whether a remote job tells any of its input URLs. */
export function tellsInputUrls({ inputUrls }: RemoteJob): boolean {
  return inputUrls.video !== null || inputUrls.audio !== null;
}

/** What the service's list says of an unknown attempt. */
export type Finding =
  /** Exactly one job repeats its nonce: it was accepted, as this job. */
  | { kind: 'found'; job: RemoteJob }
  /** Nothing certain. The candidates are jobs that no clip here owns and that could be it. */
  | { kind: 'open'; candidates: Candidate[] };

/**
 * Judges an unknown attempt by the jobs that the service listed. `isOwned` tells which remote ids belong to clips here.
 * A job whose URLs carry another nonce is never a candidate: it is somebody else's, or another attempt's.
 */
export function judge(attempt: Attempt, listed: readonly RemoteJob[], isOwned: (remoteId: string) => boolean): Finding {
  const free = listed.filter(({ id }) => !isOwned(id));
  const repeating = attempt.nonce === null ? [] : free.filter((job) => nonceOfJob(job) === attempt.nonce);
  const [only, ...more] = repeating;
  if (only !== undefined && more.length === 0) return { kind: 'found', job: only };
  const possible = repeating.length > 0 ? repeating : free.filter((job) => couldBe(attempt, job));
  return {
    kind: 'open',
    candidates: possible.map(({ id, status, createdAtMs, creditsUsed }) => ({
      remoteId: id,
      status,
      createdAt: createdAtMs,
      creditsUsed,
    })),
  };
}

function couldBe(attempt: Attempt, job: RemoteJob): boolean {
  // Where the nonce could be seen, a job without it is not this attempt's.
  if (attempt.nonce !== null && tellsInputUrls(job)) return false;
  if (job.createdAtMs === null || attempt.openedService === null) return true;
  return job.createdAtMs >= attempt.openedService - beforeMs && job.createdAtMs <= attempt.openedService + afterMs;
}

/** The service's time before which the list need not be read for these attempts; null when all of it must be. */
export function readBackTo(attempts: readonly Attempt[]): number | null {
  let earliest = Infinity;
  for (const { openedService } of attempts) {
    if (openedService === null) return null;
    earliest = Math.min(earliest, openedService);
  }
  return Number.isFinite(earliest) ? earliest - beforeMs : null;
}
