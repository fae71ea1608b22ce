import { success, type Result } from '../../shared/result.ts';
import type { Attempt } from '../core/attempt.ts';
import { backoffMs } from '../core/retry.ts';
import { AttemptSearch, failedPass } from './attempt-search.ts';
import type { QueueContext } from './context.ts';
import { holdFor } from './hold-for.ts';
import { LedgerComparison } from './ledger-comparison.ts';
import { listPaceMs, ListWalker } from './list-walk.ts';

const mostFailures = 3;
const longestWaitMs = 60_000;

/**
 * Finds out what became of unknown attempts, by the service's own list and never by sending again. This is its pace:
 * the comparison of the ledger with the list comes first, then each attempt is looked for in several passes, spread over
 * minutes, because a list may lag.
 */
export class Reconciler {
  readonly #context: QueueContext;
  readonly #onSettled: () => void;
  readonly #stopping = new AbortController();
  readonly #comparison: LedgerComparison;
  readonly #search: AttemptSearch;
  /** How often in a row the list could not be read. */
  #failures = 0;
  #asleep = new AbortController();
  #loop: Promise<void> | null = null;

  /** `onSettled` is called whenever there is less to wait for than before. */
  constructor(context: QueueContext, onSettled: () => void) {
    this.#context = context;
    this.#onSettled = onSettled;
    const walker = new ListWalker(context);
    this.#comparison = new LedgerComparison(context, walker, this.#stopping.signal);
    this.#search = new AttemptSearch(context, walker, this.#stopping.signal);
  }

  start(): void {
    this.#comparison.start();
    this.#search.start();
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
  }

  /** There may be a new attempt in doubt, or a hold has ended. */
  wake(): void {
    this.#asleep.abort();
  }

  /** Whether creates may be sent: not before the ledger was compared with the service's list. */
  get allowsCreates(): boolean {
    return !this.#comparison.isDue;
  }

  /** Whether there is still something that the service's list may settle. One that cannot be read settles nothing soon. */
  get isBusy(): boolean {
    return this.#failures < mostFailures && (this.#comparison.isDue || this.#search.pending().length > 0);
  }

  /** Makes all passes for every attempt in doubt, `gapMs` (or a second) apart. Fails as the list call does. */
  async look(gapMs: number): Promise<Result<void>> {
    const { ledger, apiUrl, settings, clock } = this.#context;
    let answer: Result<void> = success(undefined);
    for (let pass = 1; pass <= settings().reconcilePasses; pass += 1) {
      const inDoubt = ledger.attempts.inDoubt(apiUrl);
      if (inDoubt.length === 0) break;
      for (const { id } of inDoubt) this.#search.begin(id, pass - 1);
      if (pass > 1) await clock.sleep(Math.max(gapMs, listPaceMs), this.#stopping.signal);
      answer = this.#holding(await this.#search.lookFor(inDoubt, pass === settings().reconcilePasses));
      if (!answer.ok) break;
    }
    return answer;
  }

  /** Looks once more for an attempt in doubt, before anything is sent in its place. Says whether it was found. */
  async find(attemptId: number): Promise<boolean> {
    const { ledger, apiUrl } = this.#context;
    const attempt = ledger.attempts.inDoubt(apiUrl).find(({ id }) => id === attemptId);
    if (attempt === undefined) return false;
    await this.#search.lookFor([attempt]);
    return ledger.attempts
      .ofJob(attempt.jobId)
      .some(({ id, resolution }) => id === attemptId && resolution === 'found');
  }

  async #run(): Promise<void> {
    const { clock, holds, random } = this.#context;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#asleep = new AbortController();
      const pending = this.#search.pending();
      const due = pending.filter((attempt) => this.#search.dueAt(attempt) <= clock.monotonic());
      const isHeld = holds.stopsAll('process');
      if (isHeld || (!this.#comparison.isDue && due.length === 0)) {
        const waits = isHeld ? [] : pending.map((attempt) => this.#search.dueAt(attempt) - clock.monotonic());
        await clock.sleep(Math.max(1, Math.min(longestWaitMs, ...waits)), this.#asleep.signal);
        continue;
      }
      await this.#readList(due);
      this.#onSettled();
      if (this.#failures > 0) await clock.sleep(backoffMs(this.#failures - 1, random.fraction(), failedPass), signal);
    }
  }

  /** Compares, or makes one pass for the attempts that are due. */
  async #readList(due: readonly Attempt[]): Promise<void> {
    try {
      const read = this.#comparison.isDue ? await this.#comparison.compare() : await this.#search.lookFor(due);
      const answer = this.#holding(read);
      this.#failures = answer.ok ? 0 : this.#failures + 1;
      if (answer.ok || this.#failures < mostFailures) return;
      // A person may have ended the comparison while the list was read.
      if (this.#comparison.isDue) this.#comparison.tellUnread();
      else this.#search.tellUnread(answer.problem);
    } catch (error) {
      this.#context.onFault(error); // a ledger that cannot be written to now: the next look may find it better
      await this.#context.clock.sleep(failedPass.baseMs, this.#stopping.signal);
    }
  }

  /** Begins the hold that a failure calls for. What failed because all work ends is no failure. */
  #holding(answer: Result<void>): Result<void> {
    if (answer.ok || this.#stopping.signal.aborted) return success(undefined);
    const hold = holdFor(answer.problem);
    if (hold !== null) this.#context.holds.begin(hold, answer.problem);
    return answer;
  }
}
