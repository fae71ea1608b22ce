import type { Database } from 'better-sqlite3';
import type { ClipFilter } from '../../shared/contract/clip.ts';
import type { JobState } from '../../shared/job-state.ts';
import { problemSchema, type Problem } from '../../shared/problems.ts';
import type { Lengths } from '../../shared/pricing.ts';
import { unknownAttemptsOf } from './unknown-attempts.ts';

/** A clip as a row of the queue shows it. */
export interface ClipRecord {
  id: string;
  batchId: string;
  position: number;
  name: string;
  language: string | null;
  state: JobState;
  problem: Problem | null;
  videoId: string;
  billableSeconds: number | null;
  videoSeconds: number | null;
  audioSeconds: number | null;
  remoteStatus: string | null;
  /** 0 to 100. */
  remoteProgress: number | null;
  /** What the service said, or for a failed clip what the account told. */
  creditsUsed: number | null;
  /** Attempts without a known outcome: each may have been charged beyond that. */
  unknownAttempts: number;
  retryOf: string | null;
  /** The newest clip that retries it, and where that is. */
  retriedBy: string | null;
  retryState: JobState | null;
  /** When hosting began, in ms since 1970. */
  beganAt: number | null;
  endedAt: number | null;
}

type ClipRow = Omit<ClipRecord, 'problem'> & { problem: string | null };

/** What is known of the clips of a batch that are in one state. */
export interface Tally {
  batchId: string;
  state: JobState;
  clips: number;
  /** Seconds to be billed, over the clips for which they are known; `unmeasured` counts the others. */
  seconds: number;
  unmeasured: number;
  credits: number;
  unpriced: number;
  /** Whole seconds of the longer input, the video and the audio. */
  longer: number;
  video: number;
  audio: number;
}

/** Which clips of which batch, and in what order. An empty search finds all. */
export interface PageQuery {
  batchId: string;
  filter: ClipFilter;
  search: string;
  sort: 'queue' | 'name' | 'language';
  descending: boolean;
}

const columns = `j.id, j.batch_id AS batchId, j.position, j.name, j.language, j.state, j.problem, j.video_id AS videoId,
  j.billable_seconds AS billableSeconds, j.video_seconds AS videoSeconds, j.audio_seconds AS audioSeconds, j.remote_status AS remoteStatus, j.remote_progress AS remoteProgress,
  coalesce(j.credits_used, (SELECT f.credits FROM failure_bills f WHERE f.job_id = j.id)) AS creditsUsed,
  ${unknownAttemptsOf('j.id')} AS unknownAttempts, j.retry_of AS retryOf, j.began_at AS beganAt, j.ended_at AS endedAt,
  (SELECT id FROM jobs r WHERE r.retry_of = j.id ORDER BY position DESC LIMIT 1) AS retriedBy,
  (SELECT state FROM jobs r WHERE r.retry_of = j.id ORDER BY position DESC LIMIT 1) AS retryState`;

const orders = { queue: 'j.position', name: 'j.name COLLATE NOCASE', language: 'j.language' };

