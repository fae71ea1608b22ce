import { basename } from 'node:path';
import { heldBy } from '../../shared/held-by.ts';
import { stepOf } from '../../shared/job-state.ts';
import type { BatchView, ClipView, HoldView } from '../../shared/views.ts';
import { stoppedSteps } from '../core/holds.ts';
import { endedAtStep, type Job } from '../core/job.ts';
import type { Hold } from '../ledger/holds.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** What may be told of the clips of a batch, in queue order. */
export function clipViews(ledger: Ledger, holds: readonly Hold[], batchId: string): ClipView[] {
  return ledger.jobs.ofBatch(batchId).map((job) => clipView(job, holds, ledger));
}

/** What may be told of one clip. */
export function clipView(job: Job, holds: readonly Hold[], ledger: Pick<Ledger, 'spending'>): ClipView {
  const step = stepOf(job.state);
  const done = job.state === 'done';
  return {
    id: job.id,
    batchId: job.batchId,
    name: job.name,
    language: job.language,
    state: job.state,
    step,
    endedAtStep: endedAtStep(job),
    heldBy: heldBy({ batchId: job.batchId, step }, holdViews(holds)),
    problem: job.problem,
    remoteStatus: job.remoteStatus,
    remoteProgress: job.remoteProgress,
    billableSeconds: job.billableSeconds,
    creditsUsed: job.creditsUsed ?? (job.state === 'failed' ? ledger.spending.failureBill(job.id) : null),
    resultName: done && job.resultPath !== null ? basename(job.resultPath) : null,
    resultSeconds: done ? job.resultSeconds : null,
    createdAt: job.createdAt,
    endedAt: job.endedAt,
  };
}

/** All batches, oldest first, with how many of their clips are in each state. */
export function batchViews(ledger: Ledger): BatchView[] {
  return ledger.batches.all().map(({ id, name, apiUrl, resultsFolder, createdAt, endedAt }) => ({
    id,
    name,
    apiUrl,
    resultsFolder,
    createdAt,
    endedAt,
    counts: Object.fromEntries(ledger.jobs.countsOfBatch(id)),
  }));
}

/** The holds in force, oldest first, with what each stops. */
export function holdViews(holds: readonly Hold[]): HoldView[] {
  return holds.map((hold) => ({ ...hold, stops: stoppedSteps(hold.kind) }));
}
