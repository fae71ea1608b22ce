import { expect, it } from 'vitest';
import { chartData, topUps } from '../../src/renderer/features/credits/chart-data.ts';

const points = [
  { at: 0, credits: 640 },
  { at: 10_000_000, credits: 522 },
  { at: 20_000_000, credits: 1522 },
  { at: 30_000_000, credits: 1130 },
];

it('draws the step that the queue will take after the last balance', () => {
  const { times, balances, forecast, last } = chartData(points, 370);
  expect(last).toEqual(points.at(-1));
  expect(times.length).toBe(points.length + 1);
  expect(balances).toEqual([640, 522, 1522, 1130, null]);
  expect(forecast).toEqual([null, null, null, 1130, 370]);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

it('draws one balance too, and no forecast that is not known', () => {
  const { times, forecast } = chartData([{ at: 5000, credits: 12 }], null);
  expect(times.length).toBe(2);
  expect(forecast).toEqual([null, null]);
});

it('marks only what went up, by how much', () => {
  expect(topUps(points)).toEqual([{ at: 20_000_000, credits: 1522, by: 1000 }]);
});
