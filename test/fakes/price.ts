import type { Price } from '../../src/shared/pricing.ts';

/** A price that was learned from `samples` clips: between `low` and `high` credits a second of the shorter input. */
export function perSecond(low: number, high = low, samples = 12): Price {
  return {
    source: 'learned',
    rates: [{ rule: 'shorter', seconds: 'up', rounding: 'none', low, high, minimum: 0 }],
    step: 1,
    spread: { low: 1, high: 1 },
    samples,
    fits: samples,
  };
}
