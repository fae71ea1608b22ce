/** Chance from a seed: the same seed gives the same run, to the step. */
export interface Chance {
  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number from `low` to `high`, both inclusive. */
  between(low: number, high: number): number;
  of<Item>(items: readonly [Item, ...Item[]]): Item;
  hex(bytes: number): string;
  /** A stream of its own, so that more draws in one part of the world do not change another. */
  fork(): Chance;
}

/** The generator sfc32, seeded from one number. */
export function createChance(seed: number): Chance {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  const fraction = (): number => next() / 2 ** 32;
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    happens: (probability) => fraction() < probability,
    of: (items) => items[between(0, items.length - 1)] ?? items[0],
    hex: (bytes) => Array.from({ length: bytes }, () => between(0, 255).toString(16).padStart(2, '0')).join(''),
    fork: () => createChance(next()),
  };
}
