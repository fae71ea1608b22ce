import type { Job } from '../core/job.ts';
import type { MediaReader } from '../core/ports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { alreadyStarted } from './already-started.ts';

/**
 * Checks clips again whose files were refused: they may have been mended, and nothing was sent. Of clips with the same
 * two inputs it takes only the last, and none whose inputs were started again meanwhile: each would be paid for anew.
 */
export async function recheckRefused(context: {
  ledger: Ledger;
  apiUrl: string;
  media: Pick<MediaReader, 'stat'>;
}): Promise<void> {
  const { ledger, apiUrl } = context;
  const lastOf = new Map<string, { job: Job; inputs: [video: string, audio: string] }>();
  for (const job of ledger.jobs.inState(apiUrl, 'rejected', Number.MAX_SAFE_INTEGER)) {
    if (!job.problem?.code.startsWith('media.')) continue;
    const inputs: [string, string] = [ledger.media.get(job.videoId).location, ledger.media.get(job.audioId).location];
    lastOf.set(JSON.stringify(inputs), { job, inputs });
  }
  for (const { job, inputs } of lastOf.values()) {
    if ((await alreadyStarted(...inputs, context)) !== null) continue;
    ledger.together(() => {
      if (ledger.jobs.get(job.id)?.state !== 'rejected') return; // changed meanwhile
      ledger.jobs.move(job.id, 'rejected', 'checking');
      ledger.batches.reopen(job.batchId);
    });
  }
}
