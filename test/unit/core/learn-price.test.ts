import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departure, learnPrice, priceSet, type Bill } from '../../../src/main/core/learn-price.ts';
import { seededRandom } from '../../fakes/random.ts';
import {
  creditsFor,
  creditsForAll,
  creditsForClips,
  priceRules,
  rounded,
  unitsOf,
  type Lengths,
  type PriceRule,
} from '../../../src/shared/pricing.ts';

const lengths = fc.record({
  video: fc.integer({ min: 20, max: 6000 }).map((tenths) => tenths / 10),
  audio: fc.integer({ min: 20, max: 6000 }).map((tenths) => tenths / 10),
});
const billed = (rule: PriceRule, rate: number, clip: Lengths): number => rate * (unitsOf(rule, clip) ?? 0);
const bill = (video: number | null, audio: number | null, credits: number): Bill => ({ video, audio, credits });
const rulesOf = ({ price }: ReturnType<typeof learnPrice>): PriceRule[] => [
  ...new Set((price?.rates ?? []).map(({ rule }) => rule)),
];

describe('the learned price', () => {
  it('is the true rule, whatever it is, where bills are exact', () => {
    const clips = fc.array(lengths, { minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.constantFrom(...priceRules),
        fc.integer({ min: 1, max: 400 }),
        clips,
        lengths,
        (rule, rate, all, next) => {
          const bills = all.map((clip) => ({ ...clip, credits: billed(rule, rate / 100, clip) }));
          const learned = learnPrice(bills);
          expect(rulesOf(learned)).toContain(rule);
          expect(learned.price?.fits).toBe(bills.length);
          const expected = creditsFor(learned.price, next);
          const true_ = billed(rule, rate / 100, next);
          expect(expected?.low).toBeLessThanOrEqual(true_ + 1e-6);
          expect(expected?.high).toBeGreaterThanOrEqual(true_ - 1e-6);
          if (rulesOf(learned).length === 1 && learned.price?.rates.length === 1)
            expect(expected?.likely).toBeCloseTo(true_, 6);
        },
      ),
    );
  });

  it('is the true rule where every bill is rounded and a few are odd', () => {
    const clips = fc.array(lengths, { minLength: 24, maxLength: 40 });
    const rates = fc.integer({ min: 15, max: 300 }).filter((rate) => rate % 100 !== 0);
    const odd = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 900 })), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom<PriceRule>('shorter', 'longer', 'video', 'audio'),
        fc.constantFrom<'up' | 'down' | 'nearest'>('up', 'down', 'nearest'),
        rates,
        clips,
        odd,
        lengths,
        (rule, rounding, rate, all, oddOnes, next) => {
          const credits = (clip: Lengths): number => rounded(billed(rule, rate / 100, clip), rounding, 1);
          const bills = all.map((clip) => ({ ...clip, credits: credits(clip) }));
          for (const [at, wrong] of oddOnes) {
            const found = bills[at % bills.length];
            if (found !== undefined) found.credits = wrong;
          }
          const learned = learnPrice(bills);
          // Clips that are all alike fit several rules.
          expect(rulesOf(learned)).toContain(rule);
          const expected = creditsFor(learned.price, next);
          expect(expected?.low).toBeLessThanOrEqual(credits(next));
          expect(expected?.high).toBeGreaterThanOrEqual(credits(next) - 1e-6);
        },
      ),
    );
  });

  it('is the true rule alone where the lengths differ', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(seed);
      const fraction = (): number => random.fraction();
      const among = <Value>(values: readonly Value[]): Value | undefined =>
        values[Math.floor(fraction() * values.length)];
      const rule = among(priceRules) ?? 'clip';
      const rounding = among(['none', 'up', 'down', 'nearest'] as const) ?? 'none';
      const rate = (rule === 'clip' ? 1 : 0.2) + 2 * fraction();
      const bills = Array.from({ length: 30 }, () => {
        const clip = { video: 2 + 300 * fraction(), audio: 2 + 300 * fraction() };
        const odd = fraction() < 0.1;
        return { ...clip, credits: odd ? Math.ceil(300 * fraction()) : rounded(billed(rule, rate, clip), rounding, 1) };
      });
      expect(rulesOf(learnPrice(bills)), `seed ${seed}: ${rule}, rounded ${rounding}, ${rate}`).toEqual([rule]);
    }
  });

  it('is unknown without a bill, and where no rule explains the bills', () => {
    expect(learnPrice([])).toEqual({
      price: null,
      bills: 0,
      fits: priceRules.map((rule) => ({ rule, fits: 0, samples: 0 })),
    });
    expect(learnPrice([bill(10, 10, 10), bill(10, 10, 25)]).price).toBeNull();
    const chance = fc.array(fc.tuple(lengths, fc.integer({ min: 1, max: 100_000 })), { minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(chance, (all) => {
        const learned = learnPrice(all.map(([clip, credits]) => ({ ...clip, credits })));
        // What bills of pure chance fit, they fit with most of them: nothing is claimed of the others.
        expect(learned.price === null || learned.price.fits >= 0.75 * Math.min(learned.bills, 10)).toBe(true);
      }),
    );
    const wild = Array.from({ length: 20 }, (_, index) =>
      bill(100 + index, 200 - index, 37 ** (index % 5) + 1000 * index),
    );
    expect(learnPrice(wild).price).toBeNull();
  });

  it('is a range as long as several rules explain the bills and disagree', () => {
    const learned = learnPrice([bill(10, 10, 10)]);
    expect(rulesOf(learned)).toEqual([...priceRules]);
    expect(creditsFor(learned.price, { video: 10, audio: 10 })).toEqual({ low: 10, likely: 10, high: 10 });
    const longer = creditsFor(learned.price, { video: 60, audio: 60 });
    expect(longer?.low).toBe(10);
    expect(longer?.high).toBeGreaterThanOrEqual(60);
    // A length that is not known could be any by seconds.
    expect(creditsFor(learned.price, { video: null, audio: 5 })).toBeNull();
  });

  it('is that of a clip whose lengths are unknown only where it is a flat one', () => {
    const flat = learnPrice([bill(null, null, 5), bill(10, 12, 5), bill(31, 44, 5)]);
    expect(rulesOf(flat)).toEqual(['clip']);
    expect(creditsFor(flat.price, { video: null, audio: null })).toEqual({ low: 5, likely: 5, high: 5 });
  });

  it('follows a price that has changed', () => {
    const at = (rate: number, seconds: number): Bill => bill(seconds, seconds + 7, rate * seconds);
    const before = Array.from({ length: 30 }, (_, index) => at(1, 20 + index));
    const after = Array.from({ length: 10 }, (_, index) => at(2, 25 + 3 * index));
    const { price } = learnPrice([...after, ...before]);
    expect(creditsFor(price, { video: 50, audio: 50 })?.likely).toBe(100);
  });

  it('says how far the odd bills were off', () => {
    const bills = Array.from({ length: 20 }, (_, index) => bill(10 + index, 40, 10 + index));
    const noisy = bills.map((each, index) => (index % 9 === 4 ? { ...each, credits: each.credits * 1.5 } : each));
    const { price } = learnPrice(noisy);
    expect(price).toMatchObject({ fits: 18, samples: 20 });
    expect(creditsFor(price, { video: 100, audio: 200 })).toMatchObject({ low: 100, likely: 100, high: 150 });
  });

  it('of many clips is at least that of each, and at most', () => {
    fc.assert(
      fc.property(
        fc.array(lengths, { minLength: 3, maxLength: 20 }),
        fc.integer({ min: 15, max: 300 }),
        (clips, rate) => {
          const bills = clips.map((clip) => ({
            ...clip,
            credits: Math.ceil(billed('shorter', rate / 100, clip) - 1e-9),
          }));
          const { price } = learnPrice(bills);
          const sum = (rule: PriceRule): number => clips.reduce((total, clip) => total + (unitsOf(rule, clip) ?? 0), 0);
          const units = {
            clips: clips.length,
            unmeasured: 0,
            shorter: sum('shorter'),
            longer: sum('longer'),
            video: sum('video'),
            audio: sum('audio'),
          };
          const all = creditsForAll(price, units);
          const total = bills.reduce((credits, each) => credits + each.credits, 0);
          expect(price).not.toBeNull();
          expect(all?.low).toBeLessThanOrEqual(total + 1e-3);
          expect(all?.high).toBeGreaterThanOrEqual(total - 1e-3);
          // Asked clip by clip, it is as narrow as that of the clips.
          const each = clips.map((clip) => creditsFor(price, clip));
          const together = price && creditsForClips(price, clips);
          expect(together?.low).toBeGreaterThanOrEqual(each.reduce((low, range) => low + (range?.low ?? 0), 0) - 1e-3);
          expect(together?.high).toBeLessThanOrEqual(each.reduce((high, range) => high + (range?.high ?? 0), 0) + 1e-3);
          expect(together?.low).toBeLessThanOrEqual(total + 1e-3);
          expect(together?.high).toBeGreaterThanOrEqual(total - 1e-3);
        },
      ),
    );
  });
});

