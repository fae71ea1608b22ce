import { expect, test } from 'vitest';
import { runSeed } from './world.ts';

/** The first 2,000 stories; `npm run simulate` runs as many as asked, and replays one. */
const seeds = 2_000;
const parts = 4;

for (let part = 0; part < parts; part += 1) {
  const from = 1 + (part * seeds) / parts;
  const to = from + seeds / parts;
  test(`seeds ${from} to ${to - 1} hold`, { timeout: 600_000 }, async () => {
    const total = { runs: 0, creates: 0, crashes: 0, done: 0, awaitingPerson: 0, failed: 0 };
    for (let seed = from; seed < to; seed += 1) {
      const report = await runSeed({ seed }).catch((error: unknown) => {
        throw new Error(`replay: npm run simulate -- --seed ${seed}`, { cause: error });
      });
      total.runs += 1;
      total.creates += report.creates;
      total.crashes += report.crashes;
      total.done += report.done;
      total.awaitingPerson += report.awaitingPerson;
    }
    // A world in which nothing happens proves nothing.
    expect(total.runs).toBe(seeds / parts);
    expect(total.creates).toBeGreaterThan(seeds / parts);
    expect(total.crashes).toBeGreaterThan(100);
    expect(total.done).toBeGreaterThan(seeds / parts);
    expect(total.awaitingPerson).toBeGreaterThan(10);
  });
}
