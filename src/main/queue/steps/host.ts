import { failure, success, type Result } from '../../../shared/result.ts';
import { problem } from '../../../shared/problems.ts';
import type { Job } from '../../core/job.ts';
import type { Media } from '../../core/media.ts';
import type { HostableMedia } from '../../core/ports.ts';
import type { QueueContext } from '../context.ts';
import type { Stage } from '../scheduler.ts';

/** A file as its host sees it; null for a URL of the person's own, which needs no host. */
export function hostable(media: Media): HostableMedia | null {
  const { id, kind, location, size, modifiedMs, contentHash } = media;
  if (kind === 'url' || size === null || modifiedMs === null || contentHash === null) return null;
  return { id, path: location, size, modifiedMs, contentHash };
}

/** Host: makes both files of a clip reachable, a little ahead of the clips that are being submitted. */
export function hostStage(context: QueueContext): Stage {
  const { ledger, apiUrl, settings, holds, host, random, progress } = context;

  /**
   * Room for clips that are hosted but not yet submitted; more would only be signed and served for nothing. Those of
   * batches that must not submit take none: they would stand before the others.
   */
  function room(stopped: readonly string[]): number {
    const ahead =
      ledger.jobs.countInState(apiUrl, 'hosting') +
      ledger.jobs.countInState(apiUrl, 'hosted') +
      ledger.jobs.countInState(apiUrl, 'submitting');
    const heldBack = ledger.jobs.countOfBatches(stopped, 'hosted');
    return settings().concurrency + settings().hostingAtOnce - (ahead - heldBack);
  }

  async function makeReachable(job: Job, signal: AbortSignal): Promise<Result<void>> {
    const files = [job.videoId, job.audioId].map((id) => ledger.media.get(id));
    const total = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
    let before = 0;
    for (const file of files) {
      if (file.kind === 'url') continue;
      const media = hostable(file);
      if (media === null) return failure(problem('media.changed', { name: file.name }));
      const done = before;
      const objectId = objectFor(file.id);
      const put = await host.put(
        objectId,
        media,
        (bytes) => progress(job.id, 'host', Math.min(1, (done + bytes) / Math.max(1, total))),
        signal,
      );
      if (!put.ok) return put;
      before += media.size;
    }
    return success(undefined);
  }

  function objectFor(mediaId: string): string {
    const found = ledger.hostedObjects.find(mediaId, host.kind);
    if (found !== null) return found;
    const id = random.token(16);
    ledger.hostedObjects.add(id, mediaId, host.kind);
    return id;
  }

  return {
    step: 'host',
    limit: () => settings().hostingAtOnce,
    candidates(count) {
      if (holds.stopsAll('host')) return [];
      const begun = ledger.jobs.inStateExcept(apiUrl, 'hosting', holds.batchesStopped('host'), count);
      const stopped = [...holds.batchesStopped('host'), ...holds.batchesStopped('submit')];
      const next = ledger.jobs.inStateExcept(
        apiUrl,
        'ready',
        stopped,
        Math.max(0, Math.min(count, room(holds.batchesStopped('submit')))),
      );
      return [...begun, ...next];
    },
    async run(job, signal) {
      if (job.state === 'ready') ledger.jobs.move(job.id, 'ready', 'hosting');
      const hosted = await makeReachable(job, signal);
      if (ledger.jobs.get(job.id)?.state !== 'hosting') return 0; // canceled meanwhile
      if (hosted.ok) {
        ledger.jobs.move(job.id, 'hosting', 'hosted');
        return 0;
      }
      if (signal.aborted) return 0;
      if (hosted.problem.code === 'host.unavailable') {
        ledger.jobs.move(job.id, 'hosting', 'ready', { problem: hosted.problem });
        holds.begin('host', hosted.problem);
        return 0;
      }
      ledger.jobs.move(job.id, 'hosting', 'rejected', { problem: hosted.problem });
      return 0;
    },
  };
}
