import type { Database } from 'better-sqlite3';
import type { JobState } from '../../shared/job-state.ts';
import type { Lengths } from '../../shared/pricing.ts';
import { unknownAttempts, unknownAttemptsOf } from './unknown-attempts.ts';

/** A clip that may be charged, or was and nobody knows how much. */
export interface Charge {
  lengths: Lengths;
  /** What the service said so far that it used; null while it said nothing. */
  credits: number | null;
}

/** What clips used and may still use. */
export interface Spending {
  /** Credits of the clips that the service is done with and told the price of. */
  known: number;
  /** Clips that are being submitted or are at the service. */
  underWay: Charge[];
  /** Clips that may have been accepted, or are not found on the account. */
  doubtful: Charge[];
  /** Clips and lost attempts that may have been charged, of which nothing more will be heard. */
  unpriced: Charge[];
  /** Those of them that are no failed clips of which the account may still tell. */
  unpricedOthers: Charge[];
}

/** A finished clip with its bill, as prices are learned from it. */
export interface BilledClip extends Lengths {
  credits: number;
}

/** A bill that was not as the price was learned: `low` to `high` credits were expected. */
export interface DepartedBill {
  clipId: string;
  name: string;
  at: number;
  credits: number;
  low: number;
  high: number;
}

interface Row {
  state: JobState;
  notFound: 0 | 1;
  credits: number | null;
  video: number | null;
  audio: number | null;
  /** What the account's numbers told that a failed clip was billed. */
  told?: number | null;
}

const columns = `j.state, coalesce(json_extract(j.problem, '$.code') = 'service.job-not-found', 0) AS notFound,
  j.credits_used AS credits, j.video_seconds AS video, j.audio_seconds AS audio`;
const sent = "j.state IN ('submitting', 'unconfirmed', 'accepted')";
const unpriced = `j.state IN ('fetching', 'done', 'failed') AND j.credits_used IS NULL`;
const told = `LEFT JOIN failure_bills f ON f.job_id = j.id`;
const lost = "a.outcome = 'unknown' AND a.resolution IN ('submitted-again', 'given-up')";
const over = "('fetching', 'done', 'failed')";

