import type { HoldKind } from '../../shared/holds.ts';
import { problem } from '../../shared/problems.ts';
import { backoffMs } from '../core/retry.ts';
import type { QueueContext } from './context.ts';

/** How a hold that can end by itself is looked after: how soon, how seldom at the most, and what must be true. */
interface Relief {
  firstMs: number;
  slowestMs: number;
  isOver: (signal: AbortSignal) => Promise<boolean>;
}

const roomToGoOn = 50_000_000;
/** A hold that begins again so soon after it ended was not over: its checks go on as rarely as they were. */
const tooSoonMs = 30_000;

/**
 * Looks after the holds in force: each that can end by itself is checked with growing pauses until it does. The others
 * wait for a person.
 */
export class Reliefs {
  readonly #context: QueueContext;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<HoldKind, Promise<void>>();
  readonly #onInVain: () => void;
  /** How often each hold was checked since it really began, and the monotonic time of its last end. */
  readonly #checks = new Map<HoldKind, { count: number; endedAt: number }>();
  /** Monotonic time before which nothing may be sent, whichever of several 429 asked for it. */
  #rateLimitedUntil = 0;

  #comparing = 0;
  /** Aborted to end the pauses between checks. */
  #hurry = new AbortController();

  constructor(
    context: QueueContext,
    /** Called after a check that found a hold still needed, or what a refusal was about. */
    onInVain: () => void,
  ) {
    this.#context = context;
    this.#onInVain = onInVain;
  }

  /** Whether it is being found out what a refusal was about. */
  get isComparing(): boolean {
    return this.#comparing > 0;
  }

