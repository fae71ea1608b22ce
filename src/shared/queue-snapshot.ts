import type { Result } from './result.ts';
import type { BatchView, ClipView, HoldView } from './views.ts';

/** All that the first window shows, read from the ledger at one moment. */
export interface QueueSnapshot {
  /** Whether this is the practice ledger: nothing here was sent to the service or charged. */
  practice: boolean;
  /** Whether the ledger was damaged and a new one was begun: what the old one held is not shown. */
  setAside: boolean;
  /** Newest first. */
  batches: readonly BatchView[];
  /** In queue order, those of all batches. */
  clips: readonly ClipView[];
  holds: readonly HoldView[];
}

/** What a window can ask of the program: the whole of what the preload gives to the page. */
export interface WindowApi {
  readQueue(): Promise<Result<QueueSnapshot>>;
  /** Calls `listener` when a new snapshot may differ, at most ten times a second; gives back how to stop that. */
  onQueueChanged(listener: () => void): () => void;
}
