import type { MediaInfo } from '../../shared/media.ts';

/**
 * What is wrong with a result, or null when it is what was paid for: a video with sound, about as long as one of the
 * inputs. The service does not say which input sets the length, so either will do, and so will all between them.
 * Durations in seconds; unknown ones are not held against it.
 */
export function verifyResult(result: MediaInfo, inputs: { video: number | null; audio: number | null }): string | null {
  if (result.video === null) return 'it has no video';
  if (result.audio === null) return 'it has no sound';
  if (result.durationSeconds === null || result.durationSeconds <= 0) return 'its duration is unknown';
  const known = [inputs.video, inputs.audio].filter((seconds) => seconds !== null);
  if (known.length === 0) return null;
  const shortest = Math.min(...known);
  const longest = Math.max(...known);
  const lower = shortest - Math.max(1, shortest * 0.05);
  const upper = known.length === 1 ? Infinity : longest + Math.max(1, longest * 0.05);
  if (result.durationSeconds >= lower && result.durationSeconds <= upper) return null;
  const expected = shortest === longest ? seconds(shortest) : `${seconds(shortest)} to ${seconds(longest)}`;
  return `it lasts ${seconds(result.durationSeconds)}, expected ${expected}`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
