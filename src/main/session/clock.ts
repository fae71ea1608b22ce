import { setTimeout as timeout } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../core/ports.ts';

/** The clocks of this computer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => timeout(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined),
};

/** Chance that nobody can guess. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  token: (bytes) => randomBytes(bytes).toString('hex'),
};
