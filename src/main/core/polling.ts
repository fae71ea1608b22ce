/**
 * When to ask after a job next, in ms. Starts at `firstMs`, backs off to `slowestMs` with jitter, and is quick again
 * around the time that jobs have typically taken, so that a finished one does not wait.
 */
export function nextPollMs(input: {
  /** How many times it was asked for already. */
  polls: number;
  /** How long ago it was accepted. */
  elapsedMs: number;
  /** What finished jobs typically took; null while unknown. */
  typicalMs: number | null;
  firstMs: number;
  slowestMs: number;
  /** 0 (inclusive) to 1 (exclusive). */
  fraction: number;
}): number {
  const { polls, elapsedMs, typicalMs, firstMs, slowestMs, fraction } = input;
  const backedOff = Math.min(slowestMs, firstMs * 1.3 ** polls) * (0.85 + 0.3 * fraction);
  if (typicalMs === null) return backedOff;
  const quick = Math.max(firstMs / 6, Math.min(firstMs, typicalMs * 0.05));
  const due = typicalMs * 0.95 - elapsedMs;
  if (due > 0) return Math.min(backedOff, Math.max(due, quick));
  return elapsedMs < typicalMs * 1.5 ? quick : backedOff;
}

/** The middle value, or null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
