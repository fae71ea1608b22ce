import type { MediaInfo } from '../../shared/media.ts';
import type { MediaLimits } from '../../shared/settings.ts';
import { problem, type Problem } from '../../shared/problems.ts';

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
