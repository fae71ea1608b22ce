import { basename, join } from 'node:path';
import type { Batch } from '../core/batch.ts';
import type { Job } from '../core/job.ts';
import { locationOf, type NewBatch, type NewClip, type Source } from '../core/new-batch.ts';
import { batchFolderName } from '../core/naming.ts';
import type { Random } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Adds a batch and starts its clips, each with one authorisation. Gives back the batch's id. */
export function addBatch(
  { name, resultsFolder, clips, budget }: NewBatch,
  { ledger, random, now, apiUrl }: { ledger: Ledger; random: Random; now: () => number; apiUrl: string },
): string {
  const batch: Batch = {
    id: `b${random.token(5)}`,
    name,
    apiUrl,
    resultsFolder: join(resultsFolder, batchFolderName(name)),
    budget,
    startProfileId: null,
    endProfileId: null,
    createdAt: now(),
    endedAt: null,
  };
  const mediaIds = new Map<string, string>();

  /** One audio track of fifty clips is one media. */
  function mediaFor(source: Source): string {
    const location = locationOf(source);
    const known = mediaIds.get(location);
    if (known !== undefined) return known;
    const id = `m${random.token(8)}`;
    ledger.media.add({
      id,
      kind: source.kind === 'path' ? 'file' : 'url',
      location,
      name: nameOf(source),
      size: null,
      modifiedMs: null,
      contentHash: null,
      info: null,
    });
    mediaIds.set(location, id);
    return id;
  }

  return ledger.together(() => {
    ledger.batches.add(batch, clips.length);
    let position = ledger.jobs.nextPosition();
    for (const clip of clips) {
      const job = newJob(clip, { id: `c${random.token(5)}`, batchId: batch.id, position, createdAt: now() });
      ledger.jobs.add({ ...job, videoId: mediaFor(clip.video), audioId: mediaFor(clip.audio) }, apiUrl);
      ledger.jobs.authorise(job.id, 'start');
      ledger.jobs.move(job.id, 'draft', 'checking');
      position += 1;
    }
    return batch.id;
  });
}

/** What people see of an input: a base name, and of a URL neither its query nor its fragment. */
function nameOf(source: Source): string {
  if (source.kind === 'path') return basename(source.path);
  const { hostname, pathname } = new URL(source.url);
  return basename(decodeURIComponent(pathname)) || hostname;
}

function newJob(
  clip: NewClip,
  at: Pick<Job, 'id' | 'batchId' | 'position' | 'createdAt'>,
): Omit<Job, 'videoId' | 'audioId'> {
  return {
    ...at,
    name: clip.name,
    language: clip.language,
    state: 'draft',
    problem: null,
    authorisations: 0,
    billableSeconds: null,
    remoteId: null,
    remoteStatus: null,
    remoteProgress: null,
    creditsUsed: null,
    resultPath: null,
    resultEntityTag: null,
    resultSize: null,
    resultSeconds: null,
    resultHash: null,
    retryOf: null,
    acceptedAt: null,
    completedAt: null,
    endedAt: null,
  };
}
