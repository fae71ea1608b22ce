import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetVerdict } from '../../../src/main/core/budget.ts';
import { learnPrice, priceSet, type Bill } from '../../../src/main/core/learn-price.ts';
import { mostCredits } from '../../../src/main/core/most-credits.ts';
import { priceRules, rounded, unitsOf, type Lengths, type Rate } from '../../../src/shared/pricing.ts';

const billsKept = 40;
const roundings = ['none', 'up', 'down', 'nearest'] as const;

/** How a service may charge: one that a client cannot ask for. */
type Tariff = Omit<Rate, 'low' | 'high'> & { rate: number };

const tariffs: fc.Arbitrary<Tariff> = fc.record({
  rule: fc.constantFrom(...priceRules),
  seconds: fc.constantFrom(...roundings),
  rounding: fc.constantFrom(...roundings),
  rate: fc.integer({ min: 5, max: 400 }).map((hundredths) => hundredths / 100),
  minimum: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
});

function charge({ rule, seconds, rounding, rate, minimum }: Tariff, lengths: Lengths): number {
  return Math.max(minimum, rounded(rate * (unitsOf(rule, lengths, seconds) ?? 0), rounding, 1));
}

const lengths: fc.Arbitrary<Lengths> = fc.record({
  video: fc.integer({ min: 10, max: 900 }).map((tenths) => tenths / 10),
  audio: fc.integer({ min: 10, max: 900 }).map((tenths) => tenths / 10),
});

interface Story {
  tariff: Tariff;
  clips: Lengths[];
  budget: number;
  atOnce: number;
  /** Which of those under way finishes next, each time. */
  order: number[];
}

/** Submits as the queue does, each clip asked for at the moment of its attempt; gives back what was billed in order. */
function submitAll({ tariff, clips, budget, atOnce, order }: Story): number[] {
  const waiting = [...clips];
  const underWay: Lengths[] = [];
  const bills: Bill[] = [];
  const billed: number[] = [];
  for (let turn = 0; ; turn += 1) {
    const newestFirst = bills.slice(-billsKept).toReversed();
    const { price } = learnPrice(newestFirst);
    const most = (clip: Lengths): number | null => mostCredits(price, newestFirst, clip);
    while (waiting[0] !== undefined && underWay.length < atOnce) {
      const known = billed.slice(0, bills.length).reduce((sum, each) => sum + each, 0);
      const spending = { known, underWay: underWay.map(most), doubtful: [] };
      if (budgetVerdict(budget, spending, most(waiting[0])).kind !== 'fits') break;
      underWay.push(...waiting.splice(0, 1));
    }
    const [finished] = underWay.splice((order[turn % order.length] ?? 0) % Math.max(1, underWay.length), 1);
    if (finished === undefined) return billed;
    const credits = charge(tariff, finished);
    bills.push({ ...finished, credits });
    billed.push(credits);
  }
}

describe('a budget', () => {
  it('is never passed, however the service charges, in whatever order clips finish, and however many go at once', () => {
    fc.assert(
      fc.property(
        fc.record({
          tariff: tariffs,
          clips: fc.array(lengths, { minLength: 1, maxLength: 30 }),
          budget: fc.integer({ min: 1, max: 2000 }),
          atOnce: fc.constantFrom(1, 3, 8),
          order: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
        }),
        (story) => {
          const billed = submitAll(story);
          const sum = billed.reduce((total, each) => total + each, 0);
          // Of the very first clip nothing can be known: it goes alone, and is all that can pass.
          expect(sum <= story.budget + 1e-6 || billed.length === 1, `${sum} of ${story.budget}`).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is used to the last clip where bills are exact', () => {
    const clips = Array.from({ length: 20 }, () => ({ video: 10, audio: 12 }));
    const tariff: Tariff = { rule: 'shorter', seconds: 'up', rounding: 'none', rate: 0.5, minimum: 0 };
    for (const atOnce of [1, 3, 8])
      expect(submitAll({ tariff, clips, budget: 50, atOnce, order: [0] })).toHaveLength(10);
  });
});

describe('the most that a clip may be charged', () => {
  const bill = (seconds: number, credits: number): Bill => ({ video: seconds, audio: seconds + 3, credits });
  const of = (bills: readonly Bill[], seconds: number): number | null =>
    mostCredits(learnPrice(bills).price, bills, { video: seconds, audio: seconds + 3 });
  const perSecond = [bill(20, 20), bill(35, 35), bill(50, 50)];

  it('is the price of a clip as long as those that were billed', () => {
    expect(of(perSecond, 30)).toBe(30);
    expect(of(perSecond, 50)).toBe(50);
  });
  it('is in proportion for a longer one, and what rounding may have hidden', () => {
    expect(of(perSecond, 80)).toBeCloseTo(51 * 1.6);
  });
  it('is the least that was billed for a shorter one, which may meet a minimum', () => {
    expect(of(perSecond, 4)).toBe(20);
  });
  it('is more than a flat price for a longer one, which may leave a minimum behind', () => {
    expect(of([bill(5, 10), bill(8, 10), bill(10, 10)], 40)).toBeGreaterThanOrEqual(40);
  });
  it('follows a bill above the price at once', () => {
    expect(of([bill(20, 40), ...perSecond, ...perSecond], 30)).toBe(60);
  });
  it('is no less than bills tell where a person set a price that is too low', () => {
    const set = priceSet({ credits: 0.5, unit: 'second' });
    expect(mostCredits(set, perSecond, { video: 30, audio: 33 })).toBeGreaterThanOrEqual(30);
  });
  it('is the dearest that could be, where bills fit no price, and unknown without a bill', () => {
    expect(of([bill(10, 10), bill(10, 25)], 20)).toBe(52);
    expect(of([], 20)).toBeNull();
  });
});
