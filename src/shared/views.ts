import type { HoldKind } from './holds.ts';
import type { JobState, Step } from './job-state.ts';
import type { Problem } from './problems.ts';

/** What a window or the command line is told of a clip. No path, no URL, no secret. Times in ms since 1970. */
export interface ClipView {
  id: string;
  batchId: string;
  name: string;
  language: string | null;
  state: JobState;
  /** The step that it is at or waits for; null once it is over. */
  step: Step | null;
  /** The step at which a clip that is over ended; null otherwise. */
  endedAtStep: Step | null;
  /** The hold that keeps it from its next step, or null. */
  heldBy: HoldKind | null;
  problem: Problem | null;
  /** The service's own word and its progress, 0 to 100. */
  remoteStatus: string | null;
  remoteProgress: number | null;
  billableSeconds: number | null;
  creditsUsed: number | null;
  /** The name of the verified result, or null. */
  resultName: string | null;
  resultSeconds: number | null;
  createdAt: number;
  endedAt: number | null;
}

export interface BatchView {
  id: string;
  name: string;
  apiUrl: string;
  resultsFolder: string;
  createdAt: number;
  endedAt: number | null;
  counts: Partial<Record<JobState, number>>;
}

export interface HoldView {
  kind: HoldKind;
  batchId: string | null;
  since: number;
  stops: readonly Step[];
  problem: Problem | null;
}
