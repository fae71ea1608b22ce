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
