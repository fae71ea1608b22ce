import type { Database } from 'better-sqlite3';
import type { JobState } from '../../shared/job-state.ts';
import { problemSchema } from '../../shared/problems.ts';
import { mayMove, type Job } from '../core/job.ts';
import type { EventsRepository } from './events.ts';
import type { Together } from './together.ts';

type JobRow = Omit<Job, 'problem'> & { problem: string | null };

const columns = {
  id: 'id',
  batchId: 'batch_id',
  position: 'position',
  name: 'name',
  language: 'language',
  videoId: 'video_id',
  audioId: 'audio_id',
  state: 'state',
  problem: 'problem',
  authorisations: 'authorisations',
  billableSeconds: 'billable_seconds',
  videoSeconds: 'video_seconds',
  audioSeconds: 'audio_seconds',
  billedSeconds: 'billed_seconds',
  remoteId: 'remote_id',
  remoteStatus: 'remote_status',
  remoteProgress: 'remote_progress',
  creditsUsed: 'credits_used',
  resultPath: 'result_path',
  resultEntityTag: 'result_entity_tag',
  resultSize: 'result_size',
  resultSeconds: 'result_seconds',
  resultHash: 'result_hash',
  retryOf: 'retry_of',
  createdAt: 'created_at',
  acceptedAt: 'accepted_at',
  completedAt: 'completed_at',
  endedAt: 'ended_at',
} satisfies Record<keyof Job, string>;

/** What is set when a job is added; its place and its media have changes of their own. */
const fixed: ReadonlySet<string> = new Set([
  'id',
  'batchId',
  'position',
  'name',
  'language',
  'videoId',
  'audioId',
  'retryOf',
  'createdAt',
] satisfies (keyof Job)[]);

/** What a change may touch besides the state; the rest of a job is fixed when it is added. */
export type JobChange = Partial<
  Pick<
    Job,
    | 'problem'
    | 'billableSeconds'
    | 'videoSeconds'
    | 'audioSeconds'
    | 'billedSeconds'
    | 'remoteId'
    | 'remoteStatus'
    | 'remoteProgress'
    | 'creditsUsed'
    | 'resultPath'
    | 'resultEntityTag'
    | 'resultSize'
    | 'resultSeconds'
    | 'resultHash'
    | 'acceptedAt'
    | 'completedAt'
    | 'endedAt'
  >
>;

export type JobsRepository = ReturnType<typeof jobsRepository>;

