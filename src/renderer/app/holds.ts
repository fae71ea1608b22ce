import type { AppView } from '../../shared/contract/app.ts';
import type { HoldKind } from '../../shared/holds.ts';

export type Hold = AppView['holds'][number];

/** Those that end by themselves or that the person made are grey; the others need the person, and are amber. */
export function needsYou(kind: HoldKind): boolean {
  return kind !== 'user' && kind !== 'offline' && kind !== 'rate-limit';
}

/** Whether the person paused the whole queue. */
export function isPaused(holds: readonly Hold[]): boolean {
  return holds.some(({ kind, batchId }) => kind === 'user' && batchId === null);
}

/** The hold of the whole queue that the header names: the one that needs the person before the others. */
export function queueHold(holds: readonly Hold[]): Hold | null {
  const ofQueue = holds.filter(({ batchId, kind }) => batchId === null && kind !== 'rate-limit');
  return ofQueue.find(({ kind }) => needsYou(kind)) ?? ofQueue[0] ?? null;
}

/** Those that a banner tells of: what the person did is said in the header, what passes in a moment nowhere. */
export function holdsToTell(holds: readonly Hold[]): readonly Hold[] {
  return holds.filter(({ kind }) => kind !== 'user' && kind !== 'rate-limit');
}
