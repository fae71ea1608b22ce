/** A fraction from 0 to 1 that only depends on the seed and `number` (a mix of two multiplications, as in splitmix). */
export function fraction(seed: number, number: number): number {
  let mixed = Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** `count` of `all` by chance, but one of each part of it, so that they are spread over the whole; all, if there are fewer. */
export function spread<Item>(all: readonly Item[], count: number, seed: number): Item[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, part) => {
    const index = Math.floor(((part + fraction(seed, part)) / count) * all.length);
    return all.slice(index, index + 1);
  }).flat();
}

/** Does `work` on each item, `atOnce` of them at a time. */
export async function each<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
