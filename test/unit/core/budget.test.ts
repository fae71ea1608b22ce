import { describe, expect, it } from 'vitest';
import { budgetVerdict } from '../../../src/main/core/budget.ts';

const kind = (...input: Parameters<typeof budgetVerdict>): string => {
  const verdict = budgetVerdict(...input);
  return verdict.kind === 'over' ? verdict.problem.code : verdict.kind;
};

describe('a budget with a known price', () => {
  it.each([
    ['exactly fits', 90, [], 10, 'fits'],
    ['one over', 91, [], 10, 'budget.reached'],
    ['exactly fits with what is under way', 70, [10, 10], 10, 'fits'],
    ['one over with what is under way', 71, [10, 10], 10, 'budget.reached'],
    ['nothing used yet, and too small for any', 0, [], 101, 'budget.reached'],
    ['of sums that are no exact fractions', 99.7, [0.1, 0.1], 0.1, 'fits'],
  ])('%s', (_, known, underWay, next, verdict) => {
    expect(kind(100, { known, underWay, doubtful: [] }, next)).toBe(verdict);
  });
  it('counts what may have been charged', () => {
    expect(kind(100, { known: 80, underWay: [], doubtful: [10] }, 10)).toBe('fits');
    expect(kind(100, { known: 80, underWay: [], doubtful: [10, 10] }, 10)).toBe('budget.reached');
  });
  it('counts every clip with the most that it may cost', () => {
    expect(kind(100, { known: 80, underWay: [], doubtful: [] }, 21)).toBe('budget.reached');
  });
});

describe('a budget with an unknown price', () => {
  it('lets one clip through at a time', () => {
    expect(kind(100, { known: 0, underWay: [], doubtful: [] }, null)).toBe('fits');
    expect(kind(100, { known: 0, underWay: [null], doubtful: [] }, null)).toBe('wait');
    expect(kind(100, { known: 40, underWay: [10], doubtful: [] }, null)).toBe('wait');
  });
  it('is over when it is used up', () => {
    expect(kind(100, { known: 100, underWay: [], doubtful: [] }, null)).toBe('budget.used-up');
    expect(kind(100, { known: 101, underWay: [null], doubtful: [] }, null)).toBe('budget.used-up');
  });
  it('cannot be kept where what was charged may never be known', () => {
    expect(kind(100, { known: 0, underWay: [], doubtful: [null] }, null)).toBe('budget.unknown');
    expect(kind(100, { known: 0, underWay: [], doubtful: [null] }, 5)).toBe('budget.unknown');
  });
});
