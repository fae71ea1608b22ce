import { basename, join } from 'node:path';
import type { Batch } from '../core/batch.ts';
import { locationOf, type NewBatch, type Source } from '../core/new-batch.ts';
import { percentDecoded } from '../../shared/address.ts';
import { batchFolderName } from '../core/naming.ts';
import { unitsOf } from '../../shared/pricing.ts';
import { lengthsOf } from '../core/media.ts';
import type { Random } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** What adding clips works with. `now`: wall-clock time in ms since 1970. */
export interface AddContext {
  ledger: Ledger;
  random: Random;
  now: () => number;
  apiUrl: string;
}

/** A clip whose media the ledger already has. */
export interface ClipToAdd {
  name: string;
  language: string | null;
  videoId: string;
  audioId: string;
  /** The clip that it retries. */
  retryOf: string | null;
}

/** Adds a batch and starts its clips, each with one authorisation. Gives back the batch's id. */
export function addBatch({ clips, ...batch }: NewBatch, context: AddContext): string {
  const mediaIds = new Map<string, string>();

  /** One audio track of fifty clips is one media. */
  function mediaFor(source: Source): string {
    const location = locationOf(source);
    const known = mediaIds.get(location);
    if (known !== undefined) return known;
    const id = addMedia(source, context);
    mediaIds.set(location, id);
    return id;
  }

  return context.ledger.together(() =>
    addBatchOf(
      batch,
      clips.map(({ name, language, video, audio }) => ({
        name,
        language,
        videoId: mediaFor(video),
        audioId: mediaFor(audio),
        retryOf: null,
      })),
      context,
    ),
  );
}

/** As `addBatch`, of media that the ledger already has. */
export function addBatchOf(
  { name, resultsFolder, budget }: Omit<NewBatch, 'clips'>,
  clips: readonly ClipToAdd[],
  context: AddContext,
): string {
  const { ledger, random, now, apiUrl } = context;
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
  return ledger.together(() => {
    ledger.batches.add(batch, clips.length);
    addClips(batch.id, clips, context);
    return batch.id;
  });
}

/** Adds clips to a batch, after all others, and starts each with one authorisation. */
export function addClips(batchId: string, clips: readonly ClipToAdd[], context: AddContext): void {
  const { ledger, random, now, apiUrl } = context;
  ledger.together(() => {
    let position = ledger.jobs.nextPosition();
    for (const clip of clips) {
      const id = `c${random.token(5)}`;
      const lengths = lengthsOf(ledger.media.get(clip.videoId).info, ledger.media.get(clip.audioId).info);
      const known = {
        ...nothingKnown,
        ...clip,
        billableSeconds: unitsOf('shorter', lengths),
        videoSeconds: lengths.video,
        audioSeconds: lengths.audio,
      };
      ledger.jobs.add({ ...known, id, batchId, position, createdAt: now() }, apiUrl);
      ledger.jobs.authorise(id, 'start');
      ledger.jobs.move(id, 'draft', 'checking');
      position += 1;
    }
  });
}

/** Adds a media that nothing is known of yet. Gives back its id. */
export function addMedia(source: Source, { ledger, random }: Pick<AddContext, 'ledger' | 'random'>): string {
  const id = `m${random.token(8)}`;
  ledger.media.add({
    id,
    kind: source.kind === 'path' ? 'file' : 'url',
    location: locationOf(source),
    name: nameOf(source),
    size: null,
    modifiedMs: null,
    contentHash: null,
    info: null,
  });
  return id;
}

/** What people see of an input: a base name, and of a URL neither its query nor its fragment. */
function nameOf(source: Source): string {
  if (source.kind === 'path') return basename(source.path);
  const { hostname, pathname } = new URL(source.url);
  return basename(percentDecoded(pathname)) || hostname;
}

const nothingKnown = {
  state: 'draft',
  problem: null,
  authorisations: 0,
  billedSeconds: null,
  remoteId: null,
  remoteStatus: null,
  remoteProgress: null,
  creditsUsed: null,
  resultPath: null,
  resultEntityTag: null,
  resultSize: null,
  resultSeconds: null,
  resultHash: null,
  acceptedAt: null,
  completedAt: null,
  endedAt: null,
} as const;
