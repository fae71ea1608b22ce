import { basename, dirname } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { verifyResult } from '../core/verify-result.ts';
import type { QueueContext } from './context.ts';
import { downloadResult } from './download-result.ts';
import { jobOfService } from './job-of-service.ts';

/**
 * Downloads the result of a finished clip once more to where it was, for a person who lost the file: the job is asked
 * for and not made again, so that nothing is charged. Nothing is written over. Fails as `jobOfService` does, with
 * `result.not-made`, `result.not-lost`, `result.name-taken`, `result.differs`, or as a fetch does.
 */
export async function fetchAgain(
  jobId: string,
  { ledger, apiUrl, client, transport, disk, media }: QueueContext,
  signal: AbortSignal,
): Promise<Result<void>> {
  const wanted = jobOfService(jobId, { ledger, apiUrl });
  if (!wanted.ok) return wanted;
  const job = wanted.value;
  const { state, remoteId, resultPath: path, resultHash } = job;
  if (state !== 'done' || remoteId === null || path === null) return failure(problem('result.not-made'));
  const found = await media.identify(path, signal);
  if (found.ok && found.value.contentHash === resultHash) return failure(problem('result.not-lost'));
  if (!found.ok && found.problem.code !== 'media.missing') return found;

  const remote = await client.get(remoteId, signal, jobId);
  if (!remote.ok) return remote;
  const { resultUrl: url } = remote.value;
  if (url === null) return failure(problem('result.gone'));
  const reserved = await reserve(path, { ledger, apiUrl, disk });
  if (!reserved.ok) return reserved;
  try {
    const downloaded = await downloadResult({ url, path, entityTag: null }, { transport, disk }, signal);
    if (!downloaded.ok)
      return downloaded.problem.code === 'result.expired' ? failure(problem('result.gone')) : downloaded;
    const part = `${path}.part`;
    const identified = await media.identify(part, signal);
    if (!identified.ok) return identified;
    if (identified.value.contentHash !== resultHash) {
      // The service may have packed it anew.
      const probed = await media.probe(part, signal);
      if (!probed.ok) return probed;
      const lengthOf = (id: string): number | null => ledger.media.get(id).info?.durationSeconds ?? null;
      const reason = verifyResult(probed.value, { video: lengthOf(job.videoId), audio: lengthOf(job.audioId) });
      if (reason !== null) return failure(problem('result.differs', { reason }));
    }
    const published = await disk.publish(path);
    if (!published.ok) return published;
    ledger.events.append({ batchId: job.batchId, jobId }, { kind: 'fetched-again', name: basename(published.value) });
    return success(undefined);
  } finally {
    await disk.discard(path);
  }
}

/** Takes the name that the result had, unless another file has it by now. */
async function reserve(
  path: string,
  { ledger, apiUrl, disk }: Pick<QueueContext, 'ledger' | 'apiUrl' | 'disk'>,
): Promise<Result<unknown>> {
  try {
    return await disk.reserve(dirname(path), basename(path), (free) => {
      if (free !== path || ledger.jobs.isFetchingTo(apiUrl, path)) throw new NameTaken();
      return true;
    });
  } catch (error) {
    if (error instanceof NameTaken) return failure(problem('result.name-taken', { name: basename(path) }));
    throw error;
  }
}

class NameTaken extends Error {}
