import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { mediaInfoSchema, type MediaInfo } from '../../shared/media.ts';
import { problemSchema, type Problem } from '../../shared/problems.ts';
import type { Lengths } from '../../shared/pricing.ts';

export const intakeFileSchema = z.object({
  id: z.string(),
  mediaId: z.string(),
  folder: z.string(),
  kind: z.enum(['video', 'audio']),
  position: z.number(),
  probed: z.union([z.literal(0), z.literal(1)]),
  seconds: z.number().nullable(),
  problem: z.string().nullable(),
  reason: z.string().nullable(),
});
/** A file of the intake as its table has it. `problem` and `reason` are JSON. */
export type IntakeFileRow = z.infer<typeof intakeFileSchema>;

export const intakeClipSchema = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  videoId: z.string(),
  audioId: z.string(),
  already: z.string().nullable(),
  again: z.union([z.literal(0), z.literal(1)]),
});
export type IntakeClipRow = z.infer<typeof intakeClipSchema>;

/** A file with what is known of its media. */
export interface IntakeFileRecord extends Omit<IntakeFileRow, 'problem' | 'reason'> {
  name: string;
  location: string;
  mediaKind: 'file' | 'url';
  info: MediaInfo | null;
  problem: Problem | null;
  reason: string | null;
}

/** The sums over the whole intake. */
export interface IntakeTotals {
  videos: number;
  audios: number;
  folders: number;
  toProbe: number;
  unpaired: number;
  clips: number;
  withProblems: number;
  already: number;
  mismatched: number;
}

const fileColumns = `f.id, f.media_id AS mediaId, f.folder, f.kind, f.position, f.probed, f.seconds, f.problem, f.reason`;
const clipColumns = 'c.id, c.name, c.language, c.video_id AS videoId, c.audio_id AS audioId, c.already, c.again';
const startable = 'v.problem IS NULL AND a.problem IS NULL AND (c.already IS NULL OR c.again = 1)';

