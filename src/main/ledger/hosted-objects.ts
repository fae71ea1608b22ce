import type { Database } from 'better-sqlite3';

/** Which media is reachable under which object id, on which host. Object ids are not URLs: without a signature they open nothing. */
export function hostedObjectsRepository(database: Database, now: () => number) {
  const insert = database.prepare<[string, string, string, number]>(
    'INSERT INTO hosted_objects (id, media_id, host, created_at) VALUES (?, ?, ?, ?)',
  );
  const find = database
    .prepare<[string, string], string>(
      'SELECT id FROM hosted_objects WHERE media_id = ? AND host = ? AND removed_at IS NULL',
    )
    .pluck();
  const present = database.prepare<[string], { id: string; mediaId: string }>(
    'SELECT id, media_id AS mediaId FROM hosted_objects WHERE host = ? AND removed_at IS NULL ORDER BY created_at',
  );
  const remove = database.prepare<[number, string]>('UPDATE hosted_objects SET removed_at = ? WHERE id = ?');

  return {
    add: (id: string, mediaId: string, host: string): void => void insert.run(id, mediaId, host, now()),
    /** The object that holds a media on a host, or null. */
    find: (mediaId: string, host: string): string | null => find.get(mediaId, host) ?? null,
    /** Everything that has not been removed from a host. */
    present: (host: string): { id: string; mediaId: string }[] => present.all(host),
    markRemoved: (id: string): void => void remove.run(now(), id),
  };
}
