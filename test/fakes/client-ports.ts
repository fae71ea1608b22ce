import type { Clock, Random } from '../../src/main/core/ports.ts';

/** A clock that does not wait, and remembers for how long it was asked to. */
export function createHastyClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

/** Chance that always says the same. */
export const noChance: Random = { fraction: () => 0, token: (bytes) => '0'.repeat(bytes * 2) };
