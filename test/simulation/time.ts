import type { Clock } from '../../src/main/core/ports.ts';

interface Timer {
  at: number;
  order: number;
  run: () => void;
}

/** Simulated time: it stands still until the next thing that is due, and then is that late. */
export class Time {
  #monotonic = 0;
  #order = 0;
  #timers: Timer[] = [];

  monotonic(): number {
    return this.#monotonic;
  }

  /** Calls `run` in `ms`. Gives back a function that calls it off. */
  in(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#monotonic + Math.max(0, ms), order: (this.#order += 1), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Goes on to the next thing that is due and does it. False when there is none. */
  step(): boolean {
    const next = this.#timers.reduce<Timer | null>(
      (first, each) =>
        first === null || each.at < first.at || (each.at === first.at && each.order < first.order) ? each : first,
      null,
    );
    if (next === null) return false;
    this.#timers = this.#timers.filter((each) => each !== next);
    this.#monotonic = Math.max(this.#monotonic, next.at);
    next.run();
    return true;
  }
}

/** One life of the program, from a start to a crash. What it waits for after its crash never comes. */
export class Life {
  isOver = false;

  /** A promise that is kept only while this life lasts. */
  while<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => {
          if (!this.isOver) resolve(value);
        },
        (error: unknown) => {
          if (this.isOver) return;
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}

/** A computer's clock over simulated time: its wall clock may be set to anything. */
export class ComputerClock {
  /** How far the wall clock is from the true time, in ms. */
  offsetMs = 0;
  /** How long the computer slept altogether, in ms. */
  asleepMs = 0;
  readonly #time: Time;
  readonly #begin: number;

  constructor(time: Time, begin: number) {
    this.#time = time;
    this.#begin = begin;
  }

  trueNow(): number {
    return this.#begin + Math.round(this.#time.monotonic()) + this.asleepMs;
  }

  /** The lid is closed for so long: the world goes on, the computer's monotonic clock does not. */
  sleepThrough(ms: number): void {
    this.asleepMs += ms;
  }

  /** What the wall clock says, in whole ms since 1970. */
  now(): number {
    return this.trueNow() + this.offsetMs;
  }

  /** The clock as one life of the program sees it. */
  of(life: Life): Clock {
    const bootedAt = this.#time.monotonic();
    return {
      now: () => this.now(),
      monotonic: () => this.#time.monotonic() - bootedAt,
      sleep: (ms, signal) =>
        life.while(
          new Promise<void>((resolve) => {
            if (signal?.aborted) {
              resolve();
              return;
            }
            const callOff = this.#time.in(ms, resolve);
            signal?.addEventListener(
              'abort',
              () => {
                callOff();
                resolve();
              },
              { once: true },
            );
          }),
        ),
    };
  }
}
