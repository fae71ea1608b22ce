import { z } from 'zod';

/** Where a window is, in display-independent pixels. */
const rectangleSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Rectangle = z.infer<typeof rectangleSchema>;

/** Where the window was last, as kept between runs. */
export const windowPlaceSchema = z.object({ bounds: rectangleSchema, maximized: z.boolean() });
export type WindowPlace = z.infer<typeof windowPlaceSchema>;

export const smallest = { width: 720, height: 400 };
const usual = { width: 1200, height: 780 };
/** How much of a window must be on a display for a person to be able to take hold of it. */
const graspable = 80;

/**
 * Where to open: as last time if enough of its upper edge is on a display that is still there, else in the middle of the first.
 * `displays` are the work areas.
 */
export function openingBounds(last: WindowPlace | null, displays: readonly Rectangle[]): Rectangle | typeof usual {
  const [first] = displays;
  if (first === undefined) return usual;
  const on = last === null ? undefined : displays.find((display) => isGraspable(last.bounds, display));
  const display = on ?? first;
  const width = Math.max(smallest.width, Math.min((last?.bounds ?? usual).width, display.width));
  const height = Math.max(smallest.height, Math.min((last?.bounds ?? usual).height, display.height));
  const kept = last !== null && { x: last.bounds.x, y: last.bounds.y, width, height };
  if (kept && isGraspable(kept, display)) return kept;
  return {
    x: Math.round(display.x + Math.max(0, (display.width - width) / 2)),
    y: Math.round(display.y + Math.max(0, (display.height - height) / 2)),
    width,
    height,
  };
}

function isGraspable(window: Rectangle, display: Rectangle): boolean {
  const shared = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
  const top = window.y - display.y;
  return shared >= graspable && top >= 0 && top <= display.height - graspable;
}
