import type { Database } from 'better-sqlite3';
import type { Attempt, AttemptOutcome, AttemptResolution } from '../core/attempt.ts';
import type { EventsRepository } from './events.ts';
import type { JobChange, JobsRepository } from './jobs.ts';
import type { JobState } from '../../shared/job-state.ts';
import type { Together } from './together.ts';

const select = `SELECT id, job_id AS jobId, number, authorisation, nonce, digest, opened_at AS openedAt,
  opened_monotonic AS openedMonotonic, outcome, reason, http_status AS httpStatus, error_code AS errorCode,
  request_id AS requestId, remote_id AS remoteId, settled_at AS settledAt, resolution FROM attempts`;

export interface NewAttempt {
  jobId: string;
  nonce: string | null;
  digest: string;
  openedMonotonic: number;
}

export interface Settlement {
  outcome: AttemptOutcome;
  reason: string | null;
  httpStatus: number | null;
  errorCode: string | null;
  requestId: string | null;
  remoteId: string | null;
}

/** The attempts: written down and committed before a byte is sent, settled once. */
export function attemptsRepository(
  database: Database,
  events: EventsRepository,
  jobs: JobsRepository,
  together: Together,
  now: () => number,
) {
  const insert = database.prepare<{
    jobId: string;
    number: number;
    authorisation: number;
    nonce: string | null;
    digest: string;
    openedAt: number;
    openedMonotonic: number;
  }>(
    `INSERT INTO attempts (job_id, number, authorisation, nonce, digest, opened_at, opened_monotonic)
     VALUES (@jobId, @number, @authorisation, @nonce, @digest, @openedAt, @openedMonotonic)`,
  );
  const settle = database.prepare<Settlement & { id: number; settledAt: number }>(
    `UPDATE attempts SET outcome = @outcome, reason = @reason, http_status = @httpStatus, error_code = @errorCode,
     request_id = @requestId, remote_id = @remoteId, settled_at = @settledAt WHERE id = @id`,
  );
  const resolve = database.prepare<{
    id: number;
    outcome: AttemptOutcome;
    remoteId: string | null;
    resolution: AttemptResolution;
  }>('UPDATE attempts SET outcome = @outcome, remote_id = @remoteId, resolution = @resolution WHERE id = @id');
  const get = database.prepare<[number], Attempt>(`${select} WHERE id = ?`);
  const ofJob = database.prepare<[string], Attempt>(`${select} WHERE job_id = ? ORDER BY number`);
  const open = database.prepare<[], Attempt>(`${select} WHERE outcome IS NULL ORDER BY id`);
  const inDoubt = database.prepare<[], Attempt>(
    `${select} WHERE outcome = 'unknown' AND resolution IS NULL ORDER BY id`,
  );
  const byNonce = database.prepare<[string], Attempt>(`${select} WHERE nonce = ?`);

  function mustGet(id: number): Attempt {
    const attempt = get.get(id);
    if (attempt === undefined) throw new Error(`no attempt ${id}`);
    return attempt;
  }

  return {
    /**
     * Moves a hosted job to `submitting` and writes its attempt down, as one durable commit. Throws when the commit
     * fails or the job has no authorisation left: then nothing may be sent.
     */
    open({ jobId, nonce, digest, openedMonotonic }: NewAttempt): Attempt {
      return together(() => {
        const job = jobs.move(jobId, 'hosted', 'submitting');
        const number = ofJob.all(jobId).length + 1;
        const authorisation = job.authorisations;
        const { lastInsertRowid } = insert.run({
          jobId,
          number,
          authorisation,
          nonce,
          digest,
          openedAt: now(),
          openedMonotonic,
        });
        events.append(
          { batchId: job.batchId, jobId },
          { kind: 'attempt-opened', attempt: number, authorisation, digest },
        );
        return mustGet(Number(lastInsertRowid));
      });
    },

    /** Records the outcome of an open attempt and moves its job on, as one commit. */
    settle(id: number, settlement: Settlement, to: JobState, change: JobChange): void {
      together(() => {
        const attempt = mustGet(id);
        if (attempt.outcome !== null) throw new Error(`attempt ${id} is already settled`);
        settle.run({ ...settlement, id, settledAt: now() });
        const job = jobs.get(attempt.jobId);
        events.append(
          { batchId: job?.batchId ?? null, jobId: attempt.jobId },
          { kind: 'attempt-settled', attempt: attempt.number, ...settlement },
        );
        jobs.move(attempt.jobId, 'submitting', to, change);
      });
    },

    /** Ends the doubt about an unknown attempt; with a remote id it is accepted after all. */
    resolve(id: number, resolution: AttemptResolution, remoteId: string | null): void {
      resolve.run({ id, outcome: remoteId === null ? 'unknown' : 'accepted', remoteId, resolution });
    },

    ofJob: (jobId: string): Attempt[] => ofJob.all(jobId),
    /** Attempts without an outcome: after a crash, each of them is unknown. */
    withoutOutcome: (): Attempt[] => open.all(),
    /** Unknown attempts that neither the service's list nor a person has settled. */
    inDoubt: (): Attempt[] => inDoubt.all(),
    byNonce: (nonce: string): Attempt | null => byNonce.get(nonce) ?? null,
  };
}
