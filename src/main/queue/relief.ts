import type { HoldKind } from '../../shared/holds.ts';
import { backoffMs } from '../core/retry.ts';
import type { QueueContext } from './context.ts';

/** How a hold that can end by itself is looked after: how soon, how seldom at the most, and what must be true. */
interface Relief {
  firstMs: number;
  slowestMs: number;
  isOver: (signal: AbortSignal) => Promise<boolean>;
}

const roomToGoOn = 50_000_000;

/**
 * Looks after the holds in force: each that can end by itself is checked with growing pauses until it does. The others
 * wait for a person.
 */
export class Reliefs {
  readonly #context: QueueContext;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<HoldKind, Promise<void>>();

  constructor(context: QueueContext) {
    this.#context = context;
  }

  start(): void {
    const { holds } = this.#context;
    holds.onChange((kind, began) => began && this.#lookAfter(kind));
    for (const { kind } of holds.inForce()) this.#lookAfter(kind);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  #lookAfter(kind: HoldKind): void {
    const relief = this.#reliefFor(kind);
    if (relief === null || this.#underWay.has(kind) || this.#stopping.signal.aborted) return;
    this.#underWay.set(
      kind,
      this.#untilOver(kind, relief).finally(() => this.#underWay.delete(kind)),
    );
  }

  async #untilOver(kind: HoldKind, { firstMs, slowestMs, isOver }: Relief): Promise<void> {
    const { holds, clock, random } = this.#context;
    const { signal } = this.#stopping;
    for (let check = 0; holds.has(kind); check += 1) {
      const inARow = kind === 'rate-limit' ? holds.rateLimit.inARow - 1 : check;
      const atLeastMs = kind === 'rate-limit' ? holds.rateLimit.atLeastMs : 0;
      const pauseMs = backoffMs(inARow, random.fraction(), { baseMs: firstMs, maxMs: slowestMs });
      await clock.sleep(Math.max(atLeastMs, pauseMs), signal);
      if (signal.aborted) return;
      if (holds.has(kind) && (await isOver(signal))) holds.end(kind, 'itself');
    }
  }

  #reliefFor(kind: HoldKind): Relief | null {
    const { client, host, disk, ledger, apiUrl } = this.#context;
    switch (kind) {
      case 'offline':
        return {
          firstMs: 2_000,
          slowestMs: 60_000,
          // Any answer of the service's own will do: a refused token is not the network's fault.
          isOver: async (signal) => {
            const answer = await client.profile(signal);
            return (
              answer.ok ||
              answer.problem.code.startsWith('service.token') ||
              answer.problem.code === 'service.not-permitted'
            );
          },
        };
      case 'rate-limit':
        return { firstMs: 5_000, slowestMs: 120_000, isOver: () => Promise.resolve(true) };
      case 'host':
        return { firstMs: 2_000, slowestMs: 60_000, isOver: async () => (await host.start()).ok };
      case 'disk':
        return {
          firstMs: 5_000,
          slowestMs: 60_000,
          isOver: async () => {
            const free = await Promise.all(
              ledger.batches.open(apiUrl).map((batch) => disk.freeBytes(batch.resultsFolder)),
            );
            return free.every((bytes) => bytes === null || bytes > roomToGoOn);
          },
        };
      case 'credits':
        return { firstMs: 30_000, slowestMs: 600_000, isOver: (signal) => this.#creditsSuffice(signal) };
      case 'user':
      case 'auth':
      case 'budget':
      case 'ledger':
        return null;
    }
  }

  /** Whether there are more credits than when the service refused for lack of them. */
  async #creditsSuffice(signal: AbortSignal): Promise<boolean> {
    const { client, ledger, apiUrl } = this.#context;
    const before = ledger.profiles.latest(apiUrl);
    const now = await client.profile(signal);
    if (!now.ok) return false;
    const grew = (was: number | null | undefined, is: number | null): boolean => is !== null && is > (was ?? 0);
    const more = grew(before?.credits, now.value.credits) || grew(before?.quota, now.value.quota);
    if (more) ledger.profiles.add(apiUrl, now.value);
    return more;
  }
}