/** The clips. Every change of state is checked against the lawful moves and leaves an event. */
export function jobsRepository(database: Database, events: EventsRepository, together: Together) {
  const names = Object.entries(columns);
  const select = `SELECT ${names.map(([property, column]) => `${column} AS ${property}`).join(', ')} FROM jobs`;
  const insert = database.prepare<JobRow & { apiUrl: string }>(
    `INSERT INTO jobs (api_url, ${names.map(([, column]) => column).join(', ')})
     VALUES (@apiUrl, ${names.map(([property]) => `@${property}`).join(', ')})`,
  );
  // Only what changes: SQLite writes every index anew that has a column which is set, even to the same value.
  const update = database.prepare<JobRow>(
    `UPDATE jobs SET ${names
      .filter(([property]) => !fixed.has(property))
      .map(([property, column]) => `${column} = @${property}`)
      .join(', ')} WHERE id = @id`,
  );
  const place = database.prepare<[number, string]>('UPDATE jobs SET position = ? WHERE id = ?');
  const setMedia = {
    video: database.prepare<[string, string]>('UPDATE jobs SET video_id = ? WHERE id = ?'),
    audio: database.prepare<[string, string]>('UPDATE jobs SET audio_id = ? WHERE id = ?'),
  };
  const get = database.prepare<[string], JobRow>(`${select} WHERE id = ?`);
  const inState = database.prepare<[string, JobState, number], JobRow>(
    `${select} WHERE api_url = ? AND state = ? ORDER BY position LIMIT ?`,
  );
  const inStateExcept = database.prepare<[string, JobState, string, number], JobRow>(
    `${select} WHERE api_url = ? AND state = ? AND batch_id NOT IN (SELECT value FROM json_each(?))
     ORDER BY position LIMIT ?`,
  );
  const countOfBatches = database
    .prepare<[JobState, string], number>(
      'SELECT count(*) FROM jobs WHERE state = ? AND batch_id IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const firstOfBatch = (state: JobState) =>
    database.prepare<[string], JobRow>(
      `${select} WHERE batch_id = ? AND shown_under = 'waiting' AND state = '${state}' ORDER BY position LIMIT 1`,
    );
  const [firstHosted, firstReady] = [firstOfBatch('hosted'), firstOfBatch('ready')];
  const countInState = database
    .prepare<[string, JobState], number>('SELECT count(*) FROM jobs WHERE api_url = ? AND state = ?')
    .pluck();
  const any = database.prepare<[string], number>('SELECT 1 FROM jobs WHERE api_url = ? LIMIT 1').pluck();
  const ofBatch = database.prepare<[string], JobRow>(`${select} WHERE batch_id = ? ORDER BY position`);
  const countOfBatch = database.prepare<[string], { state: JobState; count: number }>(
    'SELECT state, count(*) AS count FROM jobs WHERE batch_id = ? GROUP BY state',
  );
  const byRemoteId = database.prepare<[string, string], JobRow>(`${select} WHERE api_url = ? AND remote_id = ?`);
  const openWithMedia = database
    .prepare<[string, string], number>(
      `SELECT count(*) FROM (
         SELECT state FROM jobs WHERE video_id = ? UNION ALL SELECT state FROM jobs WHERE audio_id = ?
       ) WHERE state NOT IN ('done', 'failed', 'canceled')`,
    )
    .pluck();
  const fetchingTo = database
    .prepare<[string, string]>(
      "SELECT 1 FROM jobs WHERE api_url = ? AND state = 'fetching' AND result_path = ? LIMIT 1",
    )
    .pluck();
  const recentlyDone = database.prepare<[string, number], JobRow>(
    `${select} WHERE api_url = ? AND state = 'done' ORDER BY ended_at DESC LIMIT ?`,
  );
  const withInputs = database.prepare<[string, string, string], JobRow>(
    `${select} WHERE api_url = ? AND video_id IN (SELECT id FROM media WHERE location = ?)
       AND audio_id IN (SELECT id FROM media WHERE location = ?)
     ORDER BY position DESC`,
  );
  const lastPosition = database.prepare<[], number>('SELECT coalesce(max(position), 0) FROM jobs').pluck();

  const toRow = (job: Job): JobRow => ({ ...job, problem: job.problem === null ? null : JSON.stringify(job.problem) });
  const parse = (row: JobRow): Job => ({
    ...row,
    problem: row.problem === null ? null : problemSchema.parse(JSON.parse(row.problem)),
  });

  function mustGet(id: string): Job {
    const row = get.get(id);
    if (row === undefined) throw new Error(`no job ${id}`);
    return parse(row);
  }

  return {
    /** Adds a job; its position must be free of meaning to the caller: see `nextPosition`. */
    add(job: Job, apiUrl: string): void {
      together(() => {
        insert.run({ ...toRow(job), apiUrl });
        events.append(
          { batchId: job.batchId, jobId: job.id },
          { kind: 'clip', from: null, to: job.state, problem: job.problem },
        );
      });
    },

    /** The first position after all there are. */
    nextPosition: (): number => (lastPosition.get() ?? 0) + 1,

    /**
     * Moves a job from `from` to `to` and sets what `change` names. Throws when the job is no longer in `from` or the
     * move is unlawful: a caller that can lose such a race looks at the state first, in the same turn.
     */
    move(id: string, from: JobState, to: JobState, change: JobChange = {}): Job {
      return together(() => {
        const before = mustGet(id);
        if (before.state !== from || !mayMove(from, to)) {
          throw new Error(`job ${id} cannot go from ${before.state} (expected ${from}) to ${to}`);
        }
        const after: Job = { ...before, problem: null, ...change, state: to };
        update.run(toRow(after));
        events.append({ batchId: after.batchId, jobId: id }, { kind: 'clip', from, to, problem: after.problem });
        return after;
      });
    },

    /** Sets facts without a change of state. A changed problem or remote status leaves an event; progress does not. */
    note(id: string, change: JobChange): Job {
      return together(() => {
        const before = mustGet(id);
        const after: Job = { ...before, ...change };
        update.run(toRow(after));
        const about = { batchId: after.batchId, jobId: id };
        if (after.remoteStatus !== null && after.remoteStatus !== before.remoteStatus) {
          events.append(about, { kind: 'remote-status', status: after.remoteStatus });
        }
        if (JSON.stringify(after.problem) !== JSON.stringify(before.problem)) {
          events.append(about, { kind: 'clip', from: before.state, to: after.state, problem: after.problem });
        }
        return after;
      });
    },

    /** Gives a job another place in the queue. */
    place: (id: string, position: number): void => void place.run(position, id),
    /** Gives a job that nothing was sent for another video or audio. */
    setMedia: (id: string, role: 'video' | 'audio', mediaId: string): void => void setMedia[role].run(mediaId, id),

    /** Adds one authorisation: a person's word that one more create may be made for this clip. */
    authorise(id: string, by: 'start' | 'submit-again'): void {
      together(() => {
        const job = mustGet(id);
        const number = job.authorisations + 1;
        update.run(toRow({ ...job, authorisations: number }));
        events.append({ batchId: job.batchId, jobId: id }, { kind: 'authorised', number, by });
      });
    },

    get: (id: string): Job | null => {
      const row = get.get(id);
      return row === undefined ? null : parse(row);
    },
    /** The first `limit` jobs of a service in a state, in queue order. */
    inState: (apiUrl: string, state: JobState, limit: number): Job[] => inState.all(apiUrl, state, limit).map(parse),
    /** As `inState`, without the clips of some batches, so that those do not stand before the others. */
    inStateExcept: (apiUrl: string, state: JobState, batchIds: readonly string[], limit: number): Job[] =>
      (batchIds.length === 0
        ? inState.all(apiUrl, state, limit)
        : inStateExcept.all(apiUrl, state, JSON.stringify(batchIds), limit)
      ).map(parse),
    /** How many clips of these batches are in a state. */
    countOfBatches: (batchIds: readonly string[], state: JobState): number =>
      batchIds.length === 0 ? 0 : (countOfBatches.get(state, JSON.stringify(batchIds)) ?? 0),
    /** The clip of a batch that is submitted next; null when none is checked. */
    nextOfBatch: (batchId: string): Job | null => {
      const row = firstHosted.get(batchId) ?? firstReady.get(batchId);
      return row === undefined ? null : parse(row);
    },
    countInState: (apiUrl: string, state: JobState): number => countInState.get(apiUrl, state) ?? 0,
    /** Whether there is any job of a service. */
    hasAny: (apiUrl: string): boolean => any.get(apiUrl) !== undefined,
    ofBatch: (batchId: string): Job[] => ofBatch.all(batchId).map(parse),
    /** How many jobs of a batch are in each state. */
    countsOfBatch: (batchId: string): Map<JobState, number> =>
      new Map(countOfBatch.all(batchId).map(({ state, count }) => [state, count])),
    byRemoteId: (apiUrl: string, remoteId: string): Job | null => {
      const row = byRemoteId.get(apiUrl, remoteId);
      return row === undefined ? null : parse(row);
    },
    /** Whether a job that is being fetched was given this path for its result. */
    isFetchingTo: (apiUrl: string, path: string): boolean => fetchingTo.get(apiUrl, path) !== undefined,
    /** How many jobs that are not over use a media file. */
    openWithMedia: (mediaId: string): number => openWithMedia.get(mediaId, mediaId) ?? 0,
    /** The jobs that were made of these two inputs (paths or URLs), newest first. */
    withInputs: (apiUrl: string, video: string, audio: string): Job[] =>
      withInputs.all(apiUrl, video, audio).map(parse),
    /** The `limit` jobs that were done last, newest first: what typical times and prices are learned from. */
    recentlyDone: (apiUrl: string, limit: number): Job[] => recentlyDone.all(apiUrl, limit).map(parse),
  };
}
