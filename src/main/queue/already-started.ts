import { sameIdentity } from '../core/local-file.ts';
import type { Job } from '../core/job.ts';
import type { MediaReader } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';

/**
 * The clip that was already made, or is being made, of the same two unchanged inputs (paths or URLs): starting it again
 * would pay twice for the same. Null when there is none.
 */
export async function alreadyStarted(
  video: string,
  audio: string,
  { ledger, apiUrl, media }: { ledger: Ledger; apiUrl: string; media: Pick<MediaReader, 'stat'> },
): Promise<Job | null> {
  const unchanged = async (mediaId: string): Promise<boolean> => {
    const file = ledger.media.get(mediaId);
    if (file.kind === 'url' || file.size === null) return true;
    const now = await media.stat(file.location);
    return now.ok && sameIdentity(now.value, { size: file.size, modifiedMs: file.modifiedMs ?? 0 });
  };
  for (const job of ledger.jobs.withInputs(apiUrl, video, audio)) {
    if (job.state === 'failed' || job.state === 'rejected') continue;
    // One that was given up may have been charged: to send it again is for a person to say.
    if (job.state === 'canceled' && job.problem?.code !== 'attempt.given-up') continue;
    if ((await unchanged(job.videoId)) && (await unchanged(job.audioId))) return job;
  }
  return null;
}
