import type { Batch } from '../core/batch.ts';
import { receipt, type Receipt } from '../core/receipt.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** The receipt of a batch, as the ledger knows it now. */
export function receiptOf(ledger: Ledger, batch: Batch): Receipt {
  const snapshot = (id: number | null) => (id === null ? null : ledger.profiles.get(id));
  return receipt(
    batch,
    ledger.jobs.ofBatch(batch.id).map((job) => ({
      ...job,
      creditsUsed: job.creditsUsed ?? (job.state === 'failed' ? ledger.spending.failureBill(job.id) : null),
      unknownAttempts: ledger.spending.unknownAttempts(job.id),
    })),
    (mediaId) => ledger.media.get(mediaId).name,
    snapshot(batch.startProfileId),
    snapshot(batch.endProfileId),
  );
}
