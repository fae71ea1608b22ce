import { describe, expect, it } from 'vitest';
import { cutMiddle } from '../../src/renderer/ui/cut-middle.ts';

const within = (limit: number) => (text: string) => text.length <= limit;

describe('a name cut in the middle', () => {
  it('stays whole where there is room', () => expect(cutMiddle('Welcome.mp4', within(11))).toBe('Welcome.mp4'));

  it('keeps the ending, which tells takes apart, and begins it at a word', () => {
    const cut = cutMiddle('Trailer_pickups_scene 14B_take 07_colour v3 (DI, textless).mov', within(40));
    expect(cut).toMatch(/^Trailer_pickups.*…textless\)\.mov$/);
    expect(cut.length).toBeLessThanOrEqual(40);
  });

  it('never cuts a letter that is made of several characters', () => {
    const cut = cutMiddle('👩‍🏭'.repeat(30), within(100));
    expect(cut.replaceAll('👩‍🏭', '')).toBe('…');
  });
});