/** The intake: what a person brought and has not started yet. What a person does to it are steps: intake-steps.ts. */
export function intakeRepository(database: Database) {
  type Joined = IntakeFileRow & { name: string; location: string; mediaKind: 'file' | 'url'; info: string | null };
  const selectFile = `SELECT ${fileColumns}, m.name, m.location, m.kind AS mediaKind, m.info
    FROM intake_files f JOIN media m ON m.id = f.media_id`;
  const file = database.prepare<[string], IntakeFileRow>(`SELECT ${fileColumns} FROM intake_files f WHERE f.id = ?`);
  const joined = database.prepare<[string], Joined>(`${selectFile} WHERE f.id = ?`);
  const allFiles = database.prepare<[], Joined>(`${selectFile} ORDER BY f.position`);
  const unpairedFiles = database.prepare<[number, number], Joined>(
    `${selectFile} WHERE NOT EXISTS (SELECT 1 FROM intake_clips WHERE video_id = f.id)
       AND NOT EXISTS (SELECT 1 FROM intake_clips WHERE audio_id = f.id)
     ORDER BY f.position LIMIT ? OFFSET ?`,
  );
  const matches = `f.kind = @kind AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word
    WHERE instr(lower(f.folder || '/' || m.name), lower(word.value)) = 0)`;
  const searched = database.prepare<{ kind: string; words: string; offset: number; limit: number }, Joined>(
    `${selectFile} WHERE ${matches} ORDER BY f.position LIMIT @limit OFFSET @offset`,
  );
  const countSearched = database
    .prepare<{ kind: string; words: string }, number>(
      `SELECT count(*) FROM intake_files f JOIN media m ON m.id = f.media_id WHERE ${matches}`,
    )
    .pluck();
  const toProbe = database.prepare<[number], Joined>(`${selectFile} WHERE f.probed = 0 ORDER BY f.position LIMIT ?`);
  const withLocation = database
    .prepare<[string], string>('SELECT f.id FROM media m JOIN intake_files f ON f.media_id = m.id WHERE m.location = ?')
    .pluck();
  const withContent = database
    .prepare<[string, string, string], string>(
      `SELECT f.id FROM media m JOIN intake_files f ON f.media_id = m.id
       WHERE m.content_hash = ? AND m.name = ? AND f.folder = ?`,
    )
    .pluck();
  const clip = database.prepare<[string], IntakeClipRow>(`SELECT ${clipColumns} FROM intake_clips c WHERE c.id = ?`);
  const clipsOf = database.prepare<[string, string], IntakeClipRow>(
    `SELECT ${clipColumns} FROM intake_clips c WHERE video_id = ?
     UNION ALL SELECT ${clipColumns} FROM intake_clips c WHERE audio_id = ? AND video_id <> audio_id`,
  );
  const pageOfClips = database.prepare<[number, number], IntakeClipRow>(
    `SELECT ${clipColumns} FROM intake_files v CROSS JOIN intake_clips c ON c.video_id = v.id
       JOIN intake_files a ON a.id = c.audio_id
     ORDER BY v.position, a.position LIMIT ? OFFSET ?`,
  );
  const startableLengths = database.prepare<[], { id: string } & Lengths>(
    `SELECT c.id, v.seconds AS video, a.seconds AS audio FROM intake_files v CROSS JOIN intake_clips c ON c.video_id = v.id
       JOIN intake_files a ON a.id = c.audio_id WHERE ${startable} ORDER BY v.position, a.position`,
  );
  const startableIds = database
    .prepare<[], string>(
      `SELECT c.id FROM intake_files v CROSS JOIN intake_clips c ON c.video_id = v.id
         JOIN intake_files a ON a.id = c.audio_id WHERE ${startable} ORDER BY v.position, a.position`,
    )
    .pluck();
  const totals = database.prepare<[], IntakeTotals>(
    `SELECT
       (SELECT count(*) FROM intake_files WHERE kind = 'video') AS videos,
       (SELECT count(*) FROM intake_files WHERE kind = 'audio') AS audios,
       (SELECT count(DISTINCT folder) FROM intake_files) AS folders,
       (SELECT count(*) FROM intake_files WHERE probed = 0) AS toProbe,
       (SELECT count(*) FROM intake_files f WHERE NOT EXISTS (SELECT 1 FROM intake_clips WHERE video_id = f.id)
          AND NOT EXISTS (SELECT 1 FROM intake_clips WHERE audio_id = f.id)) AS unpaired,
       count(c.id) AS clips,
       coalesce(sum(v.problem IS NOT NULL OR a.problem IS NOT NULL), 0) AS withProblems,
       coalesce(sum(c.already IS NOT NULL AND c.again = 0), 0) AS already,
       coalesce(sum(abs(a.seconds - v.seconds) >= 2), 0) AS mismatched
     FROM intake_clips c JOIN intake_files v ON v.id = c.video_id JOIN intake_files a ON a.id = c.audio_id`,
  );
  const languages = database.prepare<[], { language: string | null; clips: number }>(
    'SELECT language, count(*) AS clips FROM intake_clips GROUP BY language ORDER BY clips DESC, language',
  );
  const arrange = database.prepare<[number, string | null, string]>(
    'UPDATE intake_files SET position = ?, reason = ? WHERE id = ?',
  );
  const setProbed = database.prepare<[number | null, string | null, string]>(
    'UPDATE intake_files SET probed = 1, seconds = ?, problem = ? WHERE id = ?',
  );
  const setAlready = database.prepare<[string | null, string]>('UPDATE intake_clips SET already = ? WHERE id = ?');
  // A URL tells nothing of its content, so that the same URL has to do; a file must not have changed.
  const sameAs = (parameter: string): string => `SELECT other.id FROM media given JOIN media other
      ON other.location = given.location WHERE given.id = ${parameter}
      AND (other.kind = 'url' OR (other.size = given.size AND other.modified_ms = given.modified_ms))
    UNION SELECT other.id FROM media given JOIN media other
      ON other.content_hash = given.content_hash WHERE given.id = ${parameter}`;
  // The pluses leave one index to SQLite, that of videos: by any other it would read most of the queue.
  const already = database
    .prepare<{ apiUrl: string; video: string; audio: string }, string>(
      `SELECT id FROM jobs WHERE video_id IN (${sameAs('@video')}) AND +audio_id IN (${sameAs('@audio')})
         AND +api_url = @apiUrl AND (state NOT IN ('failed', 'canceled', 'rejected')
           OR (state = 'canceled' AND problem ->> '$.code' = 'attempt.given-up'))
       ORDER BY +position DESC LIMIT 1`,
    )
    .pluck();
  const parse = (row: Joined): IntakeFileRecord => ({
    ...row,
    info: row.info === null ? null : mediaInfoSchema.parse(JSON.parse(row.info)),
    problem: row.problem === null ? null : problemSchema.parse(JSON.parse(row.problem)),
  });

  return {
    /** Puts a file in its place in the natural order, with why it is in no clip. Not a step of a person. */
    arrange: (id: string, position: number, reason: string | null): void => void arrange.run(position, reason, id),
    /** Keeps what a first look at a file found; its duration is in seconds. */
    keepProbe: (id: string, seconds: number | null, problem: Problem | null): void =>
      void setProbed.run(seconds, problem === null ? null : JSON.stringify(problem), id),
    setAlready: (clipId: string, jobId: string | null): void => void setAlready.run(jobId, clipId),
    /** The newest clip that was made, or is being made, of the same two unchanged media; null when there is none. */
    findAlready: (apiUrl: string, video: string, audio: string): string | null =>
      already.get({ apiUrl, video, audio }) ?? null,

    file(id: string): IntakeFileRecord | null {
      const row = joined.get(id);
      return row === undefined ? null : parse(row);
    },
    fileRow: (id: string): IntakeFileRow | null => file.get(id) ?? null,
    files: (): IntakeFileRecord[] => allFiles.all().map(parse),
    unpaired: (offset: number, limit: number): IntakeFileRecord[] => unpairedFiles.all(limit, offset).map(parse),
    /** Files of one kind, in a clip or not, with every word of `search` in their folder and name. */
    search(
      kind: IntakeFileRow['kind'],
      search: string,
      offset: number,
      limit: number,
    ): { total: number; files: IntakeFileRecord[] } {
      const words = JSON.stringify(search.split(/\s+/).filter((word) => word !== ''));
      return {
        total: countSearched.get({ kind, words }) ?? 0,
        files: searched.all({ kind, words, offset, limit }).map(parse),
      };
    },
    /** The first files that nobody has looked into yet. */
    toProbe: (limit: number): IntakeFileRecord[] => toProbe.all(limit).map(parse),
    /** The file with this path or URL, if it is in the intake. */
    withLocation: (location: string): string | null => withLocation.get(location) ?? null,
    /** The file of this content, name and folder, if it is in the intake. */
    withContent: (hash: string, name: string, folder: string): string | null =>
      withContent.get(hash, name, folder) ?? null,
    clip: (id: string): IntakeClipRow | null => clip.get(id) ?? null,
    /** The clips that a file is in. */
    clipsOf: (fileId: string): IntakeClipRow[] => clipsOf.all(fileId, fileId),
    clips: (offset: number, limit: number): IntakeClipRow[] => pageOfClips.all(limit, offset),
    /** The clips that a start would start, in order. */
    startable: (): string[] => startableIds.all(),
    /** The same clips with their lengths. */
    startableLengths: (): ({ id: string } & Lengths)[] => startableLengths.all(),
    totals(): IntakeTotals {
      const found = totals.get();
      if (found === undefined) throw new Error('a sum without a row');
      return found;
    },
    languages: (): { language: string | null; clips: number }[] => languages.all(),
  };
}
