import type { Change } from '../../shared/contract/changes.ts';
import type { Clock } from '../core/ports.ts';

/** The least time between two events of the feed, in ms: at most ten a second. */
const pauseMs = 100;
/** A change of more rows than this is a reset: pulling the page in sight costs less than sending them all. */
const mostRows = 500;
/** How much is kept for windows that were away or read slowly. */
const eventsKept = 256;
const rowsKept = 5_000;

/** What has changed since the last event. */
interface Changed {
  clips: Set<string>;
  batches: Set<string>;
  reordered: boolean;
  app: boolean;
  intake: boolean;
}

export type Touch =
  | { kind: 'clip'; id: string; reordered?: boolean }
  | { kind: 'batch'; id: string }
  | { kind: 'order' }
  | { kind: 'app' }
  | { kind: 'intake' };

interface Entry {
  sequence: number;
  change: Change;
}

/** Reads from the ledger what changed, as windows see it. */
export type ReadChange = (changed: {
  clips: ReadonlySet<string>;
  batches: ReadonlySet<string>;
  reordered: boolean;
  app: boolean;
  intake: boolean;
}) => Change;

/**
 * What windows follow: numbered events, at most ten a second, each with what changed since the one before. The last ones
 * are kept, so that a window that was away goes on where it was; one that missed more is told to begin again. A slow
 * reader costs nothing but its place in them.
 */
export class Feed {
  readonly #clock: Clock;
  readonly #epoch: string;
  readonly #read: ReadChange;
  readonly #onFault: (error: unknown) => void;
  readonly #stopping = new AbortController();
  readonly #waiting = new Set<() => void>();
  #kept: Entry[] = [];
  #sequence = 0;
  #changed: Changed = nothing();
  #flush: Promise<void> | null = null;
  #lastAt = -Infinity;

  /** `epoch` tells this feed's revisions from those of any other. `onFault` hears of a reading that failed. */
  constructor(clock: Clock, epoch: string, read: ReadChange, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#epoch = epoch;
    this.#read = read;
    this.#onFault = onFault;
  }

  /** Where a window that pulls now goes on: `epoch:sequence`. */
  get revision(): string {
    return this.#revisionOf(this.#sequence);
  }

  /** Something changed; windows hear of it with the next event. */
  touch(touch: Touch): void {
    const changed = this.#changed;
    switch (touch.kind) {
      case 'clip':
        changed.clips.add(touch.id);
        changed.reordered ||= touch.reordered ?? false;
        break;
      case 'batch':
        changed.batches.add(touch.id);
        break;
      case 'order':
        changed.reordered = true;
        break;
      case 'app':
        changed.app = true;
        break;
      case 'intake':
        changed.intake = true;
    }
    this.#flush ??= this.#flushSoon();
  }

  /** Ends every subscription. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wakeAll();
    await this.#flush;
  }

  /** Yields every event after the revision `since`, beginning with a reset when some of them are not kept any more. */
  async *subscribe(since: string, signal: AbortSignal): AsyncGenerator<{ revision: string; change: Change }, void> {
    const ending = AbortSignal.any([signal, this.#stopping.signal]);
    let seen = this.#sequenceOf(since);
    while (!ending.aborted) {
      const next = this.#after(seen);
      if (next === null) {
        await this.#grown(ending);
        continue;
      }
      seen = next.sequence;
      yield { revision: this.#revisionOf(seen), change: next.change };
    }
  }

  #after(seen: number | null): Entry | null {
    if (seen === this.#sequence) return null;
    const oldest = this.#kept[0]?.sequence ?? Infinity;
    const entry = seen === null || seen + 1 < oldest ? undefined : this.#kept[seen + 1 - oldest];
    return entry ?? { sequence: this.#sequence, change: { kind: 'reset' } };
  }

  async #flushSoon(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#clock.sleep(Math.max(0, this.#lastAt + pauseMs - this.#clock.monotonic()), signal);
    this.#flush = null;
    if (signal.aborted) return;
    this.#lastAt = this.#clock.monotonic();
    const changed = this.#changed;
    this.#changed = nothing();
    this.#keep(changed.clips.size > mostRows ? { kind: 'reset' } : this.#readOrReset(changed));
    this.#wakeAll();
  }

  /** A reading that fails is a fault, but none that ends the program: windows are told to pull what they can. */
  #readOrReset(changed: Changed): Change {
    try {
      return this.#read(changed);
    } catch (error) {
      this.#onFault(error);
      return { kind: 'reset' };
    }
  }

  #keep(change: Change): void {
    this.#sequence += 1;
    this.#kept.push({ sequence: this.#sequence, change });
    const rowsOf = ({ change: kept }: Entry): number => (kept.kind === 'changes' ? kept.rows.length : 0);
    let rows = this.#kept.reduce((sum, entry) => sum + rowsOf(entry), 0);
    while (this.#kept.length > eventsKept || rows > rowsKept) {
      const [oldest] = this.#kept.splice(0, 1);
      if (oldest !== undefined) rows -= rowsOf(oldest);
    }
  }

  #grown(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => resolve(undefined);
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    return promise.then(() => {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }

  #revisionOf(sequence: number): string {
    return `${this.#epoch}:${sequence}`;
  }

  /** The sequence of a revision of this feed; null for any other. */
  #sequenceOf(revision: string): number | null {
    const [epoch, text = ''] = revision.split(':');
    const sequence = Number(text);
    return epoch === this.#epoch && Number.isSafeInteger(sequence) && sequence >= 0 && sequence <= this.#sequence
      ? sequence
      : null;
  }
}

function nothing(): Changed {
  return { clips: new Set(), batches: new Set(), reordered: false, app: false, intake: false };
}
