import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { inWords, killSweep } from './kill-sweep.ts';
import { scenarioNames } from './scenarios.ts';
import { straceIsThere } from './strace.ts';

const seed = Number(process.env['SWEEP_SEED'] ?? randomInt(2 ** 31));
const about = straceIsThere ? `SWEEP_SEED=${seed}` : 'SKIPPED: strace is not installed';

test.skipIf(!straceIsThere)(`killed at 100 points of a run, and resumed (${about})`, { timeout: 900_000 }, async () => {
  const sum = await killSweep({ scenarios: scenarioNames, sample: 100, seed, point: null, say: () => undefined });
  expect(sum.wrong, inWords(sum)).toEqual([]);
  expect(sum).toMatchObject({ tried: 100, duplicates: 0, corrupt: 0 });
  // Most points must be met, or nothing is proven.
  expect(sum.killed).toBeGreaterThan(80);
});
