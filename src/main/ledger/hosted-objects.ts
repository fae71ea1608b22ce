import type { Database } from 'better-sqlite3';

/** A file as it lies on a host. Its name is no URL: without a signature it opens nothing. */
export interface HostedObject {
  id: string;
  /** The media that it was made for; others of the same content may share it. */
  mediaId: string;
  host: string;
  /** Where on the host; empty for this computer. */
  place: string;
  name: string;
  /** What equal files share; null where each file is an object of its own. */
  content: string | null;
  contentHash: string | null;
  size: number | null;
  createdAt: number;
  /** Since when no open clip needs it. */
  unneededAt: number | null;
  /** Since when its URLs are to die: it is given to no other clip. */
  withdrawnAt: number | null;
}

const columns = `id, media_id AS mediaId, host, place, name, content, content_hash AS contentHash, size,
  created_at AS createdAt, unneeded_at AS unneededAt, withdrawn_at AS withdrawnAt`;
const select = `SELECT ${columns} FROM hosted_objects WHERE removed_at IS NULL`;

/** Which media is reachable under which name, on which host, and which clips were given a URL of it. */
export function hostedObjectsRepository(database: Database, now: () => number) {
  const insert = database.prepare<Omit<HostedObject, 'unneededAt' | 'withdrawnAt'>>(
    `INSERT INTO hosted_objects (id, media_id, host, place, name, content, content_hash, size, created_at)
     VALUES (@id, @mediaId, @host, @place, @name, @content, @contentHash, @size, @createdAt)`,
  );
  const get = database.prepare<[string], HostedObject>(`${select} AND id = ?`);
  const ofFile = database.prepare<[string, string], HostedObject>(
    `${select} AND media_id = ? AND host = ? AND content IS NULL`,
  );
  const ofContent = database.prepare<[string, string, string], HostedObject>(
    `${select} AND host = ? AND place = ? AND content = ? AND withdrawn_at IS NULL`,
  );
  const alone = database.prepare<[string], HostedObject>(`${select} AND media_id = ? AND content IS NULL`);
  const alike = database.prepare<[string], HostedObject>(`${select} AND content_hash = ?`);
  const ofJob = database.prepare<[string], HostedObject & { until: number }>(
    `SELECT ${columns}, until FROM hosted_uses JOIN hosted_objects ON id = object_id
     WHERE job_id = ? AND removed_at IS NULL`,
  );
  const present = database.prepare<[string], HostedObject>(`${select} AND host = ? ORDER BY created_at`);
  const wasWithdrawn = database
    .prepare<[string], number>('SELECT 1 FROM hosted_objects WHERE content = ? AND withdrawn_at IS NOT NULL LIMIT 1')
    .pluck();
  const remove = database.prepare<[number, string]>('UPDATE hosted_objects SET removed_at = ? WHERE id = ?');
  const setUnneeded = database.prepare<[number | null, string]>(
    'UPDATE hosted_objects SET unneeded_at = ? WHERE id = ?',
  );
  const withdraw = database.prepare<[number, string]>(
    'UPDATE hosted_objects SET withdrawn_at = coalesce(withdrawn_at, ?) WHERE id = ?',
  );
  const use = database.prepare<[string, string, number]>(
    `INSERT INTO hosted_uses (object_id, job_id, until) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET until = max(until, excluded.until)`,
  );
  // A job that is fetching its result needs its inputs no more.
  const usedByOthers = database
    .prepare<[string, string, number], number>(
      `SELECT count(*) FROM hosted_uses JOIN jobs ON jobs.id = job_id
       WHERE object_id = ? AND job_id <> ? AND until > ? AND state IN ('submitting', 'unconfirmed', 'accepted')`,
    )
    .pluck();
  const openWithContent = database
    .prepare<[string, string], number>(
      `SELECT count(*) FROM (
         SELECT state FROM media JOIN jobs ON video_id = media.id WHERE content_hash = ?
         UNION ALL SELECT state FROM media JOIN jobs ON audio_id = media.id WHERE content_hash = ?
       ) WHERE state NOT IN ('done', 'failed', 'canceled')`,
    )
    .pluck();

  return {
    add: (object: Omit<HostedObject, 'createdAt' | 'unneededAt' | 'withdrawnAt'>): void =>
      void insert.run({ ...object, createdAt: now() }),
    get: (id: string): HostedObject | null => get.get(id) ?? null,
    /** The object that holds this very media on a host, or null. */
    ofFile: (mediaId: string, host: string): HostedObject | null => ofFile.get(mediaId, host) ?? null,
    /** The object that may be given out for this content, or null. */
    ofContent: (host: string, place: string, content: string): HostedObject | null =>
      ofContent.get(host, place, content) ?? null,
    /** Every object, on whatever host, that holds this media or the same content. */
    ofMedia: (mediaId: string, contentHash: string | null): HostedObject[] => [
      ...alone.all(mediaId),
      ...(contentHash === null ? [] : alike.all(contentHash)),
    ],
    /** The objects that URLs were signed of for a clip, with when these end. */
    ofJob: (jobId: string): (HostedObject & { until: number })[] => ofJob.all(jobId),
    /** Everything that has not been removed from a host, wherever it lies. */
    present: (host: string): HostedObject[] => present.all(host),
    /** Whether an object of this content was ever withdrawn: then its natural name must not come back. */
    wasWithdrawn: (content: string): boolean => wasWithdrawn.get(content) !== undefined,
    markRemoved: (id: string): void => void remove.run(now(), id),
    setUnneeded: (id: string, at: number | null): void => void setUnneeded.run(at, id),
    markWithdrawn: (id: string): void => void withdraw.run(now(), id),
    /** Notes that a clip was given a URL of an object, which ends at `until` (ms since 1970). */
    noteUse: (id: string, jobId: string, until: number): void => void use.run(id, jobId, until),
    /** How many other clips may still need a URL of this object that they were given. */
    usedByOthers: (id: string, jobId: string): number => usedByOthers.get(id, jobId, now()) ?? 0,
    /** How many jobs that are not over use a file of this content. */
    openWithContent: (contentHash: string): number => openWithContent.get(contentHash, contentHash) ?? 0,
  };
}
