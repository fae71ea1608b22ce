import { problem } from '../../shared/problems.ts';
import type { Result } from '../../shared/result.ts';
import type { Attempt } from '../core/attempt.ts';
import { isTerminal } from '../core/job.ts';
import { readNonce } from '../core/nonce.ts';
import { judge, nonceOfJob, readBackTo, tellsInputUrls } from '../core/reconcile.ts';
import type { RemoteJob } from '../core/remote.ts';
import { backoffMs } from '../core/retry.ts';
import type { QueueContext } from './context.ts';
import { holdFor } from './hold-for.ts';
import { listPaceMs, walkList } from './list-walk.ts';
import { takeOver } from './take-over.ts';

const failedPass = { baseMs: 5_000, maxMs: 300_000 };
const mostFailures = 3;
const longestWaitMs = 60_000;
/** How many jobs are asked for one by one, when the list does not tell input URLs but a single job may. */
const mostAskedFor = 20;

/**
 * Finds out what became of unknown attempts, by the service's own list and never by sending again. Each is looked for
 * in several passes, spread over minutes, because a list may lag. It also notices, on a start, that the ledger was
 * restored from an old copy: the service then lists jobs that carry this ledger's nonces and that it does not know.
 */
export class Reconciler {
  readonly #context: QueueContext;
  readonly #ledgerTag: string;
  readonly #onSettled: () => void;
  readonly #stopping = new AbortController();
  /** How often each attempt in doubt was looked for, and when (monotonic, ms) it is to be looked for next. */
  readonly #passes = new Map<number, { made: number; dueAt: number }>();
  #asleep = new AbortController();
  #loop: Promise<void> | null = null;
  #isComparing = false;

  /** `onSettled` is called whenever there is less to wait for than before. */
  constructor(context: QueueContext, ledgerTag: string, onSettled: () => void) {
    this.#context = context;
    this.#ledgerTag = ledgerTag;
    this.#onSettled = onSettled;
  }

  start(): void {
    const { ledger, apiUrl, holds } = this.#context;
    this.#isComparing = ledger.jobs.hasAny(apiUrl);
    holds.onChange((kind, began) => {
      if (kind === 'ledger' && !began) this.#isComparing = false;
    });
    for (const attempt of ledger.attempts.inDoubt(apiUrl)) {
      // One that was looked for in an earlier run is looked for once more, not for another ten minutes.
      const wasLookedFor = ledger.jobs.get(attempt.jobId)?.problem?.code !== 'attempt.unknown';
      const made = wasLookedFor ? this.#context.settings().reconcilePasses - 1 : 0;
      this.#passes.set(attempt.id, { made, dueAt: 0 });
    }
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
    return !this.#isComparing;
  }

  /** Whether there is still something that the service's list may settle. */
  get isBusy(): boolean {
    return this.#isComparing || this.#pending().length > 0;
  }

