import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const simulate = join(import.meta.dirname, 'simulate.ts');

/** The first 2,000 stories, on all cores; `npm run simulate` runs as many as asked, and replays one. */
test('2,000 seeds hold', { timeout: 1_200_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [simulate, '--seeds', '2000']).catch(
    (failed: unknown) => {
      throw new Error('a seed did not hold', { cause: failed });
    },
  );
  const told = /(\d+) seeds held, 0 did not; (\d+) creates, (\d+) crashes, (\d+) done, (\d+) awaiting a person/.exec(
    stdout,
  );
  const [held, creates, crashes, done, awaiting] = (told ?? []).slice(1).map(Number);
  expect(held).toBe(2_000);
  // A world in which nothing happens proves nothing.
  expect(creates).toBeGreaterThan(2_000);
  expect(crashes).toBeGreaterThan(500);
  expect(done).toBeGreaterThan(2_000);
  expect(awaiting).toBeGreaterThan(50);
});
