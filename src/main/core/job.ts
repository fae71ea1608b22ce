import type { JobState, Step } from '../../shared/job-state.ts';
import type { Problem } from '../../shared/problems.ts';
import { phaseOf } from './service-answers.ts';

/** One clip: one row of the queue. Times in ms since 1970, durations in seconds, sizes in bytes. */
export interface Job {
  id: string;
  batchId: string;
  /** Order in the queue, over all batches. */
  position: number;
  name: string;
  language: string | null;
  videoId: string;
  audioId: string;
  state: JobState;
  /** Why it is where it is, when that is not as it should be. */
  problem: Problem | null;
  /** How many creates a person has authorised so far: 1 by starting, one more by each “submit again”. */
  authorisations: number;
  /** What will be billed if the shorter input is, rounded up to whole seconds; null while a duration is unknown. */
  billableSeconds: number | null;
  /** How long its inputs last, as they were checked; null while unknown. */
  videoSeconds: number | null;
  audioSeconds: number | null;
  /** The seconds that the service says it billed. */
  billedSeconds: number | null;
  remoteId: string | null;
  /** The service's own word for its state, kept as it came. */
  remoteStatus: string | null;
  /** 0 to 100, as the service says; never lower than before. */
  remoteProgress: number | null;
  creditsUsed: number | null;
  /** Where the result is, or is going to be: its name is reserved when the fetch begins. */
  resultPath: string | null;
  /** The entity tag of a download that has begun. */
  resultEntityTag: string | null;
  resultSize: number | null;
  resultSeconds: number | null;
  resultHash: string | null;
  /** The job that this one retries. */
  retryOf: string | null;
  createdAt: number;
  acceptedAt: number | null;
  /** When the service was first seen to have finished it. */
  completedAt: number | null;
  endedAt: number | null;
}

/** Every lawful move. The ledger refuses any other; the database itself refuses to change a terminal row. */
const moves: Record<JobState, readonly JobState[]> = {
  draft: ['checking', 'canceled'],
  checking: ['ready', 'rejected', 'canceled'],
  ready: ['hosting', 'canceled'],
  hosting: ['hosted', 'ready', 'rejected', 'canceled'],
  hosted: ['submitting', 'ready', 'rejected', 'canceled'],
  submitting: ['accepted', 'unconfirmed', 'ready', 'rejected'],
  unconfirmed: ['accepted', 'ready', 'canceled'],
  accepted: ['fetching', 'failed'],
  fetching: ['done', 'failed'],
  rejected: ['checking', 'canceled'],
  done: [],
  failed: [],
  canceled: [],
};

/** Whether a job may go from one state to another. Staying is always lawful, except in a terminal state. */
export function mayMove(from: JobState, to: JobState): boolean {
  return moves[from].includes(to) || (from === to && !isTerminal(from));
}

/** Whether a job in this state is over and its row immutable. */
export function isTerminal(state: JobState): boolean {
  return moves[state].length === 0;
}

/** Whether a job in this state is at rest until a person does something, or for ever. */
export function isAtRest(state: JobState): boolean {
  return isTerminal(state) || state === 'draft' || state === 'rejected' || state === 'unconfirmed';
}

/** Whether a person may cancel it: nothing that could cost money has been sent. */
export function isCancelable(state: JobState): boolean {
  return state !== 'unconfirmed' && moves[state].includes('canceled');
}

/** Where a clip that is over came to its end; null while it is not. */
export function endedAtStep({
  state,
  problem,
  billableSeconds,
}: Pick<Job, 'state' | 'problem' | 'billableSeconds'>): Step | null {
  switch (state) {
    case 'done':
      return 'fetch';
    case 'failed':
      return problem?.code === 'result.invalid' ? 'fetch' : 'process';
    case 'rejected':
      return problem?.code.startsWith('service.') ? 'submit' : 'check';
    case 'canceled':
      // One that was given up was sent.
      if (problem?.code === 'attempt.given-up') return 'submit';
      return billableSeconds === null ? 'check' : 'host';
    case 'draft':
    case 'checking':
    case 'ready':
    case 'hosting':
    case 'hosted':
    case 'submitting':
    case 'unconfirmed':
    case 'accepted':
    case 'fetching':
      return null;
  }
}

/** After what time in an unknown state at the service a job is no longer counted as worked on. */
const oddForMs = 3_600_000;

/**
 * Whether an accepted job takes one of the places at the service. One that is not found there, or is for long in a state
 * that nobody knows, may never end, and must not keep others from their turn. `nowMs`: wall clock.
 */
export function takesPlace({ problem, remoteStatus, acceptedAt }: Job, nowMs: number): boolean {
  if (problem?.code === 'service.job-not-found') return false;
  const isOdd = remoteStatus !== null && phaseOf(remoteStatus) === 'unknown';
  return !isOdd || nowMs - (acceptedAt ?? nowMs) < oddForMs;
}