describe('a service that counts and rounds in its own way', () => {
  /** So many clips of all lengths, in tenths of a second, made from a seed. */
  const clipsOf = (count: number, seed = 1): Lengths[] => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, () => ({
      video: Math.round(20 + 1000 * random.fraction()) / 10,
      audio: Math.round(20 + 1000 * random.fraction()) / 10,
    }));
  };
  const shorter = ({ video, audio }: Lengths): number => Math.min(video ?? 0, audio ?? 0);

  it.each([
    ['each begun second', 'up', (seconds: number) => 2 * Math.ceil(seconds)],
    ['full seconds only', 'down', (seconds: number) => 2 * Math.floor(seconds)],
    ['rounded seconds', 'nearest', (seconds: number) => 2 * Math.round(seconds)],
    ['time to the fraction', 'none', (seconds: number) => Math.round(200 * seconds) / 100],
    ['time to the fraction, in begun credits', 'none', (seconds: number) => Math.ceil(2 * seconds)],
  ] as const)('and charges %s, is understood', (_, counting, charge) => {
    const bills = clipsOf(30).map((clip) => ({ ...clip, credits: charge(shorter(clip)) }));
    const { price } = learnPrice(bills);
    expect([...new Set(price?.rates.map(({ rule, seconds }) => `${rule} ${seconds}`))]).toEqual([
      `shorter ${counting}`,
    ]);
    for (const clip of clipsOf(50, 2)) {
      const expected = creditsFor(price, clip);
      expect(expected?.low).toBeLessThanOrEqual(charge(shorter(clip)) + 0.1);
      expect(expected?.high).toBeGreaterThanOrEqual(charge(shorter(clip)) - 0.1);
    }
  });

  it.each([10, 30])('and charges %d at the least, is understood', (minimum) => {
    const bills = clipsOf(30).map((clip) => ({ ...clip, credits: Math.max(minimum, Math.ceil(shorter(clip))) }));
    const { price } = learnPrice(bills);
    expect(price?.rates).toMatchObject([{ rule: 'shorter', low: 1, high: 1, minimum }]);
    expect(creditsFor(price, { video: 3, audio: 4 })?.likely).toBe(minimum);
    expect(creditsFor(price, { video: 90, audio: 94 })?.likely).toBe(90);
  });

  it('and is never exact, is told with the range that its bills are in', () => {
    const random = seededRandom(5);
    const bills = clipsOf(30).map((clip) => ({
      ...clip,
      credits: Math.ceil(shorter(clip)) * (0.95 + 0.1 * random.fraction()),
    }));
    const { price } = learnPrice(bills);
    expect(price?.rates).toMatchObject([{ rule: 'shorter' }]);
    const expected = creditsFor(price, { video: 100, audio: 120 });
    expect(expected?.low).toBeGreaterThan(94);
    expect(expected?.high).toBeLessThan(106);
  });

  it('and charges by a rule that nobody thought of, is unknown', () => {
    const inBlocks = clipsOf(30).map((clip) => ({ ...clip, credits: 4 * Math.ceil(shorter(clip) / 15) }));
    expect(learnPrice(inBlocks).price).toBeNull();
  });

  it('leaves open how seconds are counted, as long as all clips last whole ones', () => {
    const bills = [4, 6, 9].map((seconds) => bill(seconds, seconds + 5, seconds));
    expect(creditsFor(learnPrice(bills).price, { video: 4.5, audio: 8 })).toEqual({ low: 4, likely: 5, high: 5 });
  });
});

