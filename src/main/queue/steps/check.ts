import type { MediaInfo } from '../../../shared/media.ts';
import { unitsOf } from '../../../shared/pricing.ts';
import { failure, success, type Result } from '../../../shared/result.ts';
import { checkMedia } from '../../core/check-media.ts';
import { lengthsOf, type Media } from '../../core/media.ts';
import type { QueueContext } from '../context.ts';
import { lookAtLink } from '../look-at-link.ts';
import type { Stage } from '../scheduler.ts';

/** Check: probes both files, or finds that they are as they were, and says whether the clip can be submitted at all. */
export function checkStage(context: QueueContext, atOnce: number): Stage {
  const { ledger, apiUrl, media, transport, settings, holds } = context;
  // One audio track may belong to fifty clips that are checked at the same time: it is read once.
  const underWay = new Map<string, Promise<Result<MediaInfo | null>>>();

  function inspectOnce(file: Media, signal: AbortSignal): Promise<Result<MediaInfo | null>> {
    const already = underWay.get(file.id);
    if (already !== undefined) return already;
    const inspection = inspect(file, signal).finally(() => underWay.delete(file.id));
    underWay.set(file.id, inspection);
    return inspection;
  }

  async function inspect(file: Media, signal: AbortSignal): Promise<Result<MediaInfo | null>> {
    if (file.kind === 'url') {
      const wrong = await lookAtLink(file, transport, signal);
      return wrong === null ? success(null) : failure(wrong);
    }
    const now = await media.stat(file.location);
    if (!now.ok) return now;
    const unchanged = now.value.size === file.size && now.value.modifiedMs === file.modifiedMs;
    const known = unchanged ? file.info : null;
    if (known !== null && file.contentHash !== null) return success(known);
    const probed = known === null ? await media.probe(file.location, signal) : success(known);
    if (!probed.ok) return probed;
    const identified = await media.identify(file.location, signal);
    if (!identified.ok) return identified;
    ledger.media.keepCheck(file.id, identified.value, probed.value);
    return probed;
  }

  return {
    step: 'check',
    limit: () => atOnce,
    candidates: (count) =>
      holds.stopsAll('check')
        ? []
        : ledger.jobs.inStateExcept(apiUrl, 'checking', holds.batchesStopped('check'), count),
    async run(job, signal) {
      const { limits } = settings();
      const checked: (MediaInfo | null)[] = [];
      for (const [role, id] of [['video', job.videoId] as const, ['audio', job.audioId] as const]) {
        const file = ledger.media.get(id);
        const inspected = await inspectOnce(file, signal);
        if (signal.aborted) return 0;
        const refused = inspected.ok && inspected.value && checkMedia(role, file.name, inspected.value, limits);
        const result = refused ? failure(refused) : inspected;
        if (ledger.jobs.get(job.id)?.state !== 'checking') return 0; // canceled meanwhile
        if (!result.ok) {
          ledger.jobs.move(job.id, 'checking', 'rejected', { problem: result.problem });
          return 0;
        }
        checked.push(result.value);
      }
      const [video, audio] = checked;
      const lengths = lengthsOf(video ?? null, audio ?? null);
      ledger.jobs.move(job.id, 'checking', 'ready', {
        billableSeconds: unitsOf('shorter', lengths),
        videoSeconds: lengths.video,
        audioSeconds: lengths.audio,
      });
      return 0;
    },
  };
}
