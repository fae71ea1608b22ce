import { describe, expect, it } from 'vitest';
import { checkMedia } from '../../../src/main/core/check-media.ts';
import { mediaLimitsSchema } from '../../../src/shared/settings.ts';
import type { MediaInfo } from '../../../src/shared/media.ts';

const limits = mediaLimitsSchema.parse({});
const whole: MediaInfo = {
  container: 'mov,mp4',
  durationSeconds: 600,
  size: 2_000_000_000,
  video: { codec: 'h264', width: 320, height: 180, frameRate: 25 },
  audio: { codec: 'aac', sampleRate: 44100, channels: 2 },
};

describe('checkMedia', () => {
  it('takes media exactly at the default limits, and a video as the audio track', () => {
    expect(checkMedia('video', 'a.mp4', whole, limits)).toBeNull();
    expect(checkMedia('audio', 'a.mp4', whole, limits)).toBeNull();
  });

  it('needs only its own part: a silent video is a video, sound alone is an audio track', () => {
    expect(checkMedia('video', 'a.mp4', { ...whole, audio: null }, limits)).toBeNull();
    expect(checkMedia('audio', 'a.wav', { ...whole, video: null }, limits)).toBeNull();
    expect(checkMedia('video', 'a.wav', { ...whole, video: null }, limits)?.code).toBe('media.no-video');
    expect(checkMedia('audio', 'a.mp4', { ...whole, audio: null }, limits)?.code).toBe('media.no-audio');
  });

  it.each([null, 0])('needs a duration, not %s', (durationSeconds) => {
    expect(checkMedia('video', 'a.mp4', { ...whole, durationSeconds }, limits)?.code).toBe('media.no-duration');
  });

  it('never shows a value over its limit as equal to it', () => {
    expect(checkMedia('video', 'a.mp4', { ...whole, durationSeconds: 600.02 }, limits)).toEqual({
      code: 'media.too-long',
      parameters: { name: 'a.mp4', seconds: 600.1, limit: 600 },
    });
    expect(checkMedia('audio', 'a.wav', { ...whole, size: 2_000_000_001 }, limits)).toEqual({
      code: 'media.too-large',
      parameters: { name: 'a.wav', megabytes: 2000.1, limit: 2000 },
    });
  });

  it('keeps each role to its own limits', () => {
    const own = mediaLimitsSchema.parse({ audioSeconds: 10, videoMegabytes: 1 });
    expect(checkMedia('audio', 'a', whole, own)?.code).toBe('media.too-long');
    expect(checkMedia('video', 'a', whole, own)?.code).toBe('media.too-large');
  });
});
