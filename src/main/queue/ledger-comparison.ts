import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { isTerminal } from '../core/job.ts';
import { readNonce } from '../core/nonce.ts';
import { nonceOfJob, readBackTo } from '../core/reconcile.ts';
import type { QueueContext } from './context.ts';
import { evidenceOf, withInputUrls } from './list-evidence.ts';
import type { ListWalker } from './list-walk.ts';
import { takeOver } from './take-over.ts';

/**
 * Compares the ledger with the service's list, once in a run and before any create. A ledger that was restored from an
 * old copy is noticed by it: the service then lists jobs that carry this ledger's nonces and that it does not know.
 */
export class LedgerComparison {
  readonly #context: QueueContext;
  readonly #walker: ListWalker;
  readonly #stopping: AbortSignal;
  #isDue = false;

  constructor(context: QueueContext, walker: ListWalker, stopping: AbortSignal) {
    this.#context = context;
    this.#walker = walker;
    this.#stopping = stopping;
  }

  start(): void {
    const { ledger, apiUrl, holds } = this.#context;
    this.#isDue = ledger.jobs.hasAny(apiUrl);
    holds.onChange((kind, began) => {
      if (kind === 'ledger' && !began) this.#isDue = false;
    });
  }

  /** Whether it is still to be made. A person ends that as well, with the ledger's hold. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether to go on without it is a person's to say: by ending the hold. */
  tellUnread(): void {
    this.#context.holds.begin('ledger', problem('ledger.not-compared'));
  }

  /** Looks for jobs with this ledger's nonces that it does not know. Fails when the list could not be read to its end. */
  async compare(): Promise<Result<void>> {
    const { ledger, apiUrl, holds, ledgerTag } = this.#context;
    const openedService = ledger.attempts.latestByService(apiUrl);
    const walked = await this.#walker.walk(readBackTo([{ openedService }]), this.#stopping);
    if (!walked.ok) return walked;
    const listed = walked.value.jobs;
    const evidence = evidenceOf(listed, this.#context);
    const free = new Set(listed.filter((job) => !evidence.isOwned(job)).map(({ id }) => id));
    const { jobs, problem: unread } = await withInputUrls(listed, free, evidence, this.#context, this.#stopping);
    if (this.#stopping.aborted) return success(undefined);
    const unknownHere = jobs.flatMap((remote) => {
      const nonce = nonceOfJob(remote);
      const parts = nonce === null ? null : readNonce(nonce);
      if (nonce === null || parts?.ledger !== ledgerTag || ledger.attempts.byNonce(nonce) !== null) return [];
      return [{ remote, nonce, jobId: parts.jobId }];
    });
    if (unknownHere.length > 0) {
      holds.begin('ledger', problem('ledger.older', { count: unknownHere.length }));
      const taken = unknownHere.filter((each) => takeOver(this.#context, each)).length;
      ledger.together(() =>
        ledger.events.append(
          { batchId: null, jobId: null },
          { kind: 'ledger-older', unknownHere: unknownHere.length, takenOver: taken },
        ),
      );
    }
    if (unread !== null) return failure(unread);
    if (!walked.value.isComplete) return failure(problem('ledger.not-compared'));
    this.#isDue = false;
    // What is left has no clip here that could be submitted a second time.
    if (unknownHere.every(({ jobId }) => !this.#couldBeSubmitted(jobId))) holds.end('ledger', 'itself');
    return success(undefined);
  }

  #couldBeSubmitted(jobId: string): boolean {
    const job = this.#context.ledger.jobs.get(jobId);
    return job !== null && !isTerminal(job.state) && job.remoteId === null;
  }
}
