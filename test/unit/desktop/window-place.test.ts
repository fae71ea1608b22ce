import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingBounds, smallest, type Rectangle } from '../../../src/main/desktop/window-place.ts';

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const monitor: Rectangle = { x: 1440, y: 0, width: 2560, height: 1400 };
const at = (bounds: Rectangle) => ({ bounds, maximized: false });

describe('where the window opens', () => {
  it('is where it was last', () => {
    const bounds = { x: 1700, y: 100, width: 1300, height: 900 };
    expect(openingBounds(at(bounds), [laptop, monitor])).toEqual(bounds);
  });

  it('is in the middle of the first display when the one it was on is gone', () => {
    const bounds = { x: 1700, y: 100, width: 1300, height: 900 };
    expect(openingBounds(at(bounds), [laptop])).toEqual({ x: 70, y: 25, width: 1300, height: 875 });
  });

  it('is of the usual size on the first run', () => {
    expect(openingBounds(null, [laptop])).toEqual({ x: 120, y: 73, width: 1200, height: 780 });
  });

  it('can always be taken hold of by its title bar, and is never too small', () => {
    const display = fc.record({
      x: fc.integer({ min: -4000, max: 4000 }),
      y: fc.integer({ min: -3000, max: 3000 }),
      width: fc.integer({ min: 720, max: 5000 }),
      height: fc.integer({ min: 400, max: 3000 }),
    });
    const window = fc.record({
      x: fc.integer({ min: -9000, max: 9000 }),
      y: fc.integer({ min: -9000, max: 9000 }),
      width: fc.integer({ min: 1, max: 9000 }),
      height: fc.integer({ min: 1, max: 9000 }),
    });
    fc.assert(
      fc.property(window, fc.array(display, { minLength: 1, maxLength: 3 }), (last, displays) => {
        const opened = openingBounds(at(last), displays);
        expect(opened.width).toBeGreaterThanOrEqual(smallest.width);
        expect(opened.height).toBeGreaterThanOrEqual(smallest.height);
        if (!('x' in opened)) throw new Error('no place although there are displays');
        const inSight = displays.some(
          ({ x, y, width, height }) =>
            Math.min(opened.x + opened.width, x + width) - Math.max(opened.x, x) >= 80 &&
            opened.y >= y &&
            opened.y < y + height,
        );
        expect(inSight).toBe(true);
      }),
    );
  });
});
