import { problem, type Problem } from '../../../shared/problems.ts';
import { failure, success, type Result } from '../../../shared/result.ts';
import { resultName } from '../../core/naming.ts';
import type { Job } from '../../core/job.ts';
import { verifyResult } from '../../core/verify-result.ts';
import type { QueueContext } from '../context.ts';
import { downloadResult } from '../download-result.ts';
import { holdFor } from '../hold-for.ts';
import type { Stage } from '../scheduler.ts';

const retryMs = 5_000;
const slowestRetryMs = 300_000;
/** How many tries in a row it takes to believe that a result is not what was paid for. */
const invalidTries = 3;

/**
 * Fetch: downloads a finished result to a `.part`, continues where it stopped, checks with ffprobe that it is what was
 * paid for, and only then gives it its name. A link that has expired is replaced by asking for the job again.
 */
export function fetchStage(context: QueueContext): Stage {
  const { ledger, apiUrl, settings, holds, client, transport, clock, random, disk, media, progress } = context;
  const failures = new Map<string, number>();
  /** How often what came was not the result; apart from the failures, so that a bad line does not use the tries up. */
  const invalid = new Map<string, number>();

  async function fetch(job: Job, signal: AbortSignal): Promise<Result<void>> {
    if (job.resultPath !== null && (await isPublished(job, job.resultPath, signal))) {
      await disk.discard(job.resultPath); // a crash may have come between the two halves of giving it its name
      return done(job, job.resultPath);
    }
    const reserved = await reserve(job);
    if (!reserved.ok) return reserved;
    const path = reserved.value;
    const downloaded = await download(job, path, signal);
    if (!downloaded.ok) return downloaded;

    const part = `${path}.part`;
    const probed = await media.probe(part, signal);
    const verdict = probed.ok ? success(verifyResult(probed.value, durations(job))) : verdictOn(probed.problem);
    if (!verdict.ok) return verdict;
    if (verdict.value !== null && downloaded.value > 0) {
      // Only a whole download is a verdict: a power cut may have spoiled the bytes that this one went on from.
      ledger.jobs.note(job.id, { resultEntityTag: null });
      return failure(problem('result.unreachable', { reason: 'its parts do not fit together' }));
    }
    if (verdict.value !== null) return failure(problem('result.invalid', { reason: verdict.value }));
    const identified = await media.identify(part, signal);
    if (!identified.ok) return failure(unchecked('it cannot be read'));
    // Written down before the file gets its name, so that after a crash it is known by its content.
    const checked = ledger.jobs.note(job.id, {
      resultSize: identified.value.size,
      resultHash: identified.value.contentHash,
      resultSeconds: probed.ok ? probed.value.durationSeconds : null,
    });
    const final = await disk.publish(path);
    return final.ok ? done(checked, final.value) : final;
  }

  /** Whether the result got its name in an earlier run that ended before the ledger heard of it. */
  async function isPublished(job: Job, path: string, signal: AbortSignal): Promise<boolean> {
    if (job.resultHash === null) return false;
    const found = await media.identify(path, signal);
    return found.ok && found.value.contentHash === job.resultHash;
  }

  function done(job: Job, path: string): Result<void> {
    ledger.jobs.move(job.id, 'fetching', 'done', { resultPath: path, endedAt: clock.now() });
    return success(undefined);
  }

  /** Takes a free name in the results folder, once, and remembers it across restarts. */
  async function reserve(job: Job): Promise<Result<string>> {
    if (job.resultPath !== null) return success(job.resultPath);
    const batch = ledger.batches.get(job.batchId);
    if (batch === null) throw new Error(`job ${job.id} has no batch`);
    return disk.reserve(batch.resultsFolder, resultName(job), (path) => {
      // Another clip may have been given the name and have no file yet.
      if (ledger.jobs.isFetchingTo(apiUrl, path)) return false;
      ledger.jobs.note(job.id, { resultPath: path });
      return true;
    });
  }

  /** Downloads what is missing of the result; gives back the byte that it went on from, 0 for a whole download. */
  async function download(job: Job, path: string, signal: AbortSignal): Promise<Result<number>> {
    if (job.remoteId === null) throw new Error(`fetching job ${job.id} has no remote id`);
    const remote = await client.get(job.remoteId, signal, job.id);
    if (!remote.ok) return remote;
    ledger.jobs.note(job.id, { creditsUsed: remote.value.creditsUsed ?? job.creditsUsed });
    if (remote.value.resultUrl === null) return failure(problem('result.no-url'));

    return downloadResult(
      {
        url: remote.value.resultUrl,
        path,
        entityTag: job.resultEntityTag,
        onEntityTag: (resultEntityTag) => void ledger.jobs.note(job.id, { resultEntityTag }),
        onProgress: (fraction) => progress(job.id, 'fetch', fraction),
      },
      { transport, disk },
      signal,
    );
  }

  function durations(job: Job): { video: number | null; audio: number | null } {
    return {
      video: ledger.media.get(job.videoId).info?.durationSeconds ?? null,
      audio: ledger.media.get(job.audioId).info?.durationSeconds ?? null,
    };
  }

  /** What a failed fetch means for the clip. The answer is how long to leave it alone. */
  function keepProblem(job: Job, found: Problem): number {
    const count = (failures.get(job.id) ?? 0) + 1;
    failures.set(job.id, count);
    if (found.code === 'result.invalid') {
      const tries = (invalid.get(job.id) ?? 0) + 1;
      invalid.set(job.id, tries);
      if (tries >= invalidTries) {
        invalid.delete(job.id);
        ledger.jobs.move(job.id, 'fetching', 'failed', { problem: found, endedAt: clock.now() });
        return 0;
      }
      // It may have been a proxy's page and not the result: what was paid for is downloaded again, from its beginning.
      ledger.jobs.note(job.id, { resultEntityTag: null });
    }
    ledger.jobs.note(job.id, { problem: found });
    const hold = found.code.startsWith('disk.') ? 'disk' : holdFor(found);
    if (hold !== null) holds.begin(hold, found);
    if (found.code === 'service.job-not-found') return settings().notFoundPollMs;
    return Math.min(slowestRetryMs, retryMs * 2 ** (count - 1)) * (0.75 + 0.5 * random.fraction());
  }

  return {
    step: 'fetch',
    limit: () => settings().fetchingAtOnce,
    candidates: (count) => (holds.stopsAll('fetch') ? [] : ledger.jobs.inState(apiUrl, 'fetching', count)),
    async run(job, signal) {
      const fetched = await fetch(job, signal);
      if (fetched.ok) failures.delete(job.id);
      return fetched.ok || signal.aborted ? 0 : keepProblem(job, fetched.problem);
    },
  };
}

/** What a failed look at a result says of it: only what is about its content fails a clip that is paid for. */
function verdictOn({ code }: Problem): Result<string> {
  if (code === 'media.cut-short') return success('it is cut short');
  if (code === 'media.not-media' || code === 'media.empty') return success('ffprobe does not understand it');
  if (code === 'media.probe-missing') return failure(unchecked('ffprobe could not be started'));
  if (code === 'media.probe-timeout') return failure(unchecked('ffprobe did not finish in time'));
  return failure(unchecked('it cannot be read'));
}

function unchecked(reason: string): Problem {
  return problem('result.unchecked', { reason });
}