  /** Makes all passes for every attempt in doubt, `gapMs` (or a second) apart. Fails as the list call does. */
  async look(gapMs: number): Promise<Result<void>> {
    const { ledger, apiUrl, settings, clock } = this.#context;
    let answer: Result<void> = { ok: true, value: undefined };
    for (let pass = 1; pass <= settings().reconcilePasses; pass += 1) {
      const inDoubt = ledger.attempts.inDoubt(apiUrl);
      if (inDoubt.length === 0) break;
      for (const { id } of inDoubt) this.#passes.set(id, { made: pass - 1, dueAt: 0 });
      if (pass > 1) await clock.sleep(Math.max(gapMs, listPaceMs), this.#stopping.signal);
      answer = await this.#pass(inDoubt);
      if (!answer.ok) break;
    }
    return answer;
  }

  async #run(): Promise<void> {
    const { clock, holds, random } = this.#context;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      this.#asleep = new AbortController();
      const pending = this.#pending();
      const due = pending.filter(({ id }) => (this.#passes.get(id)?.dueAt ?? 0) <= clock.monotonic());
      const isHeld = holds.stopsAll('process');
      if (isHeld || (!this.#isComparing && due.length === 0)) {
        const waits = isHeld ? [] : pending.map(({ id }) => (this.#passes.get(id)?.dueAt ?? 0) - clock.monotonic());
        await clock.sleep(Math.max(1, Math.min(longestWaitMs, ...waits)), this.#asleep.signal);
        continue;
      }
      const answer = await this.#look(due);
      this.#onSettled();
      if (answer.ok) {
        failures = 0;
        continue;
      }
      failures += 1;
      // A service whose list cannot be read: whether to go on without is a person's to say, by ending the hold.
      if (this.#isComparing && failures >= mostFailures) holds.begin('ledger', problem('ledger.not-compared'));
      await clock.sleep(backoffMs(failures - 1, random.fraction(), failedPass), signal);
    }
  }

  async #look(due: readonly Attempt[]): Promise<Result<void>> {
    try {
      return this.#isComparing ? await this.#compare() : await this.#pass(due);
    } catch (error) {
      this.#context.onFault(error);
      await this.#context.clock.sleep(failedPass.baseMs, this.#stopping.signal);
      return { ok: true, value: undefined };
    }
  }

  /** The attempts in doubt that were not yet looked for often enough. */
  #pending(): Attempt[] {
    const { ledger, apiUrl, settings } = this.#context;
    return ledger.attempts
      .inDoubt(apiUrl)
      .filter(({ id }) => (this.#passes.get(id)?.made ?? 0) < settings().reconcilePasses);
  }

  /** One walk of the list, for all the given attempts. */
  async #pass(attempts: readonly Attempt[]): Promise<Result<void>> {
    const { signal } = this.#stopping;
    const walked = await walkList(this.#context, readBackTo(attempts), signal);
    if (!walked.ok) return this.#failed(walked);
    const jobs = await this.#withInputUrls(walked.value.jobs, attempts);
    if (!signal.aborted) for (const attempt of attempts) this.#settle(attempt, jobs, walked.value.isComplete);
    return { ok: true, value: undefined };
  }

  #settle(attempt: Attempt, jobs: readonly RemoteJob[], isComplete: boolean): void {
    const { ledger, apiUrl, settings, clock } = this.#context;
    const job = ledger.jobs.get(attempt.jobId);
    if (job?.state !== 'unconfirmed') return; // a person decided meanwhile
    const finding = judge(attempt, jobs, (remoteId) => ledger.jobs.byRemoteId(apiUrl, remoteId) !== null);
    if (finding.kind === 'found') {
      this.#passes.delete(attempt.id);
      ledger.services.setRepeatsInputUrls(apiUrl, true);
      ledger.attempts.resolve(attempt.id, 'found', { remoteId: finding.job.id, by: null }, 'accepted', {
        remoteId: finding.job.id,
        remoteStatus: finding.job.status,
        creditsUsed: finding.job.creditsUsed,
        acceptedAt: clock.now(),
      });
      return;
    }
    const { reconcilePasses, reconcileOverMs } = settings();
    const made = (this.#passes.get(attempt.id)?.made ?? 0) + (isComplete ? 1 : 0);
    const gapMs = reconcilePasses > 1 ? reconcileOverMs / (reconcilePasses - 1) : 0;
    this.#passes.set(attempt.id, {
      made,
      dueAt: clock.monotonic() + Math.max(gapMs, isComplete ? 0 : failedPass.baseMs),
    });
    if (made < reconcilePasses) return;
    const { candidates } = finding;
    ledger.together(() => {
      const about = { batchId: job.batchId, jobId: job.id };
      ledger.events.append(about, { kind: 'reconciled', attempt: attempt.number, passes: made, candidates });
      ledger.jobs.note(job.id, {
        problem:
          candidates.length > 0
            ? problem('attempt.candidates', { count: candidates.length })
            : problem('attempt.not-listed', { passes: made }),
      });
    });
  }

  /** Asks for jobs one by one that the list showed without their URLs, in case the service tells them then. */
  async #withInputUrls(jobs: readonly RemoteJob[], attempts: readonly Attempt[]): Promise<RemoteJob[]> {
    const { client, ledger, apiUrl } = this.#context;
    const isOwned = (id: string): boolean => ledger.jobs.byRemoteId(apiUrl, id) !== null;
    if (ledger.services.repeatsInputUrls(apiUrl) === false) return [...jobs];
    const possible = new Set(
      attempts.flatMap((attempt) => {
        const finding = judge(attempt, jobs, isOwned);
        return finding.kind === 'open' ? finding.candidates.map(({ remoteId }) => remoteId) : [];
      }),
    );
    let asked = 0;
    const told: RemoteJob[] = [];
    for (const job of jobs) {
      const ask = possible.has(job.id) && !tellsInputUrls(job) && asked < mostAskedFor;
      if (ask) asked += 1;
      const answer = ask ? await client.get(job.id, this.#stopping.signal) : null;
      told.push(answer?.ok ? { ...answer.value, createdAtMs: answer.value.createdAtMs ?? job.createdAtMs } : job);
    }
    return told;
  }

  /** Compares the ledger with the service's list: jobs with this ledger's nonces that it does not know. */
  async #compare(): Promise<Result<void>> {
    const { ledger, apiUrl, holds } = this.#context;
    const walked = await walkList(this.#context, ledger.attempts.latestByService(apiUrl), this.#stopping.signal);
    if (!walked.ok) return this.#failed(walked);
    const unknownHere = walked.value.jobs.flatMap((remote) => {
      const nonce = nonceOfJob(remote);
      const parts = nonce === null ? null : readNonce(nonce);
      if (nonce === null || parts?.ledger !== this.#ledgerTag || ledger.attempts.byNonce(nonce) !== null) return [];
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
    this.#isComparing = false;
    // What is left has no clip here that could be submitted a second time.
    if (unknownHere.every(({ jobId }) => !this.#couldBeSubmitted(jobId))) holds.end('ledger', 'itself');
    return { ok: true, value: undefined };
  }

  #couldBeSubmitted(jobId: string): boolean {
    const job = this.#context.ledger.jobs.get(jobId);
    return job !== null && !isTerminal(job.state) && job.remoteId === null;
  }

  #failed(answer: Result<never>): Result<void> {
    const { holds } = this.#context;
    if (answer.ok || this.#stopping.signal.aborted) return { ok: true, value: undefined };
    const hold = holdFor(answer.problem);
    if (hold !== null) holds.begin(hold, answer.problem);
    return answer;
  }
}
