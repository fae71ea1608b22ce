import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Job } from '../core/job.ts';
import type { QueueContext } from './context.ts';

/**
 * The clip that a person means, if it is one of the service that is asked now: another one knows nothing of its job, and
 * may have given the same id to a stranger's. Fails with `request.no-job` or `request.other-service`.
 */
export function jobOfService(jobId: string, { ledger, apiUrl }: Pick<QueueContext, 'ledger' | 'apiUrl'>): Result<Job> {
  const job = ledger.jobs.get(jobId);
  if (job === null) return failure(problem('request.no-job', { id: jobId }));
  const url = ledger.batches.get(job.batchId)?.apiUrl;
  return url === undefined || url === apiUrl ? success(job) : failure(problem('request.other-service', { url }));
}
