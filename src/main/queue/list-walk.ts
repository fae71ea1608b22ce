import type { Result } from '../../shared/result.ts';
import { success } from '../../shared/result.ts';
import { largestPage, pageAfter, type PageRequest } from '../core/list-window.ts';
import type { RemoteJob } from '../core/remote.ts';
import type { QueueContext } from './context.ts';

/** [L] wants the list for recovery only; this keeps it under one call a second. */
export const listPaceMs = 1_100;
const mostPages = 400;

export interface Walk {
  /** Every job that was seen, newest first as the service gave them, each once. */
  jobs: RemoteJob[];
  /** False when the pages shifted so far that a job may have slipped between two of them. */
  isComplete: boolean;
}

/**
 * Walks the service's list, newest first, until jobs older than `backTo` (the service's clock, ms since 1970; null for
 * all). Pages overlap. Fails as the list call does.
 */
export async function walkList(
  { client, clock }: Pick<QueueContext, 'client' | 'clock'>,
  backTo: number | null,
  signal: AbortSignal,
): Promise<Result<Walk>> {
  const seen = new Map<string, RemoteJob>();
  let isComplete = true;
  let cap = largestPage;
  let end = 0;
  let request: PageRequest = { page: 1, limit: cap };
  for (let calls = 0; calls < mostPages; calls += 1) {
    if (calls > 0) await clock.sleep(listPaceMs, signal);
    const answer = await client.list(request, signal);
    if (!answer.ok) return answer;
    const { jobs, hasMore, dropped } = answer.value;
    const count = jobs.length + dropped;
    const begin = (request.page - 1) * request.limit;
    if (count > 0 && begin < end && !jobs.some(({ id }) => seen.has(id))) isComplete = false;
    for (const job of jobs) if (!seen.has(job.id)) seen.set(job.id, job);
    const isShort = count < request.limit;
    const isOld = backTo !== null && jobs.some(({ createdAtMs }) => createdAtMs !== null && createdAtMs < backTo);
    if (count === 0 || hasMore === false || (isShort && hasMore === null) || isOld) {
      return success({ jobs: [...seen.values()], isComplete });
    }
    // A service that gives fewer than it was asked for counts its pages by its own size.
    if (isShort) cap = count;
    end = (request.page - 1) * (isShort ? cap : request.limit) + count;
    request = pageAfter(end, cap);
  }
  return success({ jobs: [...seen.values()], isComplete: false });
}
