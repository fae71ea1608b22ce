import type { Database } from 'better-sqlite3';
import type { EventsRepository } from './events.ts';
import type { Together } from './together.ts';

/** What the service said of the account at a time. A number that it did not say is null, never 0. */
export interface ProfileSnapshot {
  id: number;
  at: number;
  credits: number | null;
  quota: number | null;
  tier: string | null;
  /** What this ledger's own clips had been charged by then in all; null when a price was unknown. */
  ours: number | null;
  /** What those under way then might have been charged beyond that, and what they were already said to have been. */
  open: number | null;
  told: number;
  /** What other work on the account had used since the reading before, at the least. */
  elsewhere: number;
}

export type NewSnapshot = Omit<ProfileSnapshot, 'id' | 'at'>;

const columns = 'id, at, credits, quota, tier, ours, open, told, elsewhere';

/** Snapshots of the account, kept for ever: they answer “why did it stop” later. */
export function profilesRepository(
  database: Database,
  events: EventsRepository,
  together: Together,
  now: () => number,
) {
  const insert = database.prepare<NewSnapshot & { at: number; apiUrl: string }>(
    `INSERT INTO profiles (at, api_url, credits, quota, tier, ours, open, told, elsewhere)
     VALUES (@at, @apiUrl, @credits, @quota, @tier, @ours, @open, @told, @elsewhere)`,
  );
  const get = database.prepare<[number], ProfileSnapshot>(`SELECT ${columns} FROM profiles WHERE id = ?`);
  const latest = database.prepare<[string], ProfileSnapshot>(
    `SELECT ${columns} FROM profiles WHERE api_url = ? ORDER BY id DESC LIMIT 1`,
  );
  const lastNumber = (column: 'credits' | 'quota') =>
    database
      .prepare<[string], number>(
        `SELECT ${column} FROM profiles WHERE api_url = ? AND ${column} IS NOT NULL ORDER BY id DESC LIMIT 1`,
      )
      .pluck();
  const lastCredits = lastNumber('credits');
  const lastQuota = lastNumber('quota');
  const sinceQuiet = database.prepare<{ apiUrl: string }, ProfileSnapshot>(
    `SELECT ${columns} FROM profiles WHERE api_url = @apiUrl AND id >= (
       SELECT max(id) FROM profiles WHERE api_url = @apiUrl AND open = 0 AND ours IS NOT NULL AND credits IS NOT NULL
     ) ORDER BY id`,
  );
  const elsewhere = database
    .prepare<[string, number], number>('SELECT coalesce(sum(elsewhere), 0) FROM profiles WHERE api_url = ? AND at >= ?')
    .pluck();

  const since = database.prepare<{ apiUrl: string; since: number; limit: number }, ProfileSnapshot>(
    `SELECT ${columns} FROM (
       SELECT *, row_number() OVER (ORDER BY at) AS number, count(*) OVER () AS total
       FROM profiles WHERE api_url = @apiUrl AND at >= @since
     ) WHERE number = total OR (number - 1) % ((total + @limit - 2) / (@limit - 1)) = 0 ORDER BY at`,
  );

  return {
    /** Keeps a snapshot; gives back its id. */
    add(apiUrl: string, snapshot: NewSnapshot): number {
      return together(() => {
        const { credits, quota, tier } = snapshot;
        const { lastInsertRowid } = insert.run({ ...snapshot, at: now(), apiUrl });
        events.append({ batchId: null, jobId: null }, { kind: 'profile', credits, quota, tier });
        return Number(lastInsertRowid);
      });
    },
    /** The snapshots from a moment on, at most `limit` (2 or more) of them: evenly thinned, and always the last. */
    since: (apiUrl: string, from: number, limit: number): ProfileSnapshot[] =>
      since.all({ apiUrl, since: from, limit }),
    /** From the last snapshot on at which nothing of this ledger was under way, oldest first. */
    sinceQuiet: (apiUrl: string): ProfileSnapshot[] => sinceQuiet.all({ apiUrl }),
    /** What other work on the account was found to have used from a moment on. */
    elsewhere: (apiUrl: string, from: number): number => elsewhere.get(apiUrl, from) ?? 0,
    get: (id: number): ProfileSnapshot | null => get.get(id) ?? null,
    latest: (apiUrl: string): ProfileSnapshot | null => latest.get(apiUrl) ?? null,
    /** Each number as the service last said it: it may leave one out for a while. */
    lastTold: (apiUrl: string): { credits: number | null; quota: number | null } => ({
      credits: lastCredits.get(apiUrl) ?? null,
      quota: lastQuota.get(apiUrl) ?? null,
    }),
  };
}
