import { expect, it } from 'vitest';
import { estimateTotal } from '../../../src/main/cli/output/estimate-total.ts';
import { priceSet } from '../../../src/main/core/learn-price.ts';
import { creditsFor, type Lengths } from '../../../src/shared/pricing.ts';

const price = priceSet({ unit: 'second', credits: 2 });
const at = Date.parse('2026-03-01T12:00:00Z');
const lengths = (seconds: number | null): Lengths => ({ video: seconds, audio: seconds });
const clip = (seconds: number | null, refusal: string | null = null) => ({
  refusal,
  lengths: lengths(seconds),
  seconds,
  credits: creditsFor(price, lengths(seconds)),
});

it('sums what can be submitted', () => {
  const said = estimateTotal([clip(3), clip(4), clip(5, 'too long')], { price, balance: null, waiting: [] });
  expect(said).toMatch(
    /^2 of 3 clips can be submitted: 7 s\. About 14 credits, at 2 a second .*\. Nothing was sent\.$/,
  );
});

it('has no cost, and no advice, where nothing can be submitted', () => {
  const said = estimateTotal([clip(5, 'too long')], { price: null, balance: { credits: 5, at }, waiting: [] });
  expect(said).toBe('No clip can be submitted. Nothing was sent.');
});

it('says of how many nothing is known', () => {
  const said = estimateTotal([clip(3), clip(null)], { price, balance: null, waiting: [] });
  expect(said).toContain(
    '2 of 2 clips can be submitted: 3 s, and 1 of unknown length. About 6 credits without the 1 of',
  );
});

it.each([
  ['all fit.', 100, []],
  ['the first 1 of 2 fit.', 10, []],
  ['none is sure to fit after the 2 that wait already.', 10, [lengths(2), lengths(2)]],
  ['none is sure to fit after the 1 that wait already.', 10, [lengths(null)]],
])('of a balance: %s', (expected, credits, waiting) => {
  const said = estimateTotal([clip(3), clip(4)], { price, balance: { credits, at }, waiting });
  expect(said).toContain(`Of ${credits} credits, as read `);
  expect(said).toContain(`, ${expected} Nothing was sent.`);
});
