import { createHash } from 'node:crypto';
import type { Random } from '../../src/main/core/ports.ts';

/** Chance that is the same in every run with the same seed, and gives no token twice. */
export function seededRandom(seed = 1): Random {
  let count = 0;
  const next = (): string => {
    count += 1;
    return createHash('sha512').update(`${seed} ${count}`).digest('hex');
  };
  return {
    fraction: () => Number.parseInt(next().slice(0, 8), 16) / 2 ** 32,
    token: (bytes) => next().slice(0, bytes * 2),
  };
}
