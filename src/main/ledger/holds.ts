import type { Database } from 'better-sqlite3';
import type { HoldKind } from '../../shared/holds.ts';
import { problemSchema, type Problem } from '../../shared/problems.ts';
import type { EventsRepository } from './events.ts';
import type { Together } from './together.ts';

/** A hold that is in force. `batchId` null holds the whole queue. */
export interface Hold {
  kind: HoldKind;
  batchId: string | null;
  /** Wall-clock time in ms since 1970. */
  since: number;
  problem: Problem | null;
}

interface HoldRow {
  kind: HoldKind;
  batchId: string;
  since: number;
  problem: string | null;
}

/** The holds in force; that they began and ended stays in the events. */
export function holdsRepository(database: Database, events: EventsRepository, together: Together, now: () => number) {
  const insert = database.prepare<HoldRow>(
    'INSERT OR IGNORE INTO holds (kind, batch_id, since, problem) VALUES (@kind, @batchId, @since, @problem)',
  );
  const remove = database.prepare<[HoldKind, string]>('DELETE FROM holds WHERE kind = ? AND batch_id = ?');
  const all = database.prepare<[], HoldRow>(
    'SELECT kind, batch_id AS batchId, since, problem FROM holds ORDER BY since',
  );

  return {
    /** Begins a hold; does nothing when it is already in force. */
    begin(kind: HoldKind, batchId: string | null, problem: Problem | null): void {
      together(() => {
        const row = { kind, batchId: batchId ?? '', since: now(), problem: problem && JSON.stringify(problem) };
        if (insert.run(row).changes > 0)
          events.append({ batchId, jobId: null }, { kind: 'hold-began', hold: kind, problem });
      });
    },
    /** Ends a hold; does nothing when it is not in force. */
    end(kind: HoldKind, batchId: string | null, by: 'itself' | 'person'): void {
      together(() => {
        if (remove.run(kind, batchId ?? '').changes > 0) {
          events.append({ batchId, jobId: null }, { kind: 'hold-ended', hold: kind, by });
        }
      });
    },
    all: (): Hold[] =>
      all.all().map((row) => ({
        kind: row.kind,
        batchId: row.batchId === '' ? null : row.batchId,
        since: row.since,
        problem: row.problem === null ? null : problemSchema.parse(JSON.parse(row.problem)),
      })),
  };
}
