import { describe } from '../../shared/problems.ts';
import type { Batch } from './batch.ts';
import type { Job } from './job.ts';

interface Balance {
  at: number;
  credits: number | null;
  quota: number | null;
}

/**
 * The receipt of a batch as JSON text (`batch.json`; see docs/receipt.md): what became of every clip, what it cost, and
 * the account before and after. File names without folders; no URL and no secret. Null stands for unknown.
 */
export function receipt(
  batch: Batch,
  jobs: readonly Job[],
  mediaName: (mediaId: string) => string,
  start: Balance | null,
  end: Balance | null,
): string {
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const balance = (of: Balance | null) => of && { at: time(of.at), credits: of.credits, apiQuotaRemaining: of.quota };
  const fileName = (path: string | null): string | null => path && (path.split(/[/\\]/).at(-1) ?? null);
  const content = {
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
      remoteId: job.remoteId,
      accepted: time(job.acceptedAt),
      ended: time(job.endedAt),
      problem: job.problem && { code: job.problem.code, ...describe(job.problem) },
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
