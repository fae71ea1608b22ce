import type { Database } from 'better-sqlite3';
import type { Attempt, AttemptOutcome, AttemptResolution } from '../core/attempt.ts';
import type { EventsRepository } from './events.ts';
import type { JobChange, JobsRepository } from './jobs.ts';
import type { JobState } from '../../shared/job-state.ts';
import type { Together } from './together.ts';

const select = `SELECT id, job_id AS jobId, number, authorisation, nonce, digest, opened_at AS openedAt,
  opened_service AS openedService, outcome, reason, http_status AS httpStatus, error_code AS errorCode,
  request_id AS requestId, remote_id AS remoteId, settled_at AS settledAt, resolution FROM attempts`;

export interface NewAttempt {
  jobId: string;
  nonce: string | null;
  digest: string;
  apiUrl: string;
  openedService: number | null;
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
    apiUrl: string;
    openedAt: number;
    openedService: number | null;
  }>(
    `INSERT INTO attempts (job_id, api_url, number, authorisation, nonce, digest, opened_at, opened_service)
     VALUES (@jobId, @apiUrl, @number, @authorisation, @nonce, @digest, @openedAt, @openedService)`,
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
  const open = database.prepare<[string], Attempt>(`${select} WHERE api_url = ? AND outcome IS NULL ORDER BY id`);
  const inDoubt = database.prepare<[string], Attempt>(
    `${select} WHERE api_url = ? AND outcome = 'unknown' AND resolution IS NULL ORDER BY id`,
  );
  const latest = database
    .prepare<[string], number | null>('SELECT max(opened_service) FROM attempts WHERE api_url = ?')
    .pluck();
  const acceptedAtOnce = database.prepare<[string, string], Attempt>(
    `${select} WHERE job_id IN
       (SELECT id FROM jobs WHERE api_url = ? AND remote_id IN (SELECT value FROM json_each(?)))
     AND outcome = 'accepted' AND resolution IS NULL AND opened_service IS NOT NULL`,
  );
  const lastAcceptedBetween = database.prepare<[string, number, number], Attempt>(
    `${select} WHERE api_url = ? AND outcome = 'accepted' AND resolution IS NULL AND opened_service BETWEEN ? AND ?
     ORDER BY opened_service DESC LIMIT 1`,
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
    open({ jobId, nonce, digest, apiUrl, openedService }: NewAttempt): Attempt {
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
          apiUrl,
          openedAt: now(),
          openedService,
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

    /**
     * Ends the doubt about an unknown attempt and moves its job on, as one commit. With a remote id it was accepted
     * after all. `by`: the person who decided, or null for the service's own list.
     */
    resolve(
      id: number,
      resolution: AttemptResolution,
      { remoteId, by }: { remoteId: string | null; by: string | null },
      to: JobState,
      change: JobChange,
    ): void {
      together(() => {
        const attempt = mustGet(id);
        if (attempt.outcome !== 'unknown' || attempt.resolution !== null)
          throw new Error(`attempt ${id} is not in doubt`);
        resolve.run({ id, outcome: remoteId === null ? 'unknown' : 'accepted', remoteId, resolution });
        const job = jobs.get(attempt.jobId);
        events.append(
          { batchId: job?.batchId ?? null, jobId: attempt.jobId },
          { kind: 'attempt-resolved', attempt: attempt.number, resolution, remoteId, by },
        );
        if (resolution === 'submitted-again') jobs.authorise(attempt.jobId, 'submit-again');
        jobs.move(attempt.jobId, 'unconfirmed', to, change);
      });
    },

    ofJob: (jobId: string): Attempt[] => ofJob.all(jobId),
    /** Attempts without an outcome: after a crash, each of them is unknown. */
    withoutOutcome: (apiUrl: string): Attempt[] => open.all(apiUrl),
    /** Unknown attempts that neither the service's list nor a person has settled. */
    inDoubt: (apiUrl: string): Attempt[] => inDoubt.all(apiUrl),
    /** When the newest attempt was made, by the service's clock; null when there is none or it was not known. */
    latestByService: (apiUrl: string): number | null => latest.get(apiUrl) ?? null,
    /** Those that were accepted without a doubt as one of these remote jobs, at a known time of the service's clock. */
    acceptedAtOnce: (apiUrl: string, remoteIds: readonly string[]): Attempt[] =>
      acceptedAtOnce.all(apiUrl, JSON.stringify(remoteIds)),
    /** The last that was accepted without a doubt, between two times of the service's clock (ms since 1970). */
    lastAcceptedBetween: (apiUrl: string, from: number, to: number): Attempt | null =>
      lastAcceptedBetween.get(apiUrl, from, to) ?? null,
    /** Whether a person gave up on the attempt with this nonce, so that its URLs must not work any more. */
    isRevoked(nonce: string): boolean {
      const resolution = byNonce.get(nonce)?.resolution;
      return resolution === 'submitted-again' || resolution === 'given-up';
    },
    byNonce: (nonce: string): Attempt | null => byNonce.get(nonce) ?? null,
  };
}
