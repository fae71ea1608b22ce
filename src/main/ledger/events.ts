import type { Database } from 'better-sqlite3';
import { eventBodySchema, type EventBody, type LedgerEvent } from '../../shared/events.ts';

interface EventRow {
  sequence: number;
  at: number;
  batchId: string | null;
  jobId: string | null;
  body: string;
}

const columns = 'sequence, at, batch_id AS batchId, job_id AS jobId, body';

export type EventsRepository = ReturnType<typeof eventsRepository>;

/** The history: append-only. `appended` hears of every event inside its transaction. */
export function eventsRepository(database: Database, now: () => number, appended: (event: LedgerEvent) => void) {
  const insert = database.prepare<Omit<EventRow, 'sequence'>>(
    'INSERT INTO events (at, batch_id, job_id, body) VALUES (@at, @batchId, @jobId, @body)',
  );
  const ofJob = database.prepare<[string], EventRow>(
    `SELECT ${columns} FROM events WHERE job_id = ? ORDER BY sequence`,
  );
  const after = database.prepare<[number, number], EventRow>(
    `SELECT ${columns} FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  );
  const last = database.prepare<[number], EventRow>(
    `SELECT ${columns} FROM events WHERE sequence > (SELECT MAX(sequence) FROM events) - ? ORDER BY sequence`,
  );
  const parse = (row: EventRow): LedgerEvent => ({ ...row, body: eventBodySchema.parse(JSON.parse(row.body)) });

  return {
    /** Appends an event to the transaction that is under way. */
    append(about: { batchId: string | null; jobId: string | null }, body: EventBody): void {
      const at = now();
      const { lastInsertRowid } = insert.run({
        at,
        batchId: about.batchId,
        jobId: about.jobId,
        body: JSON.stringify(body),
      });
      appended({ sequence: Number(lastInsertRowid), at, batchId: about.batchId, jobId: about.jobId, body });
    },
    /** All events of a clip, oldest first. */
    ofJob: (jobId: string): LedgerEvent[] => ofJob.all(jobId).map(parse),
    /** The last `count` events, oldest first. */
    last: (count: number): LedgerEvent[] => last.all(count).map(parse),
    /** Up to `limit` events after a sequence number, oldest first. */
    after: (sequence: number, limit: number): LedgerEvent[] => after.all(sequence, limit).map(parse),
  };
}
