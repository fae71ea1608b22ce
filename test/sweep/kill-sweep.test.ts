import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { inWords, killSweep } from './kill-sweep.ts';
import { scenarioNames } from './scenarios.ts';

// Another sample each time, so that in the course of many runs every point is tried; each part of every story has its share.
const seed = Number(process.env['SWEEP_SEED'] ?? randomInt(2 ** 31));
const again = `npm run kill-sweep -- --sample 100 --seed ${seed}`;

test.skipIf(process.platform !== 'linux')(
  `killed at 100 points, and resumed, no clip is lost or paid for twice (${again})`,
  { timeout: 900_000 },
  async () => {
    const sum = await killSweep({ scenarios: scenarioNames, sample: 100, seed, point: null, say: () => undefined });
    expect(sum.wrong, `${inWords(sum)}\n${again}`).toEqual([]);
    expect(sum).toMatchObject({ tried: 100, missed: 0, duplicates: 0, corrupt: 0 });
  },
);
