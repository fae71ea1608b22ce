import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/main/core/ports.ts';

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * A clock whose time stands still until a test lets it pass: hours take milliseconds, and the order is always the same.
 * Everything that runs on it must be made of promises only, so that one turn of the event loop shows who sleeps.
 */
export class VirtualClock implements Clock {
  #wall = Date.UTC(2026, 0, 15, 12);
  #monotonic = 1_000;
  #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        // Whole milliseconds, as real timers: waiting for what is left of a fraction would never end.
        due: this.#monotonic + Math.max(1, Math.ceil(ms)),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      if (signal?.aborted) {
        resolve();
        return;
      }
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** How many sleep now. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** The process died: whoever sleeps never wakes. */
  forgetSleepers(): void {
    this.#sleepers = new Set();
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    await setImmediate();
  }

  /** Lets `ms` pass, waking each sleeper at its time. */
  async pass(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await this.settle();
    for (let next = this.#next(); next !== null && next.due <= end; next = this.#next()) {
      this.#set(next.due);
      next.wake();
      await this.settle();
    }
    this.#set(end);
    await this.settle();
  }

  /** Lets time pass until `is` holds. Fails when nothing sleeps any more, or when it takes over `mostMs`. */
  async until(is: () => boolean, mostMs = 24 * 3_600_000): Promise<void> {
    const end = this.#monotonic + mostMs;
    await this.settle();
    while (!is()) {
      const next = this.#next();
      if (next === null) throw new Error(`nothing will ever happen: ${is.toString()}`);
      if (next.due > end) throw new Error(`it did not happen in ${mostMs / 1000} s: ${is.toString()}`);
      this.#set(next.due);
      next.wake();
      await this.settle();
    }
  }

  /** Lets time pass until `promise` resolves. */
  async untilResolved<Value>(promise: Promise<Value>, mostMs?: number): Promise<Value> {
    let isOver = false;
    void promise.finally(() => (isOver = true)).catch(() => undefined);
    await this.until(() => isOver, mostMs);
    return promise;
  }

  /** The computer slept for `ms`: all that was due meanwhile wakes at once, late. */
  async lapse(ms: number): Promise<void> {
    await this.settle();
    this.#set(this.#monotonic + ms);
    for (const sleeper of [...this.#sleepers].filter(({ due }) => due <= this.#monotonic)) sleeper.wake();
    await this.settle();
  }

  /** Someone set the wall clock; waiting times do not change. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  #next(): Sleeper | null {
    let first: Sleeper | null = null;
    for (const sleeper of this.#sleepers) if (first === null || sleeper.due < first.due) first = sleeper;
    return first;
  }

  #set(monotonic: number): void {
    this.#wall += Math.max(0, monotonic - this.#monotonic);
    this.#monotonic = Math.max(this.#monotonic, monotonic);
  }
}
