import type { Database } from 'better-sqlite3';
import type { JobState } from '../../shared/job-state.ts';
import { unknownAttempts, unknownAttemptsOf } from './unknown-attempts.ts';

/** What was used by clips that were submitted, together. `key`: a day as `2026-11-22`, or a language; null for none. */
export interface UsageGroup {
  key: string | null;
  clips: number;
  done: number;
  failed: number;
  /** Begun seconds of the shorter input, over the clips that are done and for which they are known. */
  seconds: number;
  credits: number;
  /** Submissions of which it is not known what they cost: clips that are over, and attempts without a known outcome. */
  unpriced: number;
  /** Credits a second, over the clips that are done and of which both are known; null where none is. */
  perSecond: number | null;
  /** Of the failed ones: those that were charged, and those that are known not to have been. */
  failedBilled: number;
  failedFree: number;
}

/** What one clip that was submitted used. */
export interface ClipUsage {
  id: string;
  batch: string;
  name: string;
  language: string | null;
  state: JobState;
  /** Begun seconds of the shorter input, and those that the service says it billed. */
  seconds: number | null;
  secondsBilled: number | null;
  /** What the service said, or for a failed clip what the account told; null while it is unknown. */
  credits: number | null;
  /** Attempts without a known outcome: each may have been charged beyond that. */
  unknownAttempts: number;
  endedAt: number | null;
}

const bill = 'coalesce(j.credits_used, f.credits)';
const priced = `j.state = 'done' AND ${bill} IS NOT NULL AND j.billable_seconds > 0`;
const day = (moment: string): string => `date(${moment} / 1000, 'unixepoch', 'localtime')`;
const nothing = {
  clips: 0,
  done: 0,
  failed: 0,
  seconds: 0,
  credits: 0,
  perSecond: null,
  failedBilled: 0,
  failedFree: 0,
};
const submitted = `FROM jobs j LEFT JOIN failure_bills f ON f.job_id = j.id
  WHERE j.api_url = @apiUrl AND j.remote_id IS NOT NULL`;
const sums = `count(*) AS clips, sum(j.state = 'done') AS done, sum(j.state = 'failed') AS failed,
  coalesce(sum(j.billable_seconds) FILTER (WHERE j.state = 'done'), 0) AS seconds, coalesce(sum(${bill}), 0) AS credits,
  sum(${bill}) FILTER (WHERE ${priced}) / sum(j.billable_seconds) FILTER (WHERE ${priced}) AS perSecond,
  sum(j.state IN ('done', 'failed') AND ${bill} IS NULL) AS unpriced,
  sum(j.state = 'failed' AND ${bill} > 0) AS failedBilled, sum(j.state = 'failed' AND ${bill} = 0) AS failedFree`;

/** What was used, summed as a person asks for it. */
export function usageRepository(database: Database) {
  /** How many attempts without a known outcome there are for each value of an expression. */
  const inDoubt = (key: string) =>
    database.prepare<{ apiUrl: string }, { key: string | null; attempts: number }>(
      `SELECT ${key} AS key, count(*) AS attempts FROM (${unknownAttempts}) a JOIN jobs j ON j.id = a.job_id GROUP BY key`,
    );
  const inDoubtBy = { day: inDoubt(day('a.opened_at')), language: inDoubt('j.language') };
  const byDay = database.prepare<{ apiUrl: string }, UsageGroup>(
    `SELECT ${day('j.accepted_at')} AS key, ${sums} ${submitted}
     GROUP BY key ORDER BY key DESC`,
  );
  const byLanguage = database.prepare<{ apiUrl: string }, UsageGroup>(
    `SELECT j.language AS key, ${sums} ${submitted} GROUP BY key ORDER BY credits DESC`,
  );
  const clips = database.prepare<{ apiUrl: string; limit: number; offset: number }, ClipUsage>(
    `SELECT j.id, b.name AS batch, j.name, j.language, j.state, j.billable_seconds AS seconds,
       j.billed_seconds AS secondsBilled, ${bill} AS credits, j.ended_at AS endedAt,
       ${unknownAttemptsOf('j.id')} AS unknownAttempts
     FROM jobs j JOIN batches b ON b.id = j.batch_id LEFT JOIN failure_bills f ON f.job_id = j.id
     WHERE j.api_url = @apiUrl AND j.remote_id IS NOT NULL ORDER BY j.position DESC LIMIT @limit OFFSET @offset`,
  );
  /** Adds the attempts in doubt, also where no clip of that day or language was certainly submitted. */
  function withDoubts(groups: readonly UsageGroup[], doubts: readonly { key: string | null; attempts: number }[]) {
    const left = new Map(doubts.map(({ key, attempts }) => [key, attempts]));
    const added = groups.map((group) => {
      const attempts = left.get(group.key) ?? 0;
      left.delete(group.key);
      return { ...group, unpriced: group.unpriced + attempts };
    });
    return [...added, ...[...left].map(([key, attempts]) => ({ ...nothing, key, unpriced: attempts }))];
  }

  return {
    /** The latest day first. */
    byDay: (apiUrl: string): UsageGroup[] =>
      withDoubts(byDay.all({ apiUrl }), inDoubtBy.day.all({ apiUrl })).toSorted((one, other) =>
        (other.key ?? '').localeCompare(one.key ?? ''),
      ),
    /** The dearest language first. */
    byLanguage: (apiUrl: string): UsageGroup[] =>
      withDoubts(byLanguage.all({ apiUrl }), inDoubtBy.language.all({ apiUrl })),
    /** Those that were queued last first; a limit of -1 is all. */
    clips: (apiUrl: string, offset: number, limit: number): ClipUsage[] => clips.all({ apiUrl, limit, offset }),
  };
}
