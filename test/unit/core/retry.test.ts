import { expect, it } from 'vitest';

import { backoffMs, retryAfterMs, serverDateMs } from '../../../src/main/core/retry.ts';

it('backs off exponentially, waits at least half of the ceiling, and stops at the longest wait', () => {
  const limits = { baseMs: 1000, maxMs: 5000 };
  expect([0, 1, 2, 3, 5000].map((attempt) => backoffMs(attempt, 0, limits))).toEqual([500, 1000, 2000, 2500, 2500]);
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.5, limits))).toEqual([750, 1500, 3000, 3750]);
});

it('reads Retry-After as seconds and as a date, from 0 to one hour', () => {
  const now = Date.UTC(2026, 10, 1, 12, 0, 0);
  const wait = (value: string, date?: string): number | null =>
    retryAfterMs({ 'retry-after': value, ...(date === undefined ? {} : { date }) }, now);
  expect(wait('120')).toBe(120_000);
  expect(wait('0')).toBe(0);
  expect(wait('999999999999')).toBe(3_600_000);
  expect(wait('Sun, 01 Nov 2026 12:00:30 GMT')).toBe(30_000);
  expect(wait('Sun, 01 Nov 2026 11:00:00 GMT')).toBe(0);
  expect(wait('Sun, 01 Nov 2036 11:00:00 GMT')).toBe(3_600_000);
  for (const nonsense of ['', 'soon', '-5', 'NaN', '1;2', 'Sunday']) expect(wait(nonsense)).toBeNull();
  expect(retryAfterMs({}, now)).toBeNull();
});

it('takes a Retry-After date by the service’s clock, not by one here that is years off', () => {
  const headers = { 'retry-after': 'Sun, 01 Nov 2026 12:00:30 GMT', date: 'Sun, 01 Nov 2026 12:00:10 GMT' };
  expect(retryAfterMs(headers, 0)).toBe(20_000);
  expect(serverDateMs(headers)).toBe(Date.UTC(2026, 10, 1, 12, 0, 10));
  expect(serverDateMs({ date: '1' })).toBeNull();
});