/** The queue as windows page through it: filtered, searched, sorted and counted by the database. */
export function queuePages(database: Database) {
  const rowsOf = (sql: string) => database.prepare<Record<string, string | number>, ClipRow>(sql);
  const prepared = new Map<string, ReturnType<typeof rowsOf>>();
  /** Each shape of a query is prepared once. */
  function statement(what: 'rows' | 'ids', { filter, search, sort, descending }: PageQuery): ReturnType<typeof rowsOf> {
    const direction = descending ? 'DESC' : 'ASC';
    const order =
      sort === 'queue' ? `j.position ${direction}` : `${orders[sort]} ${direction}, j.position ${direction}`;
    const sql = `SELECT ${what === 'rows' ? columns : 'j.id'} FROM jobs j WHERE j.batch_id = @batchId
      ${filter === 'all' ? '' : 'AND j.shown_under = @filter'}
      ${search === '' ? '' : `AND j.id IN (${named(search, '@pattern')})`}
      ORDER BY ${order} LIMIT @limit OFFSET @offset`;
    const known = prepared.get(sql) ?? rowsOf(sql);
    prepared.set(sql, known);
    return known;
  }
  const parameters = ({ batchId, filter, search }: PageQuery, offset: number, limit: number) => ({
    batchId,
    offset,
    limit,
    ...(filter !== 'all' && { filter }),
    ...(search !== '' && { pattern: patternOf(search) }),
  });

  const one = database.prepare<[string], ClipRow>(`SELECT ${columns} FROM jobs j WHERE j.id = ?`);
  const foundBy = (search: string) =>
    database.prepare<[string], { batchId: string; state: JobState; clips: number }>(
      `SELECT batch_id AS batchId, state, count(*) AS clips FROM jobs
       WHERE id IN (${named(search, '?')}) GROUP BY batch_id, state`,
    );
  const tallies = database.prepare<[string], Tally>(
    `SELECT batch_id AS batchId, state, clips, seconds, unmeasured, credits, unpriced, longer, video, audio
     FROM tallies
     WHERE batch_id = ? AND clips > 0`,
  );
  const lengthsAhead = database.prepare<[string], Lengths>(
    `SELECT video_seconds AS video, audio_seconds AS audio FROM jobs
     WHERE batch_id = ? AND state IN ('checking', 'ready', 'hosting', 'hosted')`,
  );
  // Jumps from one language to the next in the index instead of reading every clip.
  const languages = database
    .prepare<{ batchId: string }, number>(
      `WITH RECURSIVE next (language) AS (
         SELECT min(language) FROM jobs WHERE batch_id = @batchId
         UNION ALL
         SELECT (SELECT min(language) FROM jobs WHERE batch_id = @batchId AND language > next.language)
         FROM next WHERE language IS NOT NULL
       ) SELECT count(language) FROM next`,
    )
    .pluck();
  const failures = database.prepare<[string], { code: string | null; problem: string | null; clips: number }>(
    `SELECT json_extract(problem, '$.code') AS code, min(problem) AS problem, count(*) AS clips FROM jobs
     WHERE batch_id = ? AND shown_under = 'failed' GROUP BY code ORDER BY clips DESC`,
  );

  const durations = database
    .prepare<[string, number], number>(
      `SELECT ended_at - began_at FROM jobs WHERE api_url = ? AND state = 'done' AND began_at <= ended_at
       ORDER BY ended_at DESC LIMIT ?`,
    )
    .pluck();
  const beginnings = database
    .prepare<[string], number>(
      `SELECT coalesce(began_at, created_at) FROM jobs
       WHERE api_url = ? AND state IN ('hosting', 'submitting', 'accepted', 'fetching')`,
    )
    .pluck();
  const firstWaiting = database
    .prepare<[], number | null>("SELECT min(position) FROM jobs WHERE state IN ('checking', 'ready', 'hosted')")
    .pluck();
  const neighbours = {
    up: database.prepare<{ batchId: string; position: number }, { id: string; position: number }>(
      `SELECT id, position FROM jobs WHERE batch_id = @batchId AND shown_under = 'waiting' AND position < @position
       ORDER BY position DESC LIMIT 1`,
    ),
    down: database.prepare<{ batchId: string; position: number }, { id: string; position: number }>(
      `SELECT id, position FROM jobs WHERE batch_id = @batchId AND shown_under = 'waiting' AND position > @position
       ORDER BY position LIMIT 1`,
    ),
  };

  const parse = (row: ClipRow): ClipRecord => ({ ...row, problem: parseProblem(row.problem) });

  return {
    /** The clips of a window, in order. */
    rows: (query: PageQuery, offset: number, limit: number): ClipRecord[] =>
      statement('rows', query)
        .all(parameters(query, offset, limit))
        .map(parse),
    /** The ids of all that a query finds. */
    ids: (query: PageQuery): string[] =>
      statement('ids', query)
        .all(parameters(query, 0, -1))
        .map(({ id }) => id),
    row: (id: string): ClipRecord | null => {
      const row = one.get(id);
      return row === undefined ? null : parse(row);
    },
    /** How many clips of each batch and state a search finds. */
    found: (search: string): { batchId: string; state: JobState; clips: number }[] =>
      foundBy(search).all(patternOf(search)),
    /** How long the `limit` clips that were done last took from the begin of hosting, in ms, newest first. */
    durations: (apiUrl: string, limit: number): number[] => durations.all(apiUrl, limit),
    /** When each clip that is being worked on began, in ms since 1970. */
    beginnings: (apiUrl: string): number[] => beginnings.all(apiUrl),
    /** The first position of all waiting clips; 1 when there are none. */
    firstWaiting: (): number => firstWaiting.get() ?? 1,
    /** The waiting clip of the same batch that comes next above or below, or null. */
    nextWaiting: (
      { batchId, position }: { batchId: string; position: number },
      where: 'up' | 'down',
    ): { id: string; position: number } | null => neighbours[where].get({ batchId, position }) ?? null,
    tallies: (batchId: string): Tally[] => tallies.all(batchId),
    /** The lengths of the clips of a batch that are still to be submitted. */
    lengthsAhead: (batchId: string): Lengths[] => lengthsAhead.all(batchId),
    /** How many languages the clips of a batch have. */
    languages: (batchId: string): number => languages.get({ batchId }) ?? 0,
    /** Failed and rejected clips of a batch by reason, most frequent first. */
    failures: (batchId: string): { problem: Problem | null; clips: number }[] =>
      failures.all(batchId).map(({ problem, clips }) => ({ problem: parseProblem(problem), clips })),
  };
}

function parseProblem(text: string | null): Problem | null {
  return text === null ? null : problemSchema.parse(JSON.parse(text));
}

/** The index of names knows three letters and more, in any case; for fewer, every name is looked at. */
function isIndexed(search: string): boolean {
  return Array.from(search).length >= 3;
}

function named(search: string, parameter: string): string {
  const condition = isIndexed(search) ? `clip_names MATCH ${parameter}` : `name LIKE ${parameter} ESCAPE '\\'`;
  return `SELECT id FROM clip_names WHERE ${condition}`;
}

function patternOf(search: string): string {
  return isIndexed(search) ? `name : "${search.replaceAll('"', '""')}"` : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}
