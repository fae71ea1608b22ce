import { join } from 'node:path';
import type { Batch } from '../core/batch.ts';
import { isTerminal } from '../core/job.ts';
import type { QueueContext } from './context.ts';
import { receiptOf } from './receipt-of.ts';

const faultWaitMs = 5_000;

/** Ends a batch when its last clip has ended: a last look at the account, and the receipt beside the results. */
export class BatchCloser {
  readonly #context: QueueContext;
  readonly #signal: AbortSignal;
  readonly #onClosed: () => void;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(context: QueueContext, signal: AbortSignal, onClosed: () => void) {
    this.#context = context;
    this.#signal = signal;
    this.#onClosed = onClosed;
  }

  /** Ends every batch that is over and not yet ended. */
  closeWhatIsOver(): void {
    const { ledger, apiUrl } = this.#context;
    for (const batch of ledger.batches.open(apiUrl)) {
      if (this.#underWay.has(batch.id) || !this.#isOver(batch)) continue;
      this.#underWay.set(
        batch.id,
        this.#closeOrWait(batch).finally(() => {
          this.#underWay.delete(batch.id);
          this.#onClosed();
        }),
      );
    }
  }

  /** Whether a batch is being ended. */
  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  #isOver(batch: Batch): boolean {
    const counts = this.#context.ledger.jobs.countsOfBatch(batch.id);
    return counts.size > 0 && [...counts.keys()].every((state) => isTerminal(state) || state === 'rejected');
  }

  /** A ledger that cannot be written to now leaves the batch open; it is ended later. */
  async #closeOrWait(batch: Batch): Promise<void> {
    try {
      await this.#close(batch);
    } catch (error) {
      this.#context.onFault(error);
      await this.#context.clock.sleep(faultWaitMs, this.#signal);
    }
  }

  async #close(batch: Batch): Promise<void> {
    const { ledger, client, account, clock, disk } = this.#context;
    const submitted = ledger.jobs.ofBatch(batch.id).some((job) => job.remoteId !== null);
    const profile = submitted ? await client.profile(this.#signal) : null;
    // Stopped, or a clip was taken up again meanwhile: it is ended another time.
    if (this.#signal.aborted || !this.#isOver(batch)) return;
    if (profile?.ok) ledger.batches.keepProfiles(batch.id, null, account.keep(profile.value).id);
    const endedAt = clock.now();
    // Before the batch is ended, so that a crash in between writes it again. It is a copy of the ledger: without room for
    // it nothing is lost, and “shoal export” writes it later.
    const receipt = receiptOf(ledger, { ...(ledger.batches.get(batch.id) ?? batch), endedAt });
    await disk.writeWhole(join(batch.resultsFolder, 'batch.json'), `${JSON.stringify(receipt, null, 2)}\n`);
    if (!this.#isOver(batch)) return;
    const counts = ledger.jobs.countsOfBatch(batch.id);
    ledger.batches.end(batch.id, endedAt, {
      done: counts.get('done') ?? 0,
      failed: counts.get('failed') ?? 0,
      rejected: counts.get('rejected') ?? 0,
    });
  }
}
