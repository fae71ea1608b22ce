import type { HoldKind } from '../../shared/holds.ts';
import type { Step } from '../../shared/job-state.ts';
import type { Problem } from '../../shared/problems.ts';
import { stops } from '../core/holds.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Hold } from '../ledger/holds.ts';

/** The holds in force, mirrored from the ledger so that every step can ask at no cost. */
export class Holds {
  readonly #ledger: Ledger;
  #inForce: Hold[];
  readonly #onChange = new Set<(kind: HoldKind, began: boolean) => void>();
  /** What the service asked for with its last 429, and how many came in a row. */
  #rateLimit = { atLeastMs: 0, inARow: 0 };

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#inForce = ledger.holds.all();
  }

  /** Whether a step may not begin for clips of this batch. */
  stops(step: Step, batchId: string): boolean {
    return this.#inForce.some((hold) => stops(hold.kind, step) && (hold.batchId ?? batchId) === batchId);
  }

  /** Whether a step may not begin for any clip. */
  stopsAll(step: Step): boolean {
    return this.#inForce.some((hold) => hold.batchId === null && stops(hold.kind, step));
  }

  /** The batches whose clips a step may not begin for; those of a hold over the whole queue are not named. */
  batchesStopped(step: Step): string[] {
    return this.#inForce.flatMap(({ kind, batchId }) => (batchId !== null && stops(kind, step) ? [batchId] : []));
  }

  has(kind: HoldKind): boolean {
    return this.#inForce.some((hold) => hold.kind === kind);
  }

  inForce(): readonly Hold[] {
    return this.#inForce;
  }

  begin(kind: HoldKind, problem: Problem | null, batchId: string | null = null): void {
    this.#ledger.holds.begin(kind, batchId, problem);
    this.#reread(kind, true);
  }

  end(kind: HoldKind, by: 'itself' | 'person', batchId: string | null = null): void {
    this.#ledger.holds.end(kind, batchId, by);
    this.#reread(kind, false);
  }

  /**
   * The service asked to slow down: for at least `atLeastMs`, and longer each time in a row. Several creates that were
   * under way together are refused together: that counts once.
   */
  beginRateLimit(problem: Problem, atLeastMs: number): void {
    this.#rateLimit = { atLeastMs, inARow: this.#rateLimit.inARow + (this.has('rate-limit') ? 0 : 1) };
    this.begin('rate-limit', problem);
  }

  /** A create was answered without a 429: the pace is right again. */
  rateLimitIsOver(): void {
    this.#rateLimit = { atLeastMs: 0, inARow: 0 };
  }

  get rateLimit(): { readonly atLeastMs: number; readonly inARow: number } {
    return this.#rateLimit;
  }

  /** Calls `listener` after a hold began or ended. */
  onChange(listener: (kind: HoldKind, began: boolean) => void): void {
    this.#onChange.add(listener);
  }

  #reread(kind: HoldKind, began: boolean): void {
    this.#inForce = this.#ledger.holds.all();
    for (const listener of this.#onChange) listener(kind, began);
  }
}
