import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/renderer/features/queue/layout.ts';
import { createWorld } from '../fakes/window-world.ts';

const groups = createWorld('long').batches.map((batch) => ({ batch, clips: 250 }));

describe('the lines of the list', () => {
  it('have each clip once, after the head of its group', () => {
    const layout = layOut(groups, new Set());
    expect(layout.lines).toBe(40 * 251);
    const offsets: number[] = [];
    for (let index = 0; index < layout.lines; index++) {
      const line = layout.lineAt(index);
      if (line.kind === 'group') expect(layout.headOf(line.group)).toBe(index);
      else {
        offsets.push(line.offset);
        expect(layout.indexOf(line.offset)).toBe(index);
      }
    }
    expect(offsets).toEqual(Array.from({ length: 10_000 }, (_, offset) => offset));
  });

  it('leave out the clips of a folded group, and keep the places of the others', () => {
    const layout = layOut(groups, new Set([groups[1]?.batch.id ?? '']));
    expect(layout.lines).toBe(40 * 251 - 250);
    expect(layout.lineAt(252)).toEqual({ kind: 'group', group: 2 });
    expect(layout.lineAt(253)).toEqual({ kind: 'clip', group: 2, offset: 500 });
    expect(layout.indexOf(300)).toBe(251);
  });
});
