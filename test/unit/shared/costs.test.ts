import { describe, expect, it } from 'vitest';
import { costOfClips } from '../../../src/shared/costs.ts';
import { learnPrice } from '../../../src/main/core/learn-price.ts';

describe('what clips will cost, after one bill that fits many rules', () => {
  const { price } = learnPrice([{ video: 3, audio: 3, credits: 3 }]);
  const alike = (count: number) => Array.from({ length: count }, () => ({ video: 3, audio: 3 }));

  it('is exact for clips like the one that was billed', () => {
    expect(costOfClips(alike(4), price).credits).toMatchObject({ low: 12, high: 12 });
  });

  it('is no less of very many, only less narrow', () => {
    const { clips, credits } = costOfClips(alike(2000), price);
    expect(clips).toBe(2000);
    expect(credits?.low).toBeLessThanOrEqual(6000);
    expect(credits?.high).toBeGreaterThanOrEqual(6000);
  });

  it('is unknown when no length is known, and leaves out those that are not', () => {
    expect(costOfClips([{ video: null, audio: 3 }], price)).toMatchObject({ unmeasured: 1, credits: null });
    const some = costOfClips([...alike(1), { video: null, audio: 3 }], price);
    expect(some).toMatchObject({ clips: 2, seconds: 3, unmeasured: 1 });
    expect(some.credits?.low).toBeGreaterThanOrEqual(3);
    expect(costOfClips([], price).credits).toMatchObject({ low: 0, high: 0 });
    expect(costOfClips(alike(1), null).credits).toBeNull();
  });
});