describe('a price that changes', () => {
  it.each([3, 4, 7, 9])('is followed from the third bill in a row on, here after %d', (count) => {
    const before = Array.from({ length: 30 }, (_, index) => bill(20 + index, 80, 20 + index));
    const after = Array.from({ length: count }, (_, index) => bill(25 + 3 * index, 80, 2 * (25 + 3 * index)));
    const { price } = learnPrice([...after, ...before]);
    expect(creditsFor(price, { video: 50, audio: 70 })?.likely).toBe(100);
  });
  it('is not taken for one because of an odd bill or two', () => {
    const before = Array.from({ length: 30 }, (_, index) => bill(20 + index, 80, 20 + index));
    const { price } = learnPrice([bill(30, 40, 90), bill(31, 40, 93), ...before]);
    expect(creditsFor(price, { video: 50, audio: 70 })?.likely).toBe(50);
  });
});

describe('a bill that departs from the learned price', () => {
  const learned = learnPrice([bill(10, 12, 10), bill(20, 31, 20), bill(30, 33, 30)]).price;
  it('is told with what was expected', () => {
    expect(departure(learned, bill(40, 50, 44))).toEqual({ low: 40, high: 40 });
    expect(departure(learned, bill(40, 50, 40))).toBeNull();
  });
  it('is not told of where too little is known, or where a person set the price', () => {
    expect(departure(null, bill(40, 50, 44))).toBeNull();
    expect(departure(learnPrice([bill(10, 12, 10)]).price, bill(40, 50, 90))).toBeNull();
    expect(departure(learned, bill(null, 50, 44))).toBeNull();
    expect(departure(priceSet({ credits: 2, unit: 'second' }), bill(40, 50, 44))).toBeNull();
  });
  it('of a price by hand is as it was set', () => {
    expect(creditsFor(priceSet({ credits: 0.5, unit: 'second' }), { video: 9.2, audio: 30 })?.high).toBe(5);
    expect(creditsFor(priceSet({ credits: 7, unit: 'clip' }), { video: null, audio: null })?.high).toBe(7);
  });
});
