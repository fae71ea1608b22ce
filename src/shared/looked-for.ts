import type { JobState } from './job-state.ts';
import type { Problem } from './problems.ts';

/**
 * Whether a clip that may have been accepted is still looked for in the service's list, in passes spread over minutes;
 * once it is not, its problem says what was found, and only a person can settle it.
 */
export function isLookedFor({ state, problem }: { state: JobState; problem: Problem | null }): boolean {
  return state === 'unconfirmed' && problem?.code === 'attempt.unknown';
}
