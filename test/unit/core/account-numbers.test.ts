import { describe, expect, it } from 'vitest';
import { billsOfFailures, spentElsewhere } from '../../../src/main/core/account-numbers.ts';

const quiet = (credits: number, ours = 0) => ({ credits, ours, open: 0, elsewhere: 0 });

describe('what other work used', () => {
  it('is what the balance fell beyond the own clips, in whole credits or parts of one', () => {
    expect(spentElsewhere({ since: [quiet(100)], credits: 60, ours: 30, open: 5 })).toBe(5);
    expect(spentElsewhere({ since: [quiet(100.5)], credits: 99.9, ours: 0.5, open: 0 })).toBe(0.1);
  });
  it('is not what a balance in whole credits hides of bills with decimals', () => {
    expect(spentElsewhere({ since: [quiet(100)], credits: 99, ours: 0.37, open: 0 })).toBe(0);
    expect(spentElsewhere({ since: [quiet(100)], credits: 98, ours: 0.37, open: 0 })).toBe(0.63);
  });
});

describe('what a failed clip was billed', () => {
  const failed = (credits: number, low = 5, high = low) =>
    billsOfFailures({ since: [quiet(100)], credits, ours: 0, expected: [{ low, high }] });
  it('is what is gone, where that is what such a clip costs', () => {
    expect(failed(95)).toBe(5);
    expect(failed(100)).toBe(0);
    expect(failed(93, 5, 8)).toBe(7);
  });
  it('is unknown where something else is gone, or no price tells what it would be', () => {
    expect(failed(60)).toBeNull();
    expect(failed(98)).toBeNull();
    expect(billsOfFailures({ since: [quiet(100)], credits: 95, ours: 0, expected: [null] })).toBeNull();
  });
  it('is unknown where a balance in whole credits would not show it', () => {
    expect(failed(100, 0.3)).toBeNull();
  });
});
