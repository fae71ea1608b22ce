/**
 * When to ask after a job next, in ms. Starts at `firstMs`, backs off to `slowestMs` with jitter, and is quicker from half
 * of the expected time on and quickest around it, so that a finished job does not wait. What was observed of earlier jobs
 * is when they were found to be finished, which is later than when they were: asking early is what corrects it.
 */
export function nextPollMs(input: {
  /** How many times it was asked for already. */
  polls: number;
  /** How long ago it was accepted. */
  elapsedMs: number;
  /** How far the service says that it is, over 0 to 1; null while it says nothing. */
  progress: number | null;
  /** After what time earlier jobs were found to be finished, typically; null while unknown. */
  typicalMs: number | null;
  firstMs: number;
  slowestMs: number;
  /** 0 (inclusive) to 1 (exclusive). */
  fraction: number;
}): number {
  const { polls, elapsedMs, progress, typicalMs, firstMs, slowestMs, fraction } = input;
  const backedOff = Math.min(slowestMs, firstMs * 1.3 ** polls) * (0.85 + 0.3 * fraction);
  const expectedMs = progress === null ? typicalMs : elapsedMs / progress;
  if (expectedMs === null || elapsedMs > expectedMs * 1.5) return backedOff;
  const pace = (share: number): number => Math.max(firstMs / 6, Math.min(firstMs, expectedMs * share));
  const untilNear = expectedMs * 0.9 - elapsedMs;
  if (untilNear <= 0) return Math.min(backedOff, pace(0.05));
  const untilHalf = expectedMs * 0.5 - elapsedMs;
  const wanted = untilHalf > 0 ? untilHalf : Math.min(untilNear, expectedMs * 0.1);
  return Math.min(backedOff, Math.max(wanted, pace(0.05)));
}

/** The middle value, or null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
