import type { LedgerEvent } from '../../../shared/events.ts';
import type { Engine } from '../../engine.ts';

/** Shows what a run does while it does it. */
export interface Reporter {
  /** A sentence for the person, such as a warning or an unpaired file. */
  say(kind: Notice, text: string, details?: Record<string, unknown>): void;
  /** Begins to follow the engine's work. */
  follow(engine: Engine, batchIds: readonly string[]): void;
  /** Ends it; the screen is left as it should stay. */
  end(): void;
}

/** What a sentence is about: the `kind` of its line under `--json`. */
export type Notice = 'info' | 'warning' | 'unpaired' | 'already-done';

/** One line of `--json`: an event of the ledger, flat. See docs/json-lines.md. */
export function eventLine({ sequence, at, batchId, jobId, body }: LedgerEvent): string {
  const { kind, ...facts } = body;
  return JSON.stringify({ kind, sequence, at: new Date(at).toISOString(), batch: batchId, clip: jobId, ...facts });
}
