import { filterOf, type ClipAction } from '../../shared/contract/clip.ts';
import type { JobState } from '../../shared/job-state.ts';
import { isCancelable } from './job.ts';

/** What a person can do with a clip now. A clip is retried once; after that its retry is what can be retried. */
export function actionsOf({ state, retriedBy }: { state: JobState; retriedBy: string | null }): ClipAction[] {
  const actions: ClipAction[] = [];
  if (state === 'unconfirmed') actions.push('decide');
  if (state === 'rejected') actions.push('replace', 'recheck');
  if ((state === 'failed' || state === 'canceled') && retriedBy === null) actions.push('retry');
  if (filterOf(state) === 'waiting') actions.push('move');
  if (isCancelable(state)) actions.push('cancel');
  return actions;
}