  start(): void {
    const { holds } = this.#context;
    holds.onChange((kind, began) => began && this.#lookAfter(kind, true));
    for (const { kind } of holds.inForce()) this.#lookAfter(kind, false);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  /** Checks every hold now: the computer slept. What the service asked to wait for stays as it is. */
  checkNow(): void {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  #lookAfter(kind: HoldKind, isNew: boolean): void {
    const relief = this.#reliefFor(kind);
    if (relief === null || this.#stopping.signal.aborted) return;
    if (kind === 'rate-limit') this.#waitForRateLimit(relief);
    if (this.#underWay.has(kind)) return;
    const whenOver = (): void => {
      this.#underWay.delete(kind);
      // It may have begun again just as it ended.
      if (this.#context.holds.has(kind)) this.#lookAfter(kind, false);
    };
    this.#underWay.set(kind, this.#untilOver(kind, relief, isNew).finally(whenOver));
  }

  /** Whether a hold is not expected to end without a person: a folder that cannot be written to still cannot. */
  wantsPerson(kind: HoldKind): boolean {
    return kind === 'disk' && this.#isUnwritable() && (this.#checks.get(kind)?.count ?? 0) > 0;
  }

  #isUnwritable(): boolean {
    return this.#context.holds.inForce().some((hold) => hold.problem?.code === 'disk.unwritable');
  }

  #waitForRateLimit({ firstMs, slowestMs }: Relief): void {
    const { holds, clock, random } = this.#context;
    const { atLeastMs, inARow } = holds.rateLimit;
    const pauseMs = backoffMs(Math.max(0, inARow - 1), random.fraction(), { baseMs: firstMs, maxMs: slowestMs });
    this.#rateLimitedUntil = Math.max(this.#rateLimitedUntil, clock.monotonic() + Math.max(atLeastMs, pauseMs));
  }

  async #untilOver(kind: HoldKind, { firstMs, slowestMs, isOver }: Relief, isNew: boolean): Promise<void> {
    const { holds, clock, random } = this.#context;
    const { signal } = this.#stopping;
    const last = this.#checks.get(kind);
    const first = last !== undefined && clock.monotonic() - last.endedAt < tooSoonMs ? last.count : 0;
    for (let check = first; holds.has(kind); check += 1) {
      this.#checks.set(kind, { count: check, endedAt: -Infinity });
      const pauseMs = backoffMs(check, random.fraction(), { baseMs: firstMs, maxMs: slowestMs });
      try {
        if (isNew && check === first && (kind === 'credits' || kind === 'rate-limit')) {
          this.#comparing += 1;
          await this.#compareWithAccount(kind, signal).finally(() => {
            this.#comparing -= 1;
            this.#onInVain();
          });
        }
        await (kind === 'rate-limit'
          ? clock.sleep(this.#rateLimitedUntil - clock.monotonic(), signal)
          : clock.sleep(pauseMs, AbortSignal.any([signal, this.#hurry.signal])));
        if (signal.aborted) return;
        if (!holds.has(kind)) return;
        const over = await isOver(signal);
        this.#checks.set(kind, { count: check + 1, endedAt: over ? clock.monotonic() : -Infinity });
        if (!over) this.#onInVain();
        else if (holds.has(kind)) holds.end(kind, 'itself');
      } catch (error) {
        if (signal.aborted) return;
        this.#context.onFault(error); // a ledger that cannot be written to now: the next check may find it better
      }
    }
  }

  /**
   * What the account has when the service refuses: what a top-up is measured by. It also tells a 429 that is about credits
   * from one that is about the pace, whatever its words say.
   */
  async #compareWithAccount(kind: 'credits' | 'rate-limit', signal: AbortSignal): Promise<void> {
    const { client, account, holds, ledger, apiUrl, prices } = this.#context;
    const profile = await client.profile(signal);
    if (!profile.ok || signal.aborted) return;
    const { grew } = account.keep(profile.value);
    const { credits } = profile.value;
    const next = ledger.spending.next(apiUrl);
    const expected = next && prices.of(next);
    const byPace = holds.inForce().find((hold) => hold.kind === kind)?.problem?.code;
    if (credits === null || byPace === undefined) return;
    // Topped up between the refusal and this reading: no later one would find more than it.
    if (byPace === 'service.credits' && grew && credits > 0 && credits >= (expected?.low ?? 0))
      holds.end('credits', 'itself');
    if (kind === 'rate-limit' && (credits <= 0 || (expected !== null && credits < expected.low))) {
      holds.begin('credits', problem('service.credits-429'));
      holds.end('rate-limit', 'itself');
    }
    if (byPace === 'service.credits-429' && expected !== null && credits >= expected.high && credits > 0) {
      holds.beginRateLimit(problem('service.rate-limit'), 0);
      holds.end('credits', 'itself');
    }
  }

  #reliefFor(kind: HoldKind): Relief | null {
    const { client, hosting, disk, ledger, apiUrl, account, holds } = this.#context;
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
        return {
          firstMs: 5_000,
          slowestMs: 120_000,
          isOver: () => Promise.resolve(this.#context.clock.monotonic() >= this.#rateLimitedUntil),
        };
      case 'host':
        return {
          firstMs: 2_000,
          slowestMs: 60_000,
          isOver: async (signal) => {
            const host = hosting.current;
            if (!(await host.start()).ok) return false;
            // Storage is somebody else's computer: whether it works shows when it is tried.
            return host.kind === 'this-computer' || (await host.check(signal)).ok;
          },
        };
      case 'disk':
        return {
          firstMs: 5_000,
          slowestMs: 60_000,
          isOver: async () => {
            const folders = ledger.batches.open(apiUrl).map(({ resultsFolder }) => resultsFolder);
            if (this.#isUnwritable()) {
              const tried = await Promise.all(folders.map((folder) => disk.tryWriting(folder)));
              return tried.every(({ ok }) => ok);
            }
            const free = await Promise.all(folders.map((folder) => disk.freeBytes(folder)));
            return free.every((bytes) => bytes === null || bytes > roomToGoOn);
          },
        };
      case 'credits':
        return {
          firstMs: 30_000,
          slowestMs: 600_000,
          isOver: async (signal) => {
            await account.read(signal);
            return !holds.has('credits'); // more credits than before have ended it already
          },
        };
      case 'user':
      case 'auth':
      case 'budget':
      case 'ledger':
        return null;
    }
  }
}
