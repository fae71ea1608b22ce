/**
 * Where a clip is. `hosted` is a place to wait: its media is reachable, and no attempt has been written yet.
 * `rejected` cannot be submitted as it is; it was not charged and can be fixed.
 */
export const jobStates = [
  'draft',
  'checking',
  'ready',
  'hosting',
  'hosted',
  'submitting',
  'unconfirmed',
  'accepted',
  'fetching',
  'rejected',
  'done',
  'failed',
  'canceled',
] as const;
export type JobState = (typeof jobStates)[number];

/** The steps of a clip, in order: what the five-step track shows. */
export const steps = ['check', 'host', 'submit', 'process', 'fetch'] as const;
export type Step = (typeof steps)[number];

/** The step that a clip in this state is at or waits for; null for one that is over, or cannot be submitted as it is. */
export function stepOf(state: JobState): Step | null {
  switch (state) {
    case 'draft':
    case 'checking':
      return 'check';
    case 'ready':
    case 'hosting':
      return 'host';
    case 'hosted':
    case 'submitting':
    case 'unconfirmed':
      return 'submit';
    case 'accepted':
      return 'process';
    case 'fetching':
      return 'fetch';
    case 'rejected':
    case 'done':
    case 'failed':
    case 'canceled':
      return null;
  }
}
