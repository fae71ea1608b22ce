import type { Selection } from '../../shared/contract/clip.ts';
import type { Job } from '../core/job.ts';
import type { MediaReader } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { alreadyStarted } from './already-started.ts';
import { clipsToAct } from './requests.ts';

interface RecheckContext {
  ledger: Ledger;
  apiUrl: string;
  media: Pick<MediaReader, 'stat'>;
}

/** Checks every clip again whose files were refused: they may have been mended. */
export async function recheckRefused(context: RecheckContext): Promise<void> {
  const rejected = context.ledger.jobs.inState(context.apiUrl, 'rejected', Number.MAX_SAFE_INTEGER);
  await recheck(
    rejected.filter(({ problem }) => problem?.code.startsWith('media.')),
    context,
  );
}

/** Checks the rejected clips of a selection again; gives back how many. */
export function recheckClips(selection: Selection, context: RecheckContext): Promise<number> {
  const clips = clipsToAct(selection, 'recheck', context);
  return recheck(
    clips.flatMap(({ id }) => context.ledger.jobs.get(id) ?? []),
    context,
  );
}

/**
 * Nothing was sent for a rejected clip. Of those with the same two inputs only the last is taken, and none whose inputs
 * were started again meanwhile: each would be paid for anew.
 */
async function recheck(jobs: readonly Job[], context: RecheckContext): Promise<number> {
  const { ledger } = context;
  const lastOf = new Map<string, { job: Job; inputs: [video: string, audio: string] }>();
  for (const job of jobs) {
    const inputs: [string, string] = [ledger.media.get(job.videoId).location, ledger.media.get(job.audioId).location];
    lastOf.set(JSON.stringify(inputs), { job, inputs });
  }
  let rechecked = 0;
  for (const { job, inputs } of lastOf.values()) {
    if ((await alreadyStarted(...inputs, context)) !== null) continue;
    ledger.together(() => {
      if (ledger.jobs.get(job.id)?.state !== 'rejected') return; // changed meanwhile
      ledger.jobs.move(job.id, 'rejected', 'checking');
      ledger.batches.reopen(job.batchId);
      rechecked += 1;
    });
  }
  return rechecked;
}
