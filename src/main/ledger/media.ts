import type { Database } from 'better-sqlite3';
import { mediaInfoSchema, type MediaInfo } from '../../shared/media.ts';
import { jobStates } from '../../shared/job-state.ts';
import type { Media } from '../core/media.ts';

const notOver = jobStates
  .filter((state) => !['done', 'failed', 'canceled'].includes(state))
  .map((state) => `'${state}'`)
  .join();

type MediaRow = Omit<Media, 'info'> & { info: string | null };

/** The inputs, each as it was when it was checked. */
export function mediaRepository(database: Database) {
  const insert = database.prepare<MediaRow>(
    `INSERT INTO media (id, kind, location, name, size, modified_ms, content_hash, info)
     VALUES (@id, @kind, @location, @name, @size, @modifiedMs, @contentHash, @info)`,
  );
  const get = database.prepare<[string], MediaRow>(
    `SELECT id, kind, location, name, size, modified_ms AS modifiedMs, content_hash AS contentHash, info
     FROM media WHERE id = ?`,
  );
  const setChecked = database.prepare<{
    id: string;
    size: number;
    modifiedMs: number;
    contentHash: string;
    info: string;
  }>(
    `UPDATE media SET size = @size, modified_ms = @modifiedMs, content_hash = @contentHash, info = @info WHERE id = @id`,
  );

  const setProbed = database.prepare<{ id: string; size: number; modifiedMs: number; info: string }>(
    `UPDATE media SET content_hash = CASE WHEN size = @size AND modified_ms = @modifiedMs THEN content_hash END,
     size = @size, modified_ms = @modifiedMs, info = @info WHERE id = @id`,
  );

  const inUse = database
    .prepare<[], string>(
      `SELECT m.location FROM intake_files f JOIN media m ON m.id = f.media_id WHERE m.kind = 'file'
       UNION ALL SELECT m.location FROM intake_steps CROSS JOIN json_each(before, '$.files') AS file
         CROSS JOIN media m ON m.id = json_extract(file.value, '$[1].mediaId') WHERE m.kind = 'file'
       UNION ALL SELECT m.location FROM batches b CROSS JOIN jobs j ON j.batch_id = b.id
         CROSS JOIN media m ON m.id IN (j.video_id, j.audio_id) WHERE m.kind = 'file' AND b.cleared_at IS NULL
       UNION ALL SELECT m.location FROM batches b CROSS JOIN jobs j ON j.batch_id = b.id AND j.state IN (${notOver})
         CROSS JOIN media m ON m.id IN (j.video_id, j.audio_id) WHERE m.kind = 'file' AND b.cleared_at IS NOT NULL`,
    )
    .pluck();

  function find(id: string): Media | null {
    const row = get.get(id);
    if (row === undefined) return null;
    return { ...row, info: row.info === null ? null : mediaInfoSchema.parse(JSON.parse(row.info)) };
  }

  return {
    add: (media: Media): void =>
      void insert.run({ ...media, info: media.info === null ? null : JSON.stringify(media.info) }),
    get(id: string): Media {
      const media = find(id);
      if (media === null) throw new Error(`no media ${id}`);
      return media;
    },
    find,
    /**
     * Where the files are that the intake, a step that can be undone, or a clip needs: one that is not over, or that a
     * person still has before them in the queue, to be compared or tried again.
     */
    inUse: (): string[] => inUse.all(),
    /** Keeps what a first look found; a hash of the content is kept if it is of these very bytes. */
    keepProbe: (id: string, file: { size: number; modifiedMs: number }, info: MediaInfo): void =>
      void setProbed.run({ id, ...file, info: JSON.stringify(info) }),
    /** Keeps what a check found. */
    keepCheck: (id: string, file: { size: number; modifiedMs: number; contentHash: string }, info: MediaInfo): void =>
      void setChecked.run({ id, ...file, info: JSON.stringify(info) }),
  };
}
