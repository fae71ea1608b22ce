import type { Step } from '../../shared/job-state.ts';
import type { Job } from '../core/job.ts';
import type { Clock } from '../core/ports.ts';

/** One step of a clip's life, as the scheduler sees it. */
export interface Stage {
  readonly step: Step;
  /** How many clips may be in this step at once. */
  limit(): number;
  /** The first `count` clips that this step could take now, in queue order. */
  candidates(count: number): Job[];
  /** Does the step's work on one clip. The answer is how long to leave the clip alone, in ms; 0 for not at all. */
  run(job: Job, signal: AbortSignal): Promise<number>;
}

const longestWaitMs = 60_000;
const faultWaitMs = 5_000;

/**
 * Runs the stages: takes clips in queue order as far as each stage's limit allows, and leaves a clip alone for as long as
 * its stage asked. Waiting times are kept in memory and on the monotonic clock, so neither a clock that jumps nor a
 * restart can leave a clip waiting for ever.
 */
export class Scheduler {
  readonly #stages: readonly Stage[];
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #onLaunched: () => void;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, { step: Step; work: Promise<void> }>();
  readonly #leftAloneUntil = new Map<string, number>();
  #asleep = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(
    stages: readonly Stage[],
    clock: Clock,
    onFault: (error: unknown) => void,
    /** Called each time all that could start was started. */
    onLaunched: () => void,
  ) {
    this.#stages = stages;
    this.#clock = clock;
    this.#onFault = onFault;
    this.#onLaunched = onLaunched;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Asks all work to end, and waits for it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
    await Promise.all([...this.#running.values()].map(({ work }) => work));
  }

  /** Something changed: look for work now. */
  wake(): void {
    this.#asleep.abort();
  }

  /** Leaves a clip alone for `ms`, whatever step it is in. */
  leaveAlone(jobId: string, ms: number): void {
    this.#leftAloneUntil.set(jobId, this.#clock.monotonic() + ms);
  }

  /** A person asked for it: take it up without waiting. */
  takeUp(jobId: string): void {
    this.#leftAloneUntil.delete(jobId);
    this.wake();
  }

  /** The computer slept: what clips were left alone for may be long past. */
  takeUpAll(): void {
    this.#leftAloneUntil.clear();
    this.wake();
  }

  /** Whether no clip is in a step. */
  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** The clips that are left alone for now. */
  leftAlone(): string[] {
    return [...this.#leftAloneUntil.keys()];
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#asleep = new AbortController();
      let waitMs = faultWaitMs;
      try {
        waitMs = this.#launch();
        this.#onLaunched();
      } catch (error) {
        this.#onFault(error); // a ledger that cannot be read now must not end the queue
      }
      // At least a little: what a rounding error leaves of a pause must not become a loop without one.
      await this.#clock.sleep(Math.max(1, Math.min(waitMs, longestWaitMs)), this.#asleep.signal);
    }
  }

  /** Starts all that may start; gives back how long until a clip that is left alone may be taken up. */
  #launch(): number {
    const now = this.#clock.monotonic();
    let waitMs = Infinity;
    for (const [jobId, until] of this.#leftAloneUntil) {
      if (until <= now) this.#leftAloneUntil.delete(jobId);
      else waitMs = Math.min(waitMs, until - now);
    }
    for (const stage of this.#stages) {
      let free = stage.limit() - [...this.#running.values()].filter(({ step }) => step === stage.step).length;
      if (free <= 0) continue;
      for (const job of stage.candidates(free + this.#running.size + this.#leftAloneUntil.size)) {
        if (free <= 0) break;
        if (this.#running.has(job.id) || this.#leftAloneUntil.has(job.id)) continue;
        free -= 1;
        this.#running.set(job.id, { step: stage.step, work: this.#work(stage, job) });
      }
    }
    return waitMs;
  }

  async #work(stage: Stage, job: Job): Promise<void> {
    let leaveAloneMs: number;
    try {
      leaveAloneMs = await stage.run(job, this.#stopping.signal);
    } catch (error) {
      // A bug, or a ledger that cannot be written to: the clip stays where the ledger says it is. Work that was asked to
      // end may do so by throwing.
      if (!this.#stopping.signal.aborted) this.#onFault(error);
      leaveAloneMs = faultWaitMs;
    }
    await Promise.resolve(); // `run` may end before its entry in the map is made
    this.#running.delete(job.id);
    if (leaveAloneMs > 0) this.leaveAlone(job.id, leaveAloneMs);
    this.wake();
  }
}
