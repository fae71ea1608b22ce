import type { AppView } from '../../shared/contract/app.ts';

/** What the menu, the tray and the dock show of the queue. */
export interface Status {
  working: number;
  waiting: number;
  needsYou: number;
  /** Share of the clips of the queue that are over, 0 to 1; null when nothing is under way. */
  progress: number | null;
  paused: boolean;
  /** Whether transfers or polls are due: the computer is to stay awake. */
  busy: boolean;
}

/** Reads it from what windows see. A short hold that ends by itself within minutes (`rate-limit`) is no reason to sleep. */
export function statusOf({ header: { counts }, holds }: Pick<AppView, 'header' | 'holds'>): Status {
  const { all, working, waiting } = counts;
  const ofQueue = holds.filter(({ batchId, kind }) => batchId === null && kind !== 'rate-limit');
  const open = working + waiting;
  return {
    working,
    waiting,
    needsYou: counts['needs-you'],
    progress: open === 0 || all === 0 ? null : (all - open) / all,
    paused: holds.some(({ kind, batchId }) => kind === 'user' && batchId === null),
    busy: working > 0 && ofQueue.length === 0,
  };
}
