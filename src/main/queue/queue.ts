import type { HoldKind } from '../../shared/holds.ts';
import { passesByItself } from '../../shared/problems.ts';
import type { Hold } from '../ledger/holds.ts';
import { isTerminal } from '../core/job.ts';
import type { Job } from '../core/job.ts';
import type { Decision } from '../../shared/decision.ts';
import type { Result } from '../../shared/result.ts';
import { BatchCloser } from './batch-closer.ts';
import { Budgets } from './budgets.ts';
import type { QueueContext } from './context.ts';
import { decide } from './decide.ts';
import { fetchAgain } from './fetch-again.ts';
import { Reconciler } from './reconciler.ts';
import { doubtOpenAttempts, recover } from './recover.ts';
import { Reliefs } from './relief.ts';
import { Scheduler } from './scheduler.ts';
import { checkStage } from './steps/check.ts';
import { fetchStage } from './steps/fetch.ts';
import { hostStage } from './steps/host.ts';
import { submitStage } from './steps/submit.ts';
import { watchStage } from './steps/watch.ts';

export interface QueueOptions {
  context: Omit<QueueContext, 'leaveAlone'>;
  /** How many clips are checked at once: as many as there are cores. */
  checkingAtOnce: number;
}

const selfEnding: ReadonlySet<HoldKind> = new Set(['offline', 'host', 'disk', 'rate-limit']);

/** A host that needs a new secret is tried again too, but that may take for ever. */
function endsByItself({ kind, problem }: Hold): boolean {
  return selfEnding.has(kind) && (kind !== 'host' || problem === null || passesByItself(problem));
}

/** The queue: takes clips through their five steps, and keeps nothing that the ledger does not have. */
export class Queue {
  readonly #context: QueueContext;
  readonly #budgets: Budgets;
  readonly #scheduler: Scheduler;
  readonly #reliefs: Reliefs;
  readonly #closer: BatchCloser;
  readonly #reconciler: Reconciler;
  #isStarted = false;
  #sweeping: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();
  readonly #atRest = new Set<() => void>();
  readonly #fetchingAgain = new Map<string, Promise<Result<void>>>();
  #unsubscribe: () => void = () => undefined;

  constructor({ context, checkingAtOnce }: QueueOptions) {
    this.#context = { ...context, leaveAlone: (jobId, ms) => this.#scheduler.leaveAlone(jobId, ms) };
    this.#budgets = new Budgets(this.#context);
    this.#scheduler = new Scheduler(
      [
        // What is paid for comes first.
        fetchStage(this.#context),
        watchStage(this.#context),
        submitStage(this.#context, this.#budgets, () => this.#reconciler.allowsCreates),
        hostStage(this.#context),
        checkStage(this.#context, checkingAtOnce),
      ],
      context.clock,
      context.onFault,
      () => {
        this.#budgets.review();
        this.#closer.closeWhatIsOver();
        this.#tellWhenAtRest();
      },
    );
    this.#reliefs = new Reliefs(this.#context, () => this.#scheduler.wake());
    this.#reconciler = new Reconciler(this.#context, () => this.#scheduler.wake());
    this.#closer = new BatchCloser(this.#context, this.#stopping.signal, () => this.#scheduler.wake());
  }

  /** Puts right what the last run left, then begins to work. */
  async start(): Promise<void> {
    const { ledger, holds, hosting } = this.#context;
    this.#isStarted = true;
    await recover(this.#context, this.#stopping.signal);
    holds.onChange(() => {
      this.#scheduler.wake();
      this.#reconciler.wake();
    });
    this.#unsubscribe = ledger.onCommit((events) => {
      for (const { jobId, body } of events) {
        if (body.kind === 'clip' && jobId !== null && isTerminal(body.to)) hosting.release(jobId);
        if (body.kind === 'clip' && body.to === 'unconfirmed') this.#reconciler.wake();
      }
      this.#scheduler.wake();
    });
    this.#reliefs.start();
    this.#reconciler.start();
    this.#scheduler.start();
    this.#sweeping = hosting.sweepNowAndThen(this.#stopping.signal);
  }

  /** Ends all work; a create that is under way is waited for. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unsubscribe();
    await this.#scheduler.stop();
    await this.#reconciler.stop();
    await this.#reliefs.stop();
    await this.#closer.settled();
    await Promise.allSettled(this.#fetchingAgain.values());
    await this.#sweeping;
    await this.#context.hosting.settled();
    this.#endRest();
  }

  /** Look for work now: something outside changed. */
  wake(): void {
    this.#scheduler.wake();
  }

  /** The computer slept, and its clocks may have stood still: what was waited for is looked at now. */
  afterSleep(): void {
    this.#reliefs.checkNow();
    this.#scheduler.takeUpAll();
  }

  /** A person asked for this clip: no waiting time holds it back. */
  takeUp(jobId: string): void {
    this.#scheduler.takeUp(jobId);
  }

  /** What the last run left open is in doubt, also for a person who does not start the queue first. */
  #takeUpLastRun(): void {
    if (!this.#isStarted) doubtOpenAttempts(this.#context);
  }

  /** Looks for every attempt in doubt, in passes that are `gapMs` apart. */
  reconcile(gapMs: number): Promise<Result<void>> {
    this.#takeUpLastRun();
    return this.#reconciler.look(gapMs);
  }

  /** Carries out a person's decision on a clip in doubt. */
  async decide(jobId: string, decision: Decision, by: string): Promise<Result<void>> {
    this.#takeUpLastRun();
    const find = (attemptId: number): Promise<boolean> => this.#reconciler.find(attemptId);
    const decided = await decide(this.#context, find, jobId, decision, by, this.#stopping.signal);
    this.#scheduler.takeUp(jobId);
    return decided;
  }

  /** Downloads a result that a person lost once more; those who ask for the same meanwhile share it. See `fetchAgain`. */
  fetchAgain(jobId: string): Promise<Result<void>> {
    const fetching =
      this.#fetchingAgain.get(jobId) ??
      fetchAgain(jobId, this.#context, this.#stopping.signal).finally(() => this.#fetchingAgain.delete(jobId));
    this.#fetchingAgain.set(jobId, fetching);
    return fetching;
  }

  /** Resolves when nothing can move until a person, or a top-up, does something; also when the queue was stopped. */
  untilAtRest(): Promise<void> {
    return new Promise((resolve) => {
      this.#atRest.add(resolve);
      this.#scheduler.wake();
    });
  }

  #tellWhenAtRest(): void {
    if (this.#atRest.size > 0 && this.#isAtRest()) this.#endRest();
  }

  #endRest(): void {
    for (const tell of this.#atRest) tell();
    this.#atRest.clear();
  }

  #isAtRest(): boolean {
    const { holds, ledger } = this.#context;
    if (!this.#scheduler.isIdle || this.#closer.isBusy || this.#reliefs.isComparing) return false;
    if (this.#reconciler.isBusy && !holds.stopsAll('process')) return false;
    if (holds.inForce().some((hold) => endsByItself(hold) && !this.#reliefs.wantsPerson(hold.kind))) return false;
    return this.#scheduler.leftAlone().every((jobId) => {
      const job = ledger.jobs.get(jobId);
      return job === null || !this.#movesByItself(job);
    });
  }

  /** Whether a clip that is left alone for now will go on without a person. */
  #movesByItself(job: Job): boolean {
    if (job.problem?.code === 'service.job-not-found') return false;
    if (job.state === 'accepted') return !this.#context.holds.stops('process', job.batchId);
    return job.state === 'fetching' ? !this.#context.holds.stops('fetch', job.batchId) : !isTerminal(job.state);
  }
}
