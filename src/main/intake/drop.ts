import type { Result } from '../../shared/result.ts';
import type { Clock } from '../core/ports.ts';
import type { ReceivedFile } from './received-file.ts';

/** A drop that nothing of is on its way for this long, in ms, was abandoned: its window died or was closed. */
export const abandonedAfterMs = 15_000;

/** Files that a person brought by one movement: they are added together, so that none pairs before the others are there. */
export class Drop {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #ids: string[] = [];
  readonly #received = new Map<string, ReceivedFile>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #over = new AbortController();
  /** Grows with everything that is heard of it. */
  #heard = 0;

  /** `signal`: ends waiting for more of it. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
  }

  /** The ids of its files, in the order in which they were announced. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  announce(id: string): void {
    this.#ids.push(id);
    this.#heard += 1;
  }

  /** Waits with a file that is on its way. */
  async follow(id: string, receiving: Promise<Result<ReceivedFile>>): Promise<Result<ReceivedFile>> {
    const arrival = receiving.then((received) => {
      if (received.ok) this.#received.set(id, received.value);
      this.#underWay.delete(arrival);
      this.#heard += 1;
      return received;
    });
    this.#underWay.add(arrival);
    return arrival;
  }

  /** Ends it: nothing more is expected. Gives back what arrived, once that which is on its way has or has not. */
  async finish(): Promise<ReceivedFile[]> {
    this.#over.abort();
    await Promise.all(this.#underWay);
    return this.#ids.flatMap((id) => this.#received.get(id) ?? []);
  }

  /** True once nothing of it came, or was on its way, for a while; false when it was over before. */
  async untilAbandoned(): Promise<boolean> {
    for (let before = -1; before !== this.#heard || this.#underWay.size > 0;) {
      before = this.#heard;
      await this.#clock.sleep(abandonedAfterMs, this.#signal);
      if (this.#signal.aborted) return false;
    }
    return true;
  }
}
