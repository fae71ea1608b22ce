import type { MediaInfo } from '../../shared/media.ts';

/**
 * The seconds that are billed if the shorter input is, rounded up: third-party notes say so, the service's own pages do
 * not. Null when a duration is unknown.
 */
export function billableSeconds(video: MediaInfo | null, audio: MediaInfo | null): number | null {
  if (video?.durationSeconds == null || audio?.durationSeconds == null) return null;
  // Containers round durations to their time base; 4.0003 s is four seconds.
  return Math.ceil(Math.min(video.durationSeconds, audio.durationSeconds) - 0.01);
}

/**
 * Credits a second, as learned from finished clips: the middle one of their rates, or null before the first. A guess is
 * never made up: without samples the price is unknown.
 */
export function learnedRate(
  samples: readonly { creditsUsed: number | null; billableSeconds: number | null }[],
): number | null {
  const rates = samples.flatMap(({ creditsUsed, billableSeconds: seconds }) =>
    creditsUsed !== null && seconds !== null && seconds > 0 ? [creditsUsed / seconds] : [],
  );
  const sorted = rates.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
