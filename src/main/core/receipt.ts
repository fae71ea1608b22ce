import { describe } from '../../shared/problems.ts';
import type { JobState } from '../../shared/job-state.ts';
import type { Batch } from './batch.ts';
import type { Job } from './job.ts';

interface Balance {
  at: number;
  credits: number | null;
  quota: number | null;
}

interface ReceiptBalance {
  at: string | null;
  credits: number | null;
  apiQuotaRemaining: number | null;
}

/** Times as ISO 8601 text, durations in seconds. Null stands for unknown. */
export interface Receipt {
  format: 'shoal-receipt-1';
  batch: string;
  service: string;
  started: string | null;
  ended: string | null;
  account: { atStart: ReceiptBalance | null; atEnd: ReceiptBalance | null };
  clips: {
    name: string;
    language: string | null;
    state: JobState;
    video: string;
    audio: string;
    result: string | null;
    resultSeconds: number | null;
    resultBytes: number | null;
    resultSha256: string | null;
    creditsUsed: number | null;
    /** Attempts of which nobody knows whether they were charged beyond that. */
    unknownAttempts: number;
    remoteId: string | null;
    accepted: string | null;
    ended: string | null;
    problem: { code: string; what: string; next: string } | null;
  }[];
}

/**
 * The receipt of a batch (`batch.json`): what became of every clip, what it cost, and
 * the account before and after. File names without folders; no URL and no secret. Null stands for unknown.
 */
export function receipt(
  batch: Batch,
  jobs: readonly (Job & { unknownAttempts: number })[],
  mediaName: (mediaId: string) => string,
  start: Balance | null,
  end: Balance | null,
): Receipt {
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const balance = (of: Balance | null): ReceiptBalance | null =>
    of && { at: time(of.at), credits: of.credits, apiQuotaRemaining: of.quota };
  const fileName = (path: string | null): string | null => path && (path.split(/[/\\]/).at(-1) ?? null);
  return {
    format: 'shoal-receipt-1',
    batch: batch.name,
    service: batch.apiUrl,
    started: time(batch.createdAt),
    ended: time(batch.endedAt),
    account: { atStart: balance(start), atEnd: balance(end) },
    clips: jobs.map((job) => ({
      name: job.name,
      language: job.language,
      state: job.state,
      video: mediaName(job.videoId),
      audio: mediaName(job.audioId),
      result: job.state === 'done' ? fileName(job.resultPath) : null,
      resultSeconds: job.state === 'done' ? job.resultSeconds : null,
      resultBytes: job.state === 'done' ? job.resultSize : null,
      resultSha256: job.state === 'done' ? job.resultHash : null,
      creditsUsed: job.creditsUsed,
      unknownAttempts: job.unknownAttempts,
      remoteId: job.remoteId,
      accepted: time(job.acceptedAt),
      ended: time(job.endedAt),
      problem: job.problem && { code: job.problem.code, ...describe(job.problem) },
    })),
  };
}
