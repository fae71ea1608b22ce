import { creditsFor, type Lengths, type Price } from '../../shared/pricing.ts';

/** How far a balance reaches over clips in their order. */
export interface Reach {
  /** How many of the first ones it covers for certain, as the price is known. */
  fits: number;
  /** The first one that it may not cover; null when it covers all. */
  endsAt: string | null;
}

/** What an addition of floating-point numbers may be off. */
const slack = 1e-6;

/**
 * Counts clips in their order against `available` credits, each at the most that it may cost. The reach ends at a clip
 * whose cost is unknown: nothing can be said of those that follow. Null while the price is unknown.
 */
export function reachOf(
  clips: Iterable<{ id: string } & Lengths>,
  available: number,
  price: Price | null,
): Reach | null {
  if (price === null) return null;
  let left = available;
  let fits = 0;
  for (const clip of clips) {
    const expected = creditsFor(price, clip);
    if (expected === null || expected.high > left + slack) return { fits, endsAt: clip.id };
    left -= expected.high;
    fits += 1;
  }
  return { fits, endsAt: null };
}
