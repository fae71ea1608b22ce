import type { Database } from 'better-sqlite3';
import type { Batch } from '../core/batch.ts';
import type { EventsRepository } from './events.ts';
import type { Together } from './together.ts';

const select = `SELECT id, name, api_url AS apiUrl, results_folder AS resultsFolder, budget,
  start_profile_id AS startProfileId, end_profile_id AS endProfileId, created_at AS createdAt, ended_at AS endedAt
  FROM batches`;

/** The batches: the clips that were started together. */
export function batchesRepository(database: Database, events: EventsRepository, together: Together, now: () => number) {
  const insert = database.prepare<Batch>(
    `INSERT INTO batches (id, name, api_url, results_folder, budget, start_profile_id, end_profile_id, created_at, ended_at)
     VALUES (@id, @name, @apiUrl, @resultsFolder, @budget, @startProfileId, @endProfileId, @createdAt, @endedAt)`,
  );
  const get = database.prepare<[string], Batch>(`${select} WHERE id = ?`);
  const ofService = database.prepare<[string], Batch>(`${select} WHERE api_url = ? ORDER BY created_at`);
  const all = database.prepare<[], Batch>(`${select} ORDER BY created_at`);
  const open = database.prepare<[string], Batch>(
    `${select} WHERE api_url = ? AND ended_at IS NULL ORDER BY created_at`,
  );
  const inQueue = database.prepare<[string], Batch>(
    `${select} WHERE api_url = ? AND cleared_at IS NULL ORDER BY created_at`,
  );
  const page = database.prepare<[string, number, number], Batch>(
    `${select} WHERE api_url = ? ORDER BY created_at DESC LIMIT ? OFFSET ?`,
  );
  const count = database.prepare<[string], number>('SELECT count(*) FROM batches WHERE api_url = ?').pluck();
  const clear = database.prepare<[number, string]>(
    'UPDATE batches SET cleared_at = ? WHERE api_url = ? AND cleared_at IS NULL AND ended_at IS NOT NULL',
  );
  const reopen = database.prepare<[string]>('UPDATE batches SET ended_at = NULL, cleared_at = NULL WHERE id = ?');
  const end = database.prepare<[number, string]>('UPDATE batches SET ended_at = ? WHERE id = ?');
  const setBudget = database.prepare<[number | null, string]>('UPDATE batches SET budget = ? WHERE id = ?');
  const setProfiles = database.prepare<[number | null, number | null, string]>(
    `UPDATE batches SET start_profile_id = coalesce(?, start_profile_id), end_profile_id = coalesce(?, end_profile_id)
     WHERE id = ?`,
  );

  return {
    add(batch: Batch, clips: number): void {
      together(() => {
        insert.run(batch);
        events.append(
          { batchId: batch.id, jobId: null },
          { kind: 'batch-created', name: batch.name, clips, apiUrl: batch.apiUrl },
        );
      });
    },
    /** Marks a batch as ended at `endedAt` (wall-clock time in ms since 1970), with how its clips ended. */
    end(id: string, endedAt: number, counts: { done: number; failed: number; rejected: number }): void {
      together(() => {
        end.run(endedAt, id);
        events.append({ batchId: id, jobId: null }, { kind: 'batch-ended', ...counts });
      });
    },
    /** Sets the most credits that a batch may use; null for no cap. */
    setBudget(id: string, budget: number | null): void {
      together(() => {
        setBudget.run(budget, id);
        events.append({ batchId: id, jobId: null }, { kind: 'budget-set', budget });
      });
    },
    /** A clip of an ended batch was taken up again. */
    reopen: (id: string): void => void reopen.run(id),
    /** Keeps profile snapshots with the batch; null leaves the one that is there. */
    keepProfiles: (id: string, start: number | null, ended: number | null): void =>
      void setProfiles.run(start, ended, id),
    get: (id: string): Batch | null => get.get(id) ?? null,
    all: (): Batch[] => all.all(),
    ofService: (apiUrl: string): Batch[] => ofService.all(apiUrl),
    /** The batches that are in the queue: all but those that have ended and that the person took out of it. */
    inQueue: (apiUrl: string): Batch[] => inQueue.all(apiUrl),
    /** A part of the batches of a service, newest first. */
    page: (apiUrl: string, offset: number, limit: number): Batch[] => page.all(apiUrl, limit, offset),
    count: (apiUrl: string): number => count.get(apiUrl) ?? 0,
    /** Takes the batches that have ended out of the queue. */
    clearEnded: (apiUrl: string): void => void clear.run(now(), apiUrl),
    /** The batches of a service that have not ended. */
    open: (apiUrl: string): Batch[] => open.all(apiUrl),
  };
}
