import type { QueueGroup } from '../../store/queue-list.ts';

/** A line of the list: the head of a group, or a clip by its place among all clips of all groups. */
export type Line = { kind: 'group'; group: number } | { kind: 'clip'; group: number; offset: number };

/** Where each line of the list is. Its size is that of the groups, whatever the number of clips. */
export interface Layout {
  lines: number;
  lineAt: (index: number) => Line;
  /** The line of a clip; that of its group's head when the group is folded. */
  indexOf: (offset: number) => number;
  headOf: (group: number) => number;
}

export function layOut(groups: readonly QueueGroup[], folded: ReadonlySet<string>): Layout {
  const heads: number[] = [];
  const firsts: number[] = [];
  const shown: number[] = [];
  let lines = 0;
  let clips = 0;
  for (const group of groups) {
    heads.push(lines);
    firsts.push(clips);
    const rows = folded.has(group.batch.id) ? 0 : group.clips;
    shown.push(rows);
    lines += 1 + rows;
    clips += group.clips;
  }
  const headOf = (group: number): number => heads[group] ?? 0;
  return {
    lines,
    headOf,
    lineAt: (index) => {
      const group = lastNotAbove(heads, index);
      const within = index - headOf(group) - 1;
      return within < 0 ? { kind: 'group', group } : { kind: 'clip', group, offset: (firsts[group] ?? 0) + within };
    },
    indexOf: (offset) => {
      const group = lastNotAbove(firsts, offset);
      return (shown[group] ?? 0) === 0 ? headOf(group) : headOf(group) + 1 + offset - (firsts[group] ?? 0);
    },
  };
}

/** The place of the last of the ascending numbers that is not above `value`. */
function lastNotAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
