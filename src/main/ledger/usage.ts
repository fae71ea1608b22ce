import type { Database } from 'better-sqlite3';
import type { JobState } from '../../shared/job-state.ts';

/** What was used by clips that were submitted, together. `key`: a day as `2026-11-22`, or a language; null for none. */
export interface UsageGroup {
  key: string | null;
  clips: number;
  done: number;
  failed: number;
  /** As the service billed them, or else of the shorter input; over the clips for which they are known. */
  seconds: number;
  credits: number;
  /** Clips that are over and of which it is not known what they cost. */
  unpriced: number;
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
  seconds: number | null;
  /** What the service said, or for a failed clip what the account told; null while it is unknown. */
  credits: number | null;
  endedAt: number | null;
}

const bill = 'coalesce(j.credits_used, f.credits)';
const seconds = 'coalesce(j.billed_seconds, j.billable_seconds)';
const submitted = `FROM jobs j LEFT JOIN failure_bills f ON f.job_id = j.id
  WHERE j.api_url = @apiUrl AND j.remote_id IS NOT NULL`;
const sums = `count(*) AS clips, sum(j.state = 'done') AS done, sum(j.state = 'failed') AS failed,
  coalesce(sum(${seconds}), 0) AS seconds, coalesce(sum(${bill}), 0) AS credits,
  sum(j.state IN ('done', 'failed') AND ${bill} IS NULL) AS unpriced,
  sum(j.state = 'failed' AND ${bill} > 0) AS failedBilled, sum(j.state = 'failed' AND ${bill} = 0) AS failedFree`;

/** What was used, summed as a person asks for it. */
export function usageRepository(database: Database) {
  const byDay = database.prepare<{ apiUrl: string }, UsageGroup>(
    `SELECT date(j.accepted_at / 1000, 'unixepoch', 'localtime') AS key, ${sums} ${submitted}
     GROUP BY key ORDER BY key DESC`,
  );
  const byLanguage = database.prepare<{ apiUrl: string }, UsageGroup>(
    `SELECT j.language AS key, ${sums} ${submitted} GROUP BY key ORDER BY credits DESC`,
  );
  const clips = database.prepare<{ apiUrl: string; limit: number; offset: number }, ClipUsage>(
    `SELECT j.id, b.name AS batch, j.name, j.language, j.state, ${seconds} AS seconds, ${bill} AS credits,
       j.ended_at AS endedAt
     FROM jobs j JOIN batches b ON b.id = j.batch_id LEFT JOIN failure_bills f ON f.job_id = j.id
     WHERE j.api_url = @apiUrl AND j.remote_id IS NOT NULL ORDER BY j.position DESC LIMIT @limit OFFSET @offset`,
  );
  return {
    byDay: (apiUrl: string): UsageGroup[] => byDay.all({ apiUrl }),
    byLanguage: (apiUrl: string): UsageGroup[] => byLanguage.all({ apiUrl }),
    /** Those that were queued last first; a limit of -1 is all. */
    clips: (apiUrl: string, offset: number, limit: number): ClipUsage[] => clips.all({ apiUrl, limit, offset }),
  };
}
