import type { Step } from '../../shared/job-state.ts';

/** How far the moving step of a clip is: 0 to 1. Passing; never in the ledger. */
export interface Progress {
  jobId: string;
  step: Step;
  fraction: number;
}
