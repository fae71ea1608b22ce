import { z } from 'zod';
import type { MediaInfo } from '../../shared/media.ts';
import { problem, type Problem } from '../../shared/problems.ts';

/**
 * The largest media that Shoal submits: durations in seconds, sizes in megabytes (1,000,000 bytes). The service
 * publishes no limits, so each is a setting.
 */
export const mediaLimitsSchema = z.object({
  videoSeconds: z.number().positive().default(600),
  videoMegabytes: z.number().positive().default(2000),
  audioSeconds: z.number().positive().default(600),
  audioMegabytes: z.number().positive().default(2000),
});
export type MediaLimits = z.infer<typeof mediaLimitsSchema>;

/** Rounds up to a tenth, so that a value over its limit never reads as equal to it. */
function tenths(value: number): number {
  return Math.ceil(value * 10) / 10;
}

/**
 * Why a file cannot take its part in a clip, or null when it can. A video needs a picture and may be silent; an audio
 * track needs sound and may be the sound of a video. `name` is the file's base name.
 */
export function checkMedia(
  role: 'video' | 'audio',
  name: string,
  info: MediaInfo,
  limits: MediaLimits,
): Problem | null {
  if (role === 'video' && info.video === null) return problem('media.no-video', { name });
  if (role === 'audio' && info.audio === null) return problem('media.no-audio', { name });
  if (info.durationSeconds === null || info.durationSeconds <= 0) return problem('media.no-duration', { name });

  const maxSeconds = role === 'video' ? limits.videoSeconds : limits.audioSeconds;
  if (info.durationSeconds > maxSeconds) {
    return problem('media.too-long', { name, seconds: tenths(info.durationSeconds), limit: maxSeconds });
  }
  const megabytes = info.size / 1_000_000;
  const maxMegabytes = role === 'video' ? limits.videoMegabytes : limits.audioMegabytes;
  if (megabytes > maxMegabytes) {
    return problem('media.too-large', { name, megabytes: tenths(megabytes), limit: maxMegabytes });
  }
  return null;
}
