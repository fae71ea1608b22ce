/**
 * The attempts of a service of which nobody knows whether they were charged: those in doubt, and those of which a person
 * ended the doubt without an answer. As SQL: columns of `attempts`, of the service `@apiUrl`. In two parts, for each of
 * which there is an index.
 */
export const unknownAttempts = `SELECT job_id, opened_at FROM attempts
    WHERE api_url = @apiUrl AND outcome = 'unknown' AND resolution IS NULL
  UNION ALL SELECT job_id, opened_at FROM attempts
    WHERE api_url = @apiUrl AND outcome = 'unknown' AND resolution IN ('submitted-again', 'given-up')`;

/** How many of them a clip has, as SQL. */
export function unknownAttemptsOf(jobId: string): string {
  return `(SELECT count(*) FROM attempts u WHERE u.job_id = ${jobId} AND u.outcome = 'unknown'
    AND (u.resolution IS NULL OR u.resolution IN ('submitted-again', 'given-up')))`;
}
