import type { Candidate } from '../../shared/events.ts';
import type { Attempt } from './attempt.ts';
import { nonceOfUrl } from './nonce.ts';
import { median } from './polling.ts';
import type { RemoteJob } from './remote.ts';

/** How far two clocks, and the answer to “when did it begin”, may be apart, in ms. */
const beforeMs = 120_000;
/** How much later than its create a job may be accepted: the service or a proxy may have kept the request. */
const afterMs = 900_000;
/** The time zones furthest apart: UTC+14 and UTC-12. */
const widestZonesMs = 26 * 3_600_000;

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

/** What is known beside the list itself. */
export interface Evidence {
  /** Whether a clip here owns the job. */
  isOwned: (job: RemoteJob) => boolean;
  /**
   * Whether a nonce would show in the URLs that the job tells. A service may tell them without their query, or those of
   * copies of its own; only nonces that were seen where the job was told are a proof.
   */
  wouldShowNonce: (job: RemoteJob) => boolean;
  /** How far the times of the list are from the service's clock, in ms; null while that is not known. */
  listClockMs: number | null;
}

/**
 * Judges an unknown attempt by the jobs that the service listed. A job whose URLs carry another nonce is never a
 * candidate: it is somebody else's, or another attempt's.
 */
export function judge(attempt: Attempt, listed: readonly RemoteJob[], evidence: Evidence): Finding {
  const free = listed.filter((job) => !evidence.isOwned(job));
  const repeating = attempt.nonce === null ? [] : free.filter((job) => nonceOfJob(job) === attempt.nonce);
  const [only, ...more] = repeating;
  if (only !== undefined && more.length === 0) return { kind: 'found', job: only };
  const possible = repeating.length > 0 ? repeating : free.filter((job) => couldBe(attempt, job, evidence));
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

function couldBe(attempt: Attempt, job: RemoteJob, { wouldShowNonce, listClockMs }: Evidence): boolean {
  if (attempt.nonce !== null && (nonceOfJob(job) !== null || wouldShowNonce(job))) return false;
  if (job.createdAtMs === null || attempt.openedService === null) return true;
  // A time that names no zone may be of any, unless jobs that are known tell of which.
  const zoneMs = job.namesZone || listClockMs !== null ? 0 : widestZonesMs;
  const sinceMs = job.createdAtMs - (listClockMs ?? 0) - attempt.openedService;
  // It may have left as late as when its outcome was written down: the computer may have slept in between.
  const openMs = Math.max(0, (attempt.settledAt ?? attempt.openedAt) - attempt.openedAt);
  return sinceMs >= -beforeMs - zoneMs && sinceMs <= openMs + afterMs + zoneMs;
}

/**
 * How far the times of the list are from the service's clock, by jobs whose times are known: `[told, known]` in ms since
 * 1970. To the quarter of an hour, as time zones differ; null of nothing.
 */
export function listClock(pairs: readonly (readonly [told: number, known: number])[]): number | null {
  const off = median(pairs.map(([told, known]) => told - known));
  return off === null ? null : Math.round(off / 900_000) * 900_000;
}

/** The service's time before which the list need not be read for these attempts; null when all of it must be. */
export function readBackTo(attempts: readonly Pick<Attempt, 'openedService'>[]): number | null {
  let earliest = Infinity;
  for (const { openedService } of attempts) {
    if (openedService === null) return null;
    earliest = Math.min(earliest, openedService);
  }
  return Number.isFinite(earliest) ? earliest - beforeMs - widestZonesMs : null;
}
