import { describe, expect, test } from 'vitest';
import { median, nextPollMs } from '../../../src/main/core/polling.ts';

const pace = { firstMs: 3_000, slowestMs: 15_000 };

/** Follows one job that takes `takesMs`: when it is found to be finished, and after how many polls. */
function follow(takesMs: number, typicalMs: number | null, showsProgress: boolean): { foundMs: number; polls: number } {
  let elapsedMs = pace.firstMs;
  let polls = 1;
  while (elapsedMs < takesMs) {
    const progress = showsProgress ? elapsedMs / takesMs : null;
    elapsedMs += nextPollMs({ polls, elapsedMs, progress, typicalMs, ...pace, fraction: 0.5 });
    polls += 1;
  }
  return { foundMs: elapsedMs, polls };
}

describe('a job is found to be finished soon after it is', () => {
  test.each([4_000, 20_000, 60_000, 600_000])('when all take %i ms: from the second wave on', (takesMs) => {
    const first = follow(takesMs, null, false);
    expect(first.foundMs - takesMs).toBeLessThanOrEqual(16_500);
    // What the first wave found is late, and must not stay the measure of the later ones.
    let typicalMs = first.foundMs;
    for (let wave = 0; wave < 3; wave += 1) typicalMs = follow(takesMs, typicalMs, false).foundMs;
    const { foundMs, polls } = follow(takesMs, typicalMs, false);
    expect(foundMs - takesMs).toBeLessThanOrEqual(Math.max(500, Math.min(3_000, takesMs * 0.06)));
    expect(polls).toBeLessThan(80);
  });

  test.each([4_000, 60_000, 600_000])('when the service shows progress, of the first already: %i ms', (takesMs) => {
    const { foundMs, polls } = follow(takesMs, null, true);
    expect(foundMs - takesMs).toBeLessThanOrEqual(Math.max(500, Math.min(3_000, takesMs * 0.06)));
    expect(polls).toBeLessThan(80);
  });
});

test('it is never asked for more often than six times in the first pause, nor more seldom than the slowest pace', () => {
  for (let elapsedMs = 0; elapsedMs < 2_000_000; elapsedMs += 7_919) {
    for (const typicalMs of [null, 100, 4_000, 90_000, 1_000_000]) {
      for (const progress of [null, 0.01, 0.5, 0.99, 1]) {
        for (const fraction of [0, 0.999]) {
          const ms = nextPollMs({ polls: elapsedMs % 40, elapsedMs, progress, typicalMs, ...pace, fraction });
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(15_000 * 1.15);
        }
      }
    }
  }
});

test('the median of a few values, and of none', () => {
  expect(median([])).toBeNull();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1])).toBe(2.5);
});
