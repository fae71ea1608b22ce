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
}

/** Snapshots of the account, kept for ever: they answer “why did it stop” later. */
export function profilesRepository(
  database: Database,
  events: EventsRepository,
  together: Together,
  now: () => number,
) {
  const insert = database.prepare<{
    at: number;
    apiUrl: string;
    credits: number | null;
    quota: number | null;
    tier: string | null;
  }>('INSERT INTO profiles (at, api_url, credits, quota, tier) VALUES (@at, @apiUrl, @credits, @quota, @tier)');
  const get = database.prepare<[number], ProfileSnapshot>(
    'SELECT id, at, credits, quota, tier FROM profiles WHERE id = ?',
  );
  const latest = database.prepare<[string], ProfileSnapshot>(
    'SELECT id, at, credits, quota, tier FROM profiles WHERE api_url = ? ORDER BY id DESC LIMIT 1',
  );

  const since = database.prepare<{ apiUrl: string; since: number; limit: number }, ProfileSnapshot>(
    `SELECT id, at, credits, quota, tier FROM (
       SELECT *, row_number() OVER (ORDER BY at) AS number, count(*) OVER () AS total
       FROM profiles WHERE api_url = @apiUrl AND at >= @since
     ) WHERE number = total OR (number - 1) % ((total + @limit - 2) / (@limit - 1)) = 0 ORDER BY at`,
  );

  return {
    /** Keeps a snapshot; gives back its id. */
    add(apiUrl: string, profile: Pick<ProfileSnapshot, 'credits' | 'quota' | 'tier'>): number {
      return together(() => {
        const { credits, quota, tier } = profile;
        const { lastInsertRowid } = insert.run({ at: now(), apiUrl, credits, quota, tier });
        events.append({ batchId: null, jobId: null }, { kind: 'profile', credits, quota, tier });
        return Number(lastInsertRowid);
      });
    },
    /** The snapshots from a moment on, at most `limit` (2 or more) of them: evenly thinned, and always the last. */
    since: (apiUrl: string, from: number, limit: number): ProfileSnapshot[] =>
      since.all({ apiUrl, since: from, limit }),
    get: (id: number): ProfileSnapshot | null => get.get(id) ?? null,
    latest: (apiUrl: string): ProfileSnapshot | null => latest.get(apiUrl) ?? null,
  };
}