/** What was spent, what may have been, and what finished clips were billed. */
export function spendingRepository(database: Database) {
  const rows = (sql: string) => database.prepare<{ apiUrl: string; batchId: string }, Row>(sql);
  const sum = (sql: string) => database.prepare<{ apiUrl: string; batchId: string }, number>(sql).pluck();
  const ofBatch = {
    known: sum(`SELECT coalesce(sum(credits), 0) FROM tallies WHERE batch_id = @batchId AND state IN ${over}`),
    sent: rows(`SELECT ${columns} FROM jobs j WHERE j.batch_id = @batchId AND ${sent}`),
    unpriced: rows(
      `SELECT ${columns}, f.credits AS told FROM jobs j ${told}
       WHERE j.api_url = @apiUrl AND j.batch_id = @batchId AND ${unpriced}`,
    ),
    lost: rows(
      `SELECT ${columns} FROM attempts a JOIN jobs j ON j.id = a.job_id
       WHERE a.api_url = @apiUrl AND ${lost} AND j.batch_id = @batchId`,
    ),
  };
  const ofService = {
    known: sum(
      `SELECT coalesce(sum(credits), 0) FROM batches b JOIN tallies t ON t.batch_id = b.id
       WHERE b.api_url = @apiUrl AND t.state IN ${over}`,
    ),
    sent: rows(`SELECT ${columns} FROM jobs j WHERE j.api_url = @apiUrl AND ${sent}`),
    unpriced: rows(
      `SELECT ${columns}, f.credits AS told FROM jobs j ${told} WHERE j.api_url = @apiUrl AND ${unpriced}`,
    ),
    lost: rows(
      `SELECT ${columns} FROM attempts a JOIN jobs j ON j.id = a.job_id WHERE a.api_url = @apiUrl AND ${lost}`,
    ),
  };
  const failuresTold = database.prepare<[string], { credits: number; clips: number }>(
    `SELECT coalesce(sum(f.credits), 0) AS credits, count(f.credits) AS clips
     FROM jobs j JOIN failure_bills f ON f.job_id = j.id WHERE j.batch_id = ? AND j.shown_under = 'failed'`,
  );
  const tallied = database.prepare<[string], { credits: number; unpriced: number }>(
    `SELECT coalesce(sum(credits), 0) AS credits,
       coalesce(sum(unpriced) FILTER (WHERE state IN ('done', 'failed')), 0) AS unpriced FROM tallies WHERE batch_id = ?`,
  );
  const unknownOfBatch = database
    .prepare<{ apiUrl: string; batchId: string }, number>(
      `SELECT count(*) FROM (${unknownAttempts}) a JOIN jobs j ON j.id = a.job_id WHERE j.batch_id = @batchId`,
    )
    .pluck();
  const failureBill = database
    .prepare<[string], number | null>('SELECT credits FROM failure_bills WHERE job_id = ?')
    .pluck();
  const unknownOfJob = database.prepare<[string], number>(`SELECT ${unknownAttemptsOf('?')}`).pluck();
  const bills = database.prepare<[string, number], BilledClip>(
    `SELECT credits_used AS credits, video_seconds AS video, audio_seconds AS audio FROM jobs
     WHERE api_url = ? AND state IN ('fetching', 'done') AND credits_used IS NOT NULL
     ORDER BY completed_at DESC LIMIT ?`,
  );
  const waiting = database.prepare<[string], { id: string; batchId: string } & Lengths>(
    `SELECT id, batch_id AS batchId, video_seconds AS video, audio_seconds AS audio FROM jobs
     WHERE api_url = ? AND state IN ('checking', 'ready', 'hosting', 'hosted') ORDER BY position`,
  );

  const failuresUnknown = database.prepare<[string], { id: string; batchId: string } & Lengths>(
    `SELECT j.id, j.batch_id AS batchId, j.video_seconds AS video, j.audio_seconds AS audio FROM jobs j
     WHERE j.api_url = ? AND ${unpriced} AND j.state = 'failed' AND NOT EXISTS (SELECT 1 FROM failure_bills WHERE job_id = j.id)`,
  );
  const keepFailureBill = database.prepare<[string, number | null]>(
    'INSERT INTO failure_bills (job_id, credits) VALUES (?, ?)',
  );
  const next = database.prepare<[string], Lengths>(
    `SELECT video_seconds AS video, audio_seconds AS audio FROM jobs
     WHERE api_url = ? AND state IN ('checking', 'ready', 'hosting', 'hosted') ORDER BY position LIMIT 1`,
  );
  const departures = database.prepare<[number], DepartedBill>(
    `SELECT e.job_id AS clipId, j.name, e.at, json_extract(e.body, '$.credits') AS credits,
       json_extract(e.body, '$.low') AS low, json_extract(e.body, '$.high') AS high
     FROM events e JOIN jobs j ON j.id = e.job_id WHERE json_extract(e.body, '$.kind') = 'bill-departed'
     ORDER BY e.sequence DESC LIMIT ?`,
  );

  function read(from: typeof ofBatch, apiUrl: string, batchId: string): Spending {
    const about = { apiUrl, batchId };
    const charge = ({ credits, video, audio }: Row): Charge => ({ credits, lengths: { video, audio } });
    const isUnderWay = ({ state, notFound }: Row): boolean => state !== 'unconfirmed' && notFound === 0;
    const atService = from.sent.all(about);
    const ended = from.unpriced.all(about);
    const untold = ended.filter((row) => row.told == null);
    // What a lost attempt cost is in no bill, even when the clip has one.
    const gone = from.lost.all(about).map((row) => ({ ...charge(row), credits: null }));
    return {
      known: (from.known.get(about) ?? 0) + ended.reduce((total, row) => total + (row.told ?? 0), 0),
      underWay: atService.filter(isUnderWay).map(charge),
      doubtful: atService.filter((row) => !isUnderWay(row)).map(charge),
      unpriced: [...untold.map(charge), ...gone],
      unpricedOthers: [...untold.filter(({ state }) => state !== 'failed').map(charge), ...gone],
    };
  }

  return {
    /**
     * What a batch is known to have used, and how many of its submissions are in that sum with nothing, because nobody
     * knows what they cost: clips that are over, and attempts without a known outcome.
     */
    used(apiUrl: string, batchId: string): { credits: number; unpriced: number } {
      const [all, told] = [tallied.get(batchId), failuresTold.get(batchId)];
      return {
        credits: (all?.credits ?? 0) + (told?.credits ?? 0),
        unpriced: (all?.unpriced ?? 0) - (told?.clips ?? 0) + (unknownOfBatch.get({ apiUrl, batchId }) ?? 0),
      };
    },
    /** What the account told that a failed clip was billed; null where it did not. */
    failureBill: (jobId: string): number | null => failureBill.get(jobId) ?? null,
    /** How many attempts of a clip nobody knows the outcome of: each may have been charged. */
    unknownAttempts: (jobId: string): number => unknownOfJob.get(jobId) ?? 0,
    ofBatch: (apiUrl: string, batchId: string): Spending => read(ofBatch, apiUrl, batchId),
    ofService: (apiUrl: string): Spending => read(ofService, apiUrl, ''),
    /** The bills of the `limit` clips that the service finished last, newest first. */
    bills: (apiUrl: string, limit: number): BilledClip[] => bills.all(apiUrl, limit),
    /** Failed clips of which neither the service nor the account has told yet what they were billed. */
    failuresUnknown: (apiUrl: string): { id: string; batchId: string; lengths: Lengths }[] =>
      failuresUnknown.all(apiUrl).map(({ id, batchId, ...lengths }) => ({ id, batchId, lengths })),
    /** Keeps what the account told that a failed clip was billed; null when it cannot be told. */
    keepFailureBill: (jobId: string, credits: number | null): void => void keepFailureBill.run(jobId, credits),
    /** The lengths of the clip that is submitted next; null when none waits. */
    next: (apiUrl: string): Lengths | null => next.get(apiUrl) ?? null,
    /** The `limit` bills that departed last from what was learned, newest first. */
    departures: (limit: number): DepartedBill[] => departures.all(limit),
    /** The clips that are not submitted yet, in queue order; read one by one, as far as the reader goes. */
    waiting: (apiUrl: string): IterableIterator<{ id: string; batchId: string } & Lengths> => waiting.iterate(apiUrl),
  };
}
