/**
 * Why the queue, or a part of it, is not moving. `rate-limit` is short and ends by itself;
 * `ledger` is for one that was restored from an old copy. All are described in ARCHITECTURE.md.
 */
export const holdKinds = [
  'user',
  'credits',
  'auth',
  'offline',
  'disk',
  'host',
  'budget',
  'rate-limit',
  'ledger',
] as const;
export type HoldKind = (typeof holdKinds)[number];
