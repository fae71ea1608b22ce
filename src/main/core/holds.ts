import type { HoldKind } from '../../shared/holds.ts';
import type { Step } from '../../shared/job-state.ts';

/** The steps that each hold stops. Whatever it does not name goes on: what is paid for is always watched and fetched. */
const stopped: Record<HoldKind, readonly Step[]> = {
  user: ['check', 'host', 'submit'],
  credits: ['submit'],
  budget: ['submit'],
  'rate-limit': ['submit'],
  ledger: ['submit'],
  auth: ['submit', 'process', 'fetch'],
  offline: ['submit', 'process', 'fetch'],
  host: ['host', 'submit'],
  disk: ['fetch'],
};

/** Whether a hold of this kind stops this step. */
export function stops(hold: HoldKind, step: Step): boolean {
  return stopped[hold].includes(step);
}

/** The steps that a hold of this kind stops, for showing. */
export function stoppedSteps(hold: HoldKind): readonly Step[] {
  return stopped[hold];
}
