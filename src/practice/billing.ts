import { z } from 'zod';

/**
 * What a job is charged for. The rate of the real service is not published; third-party notes say the shorter of video
 * and audio, rounded up to whole seconds (FISHSPEECH-API.md, "Billing").
 */
export const billingSchema = z.enum(['shorter-second', 'per-job', 'longer-second', 'audio-second']);
export type Billing = z.infer<typeof billingSchema>;

/** Durations of the two inputs, in seconds. */
export interface Durations {
  video: number;
  audio: number;
}

/** The whole seconds that a job with these inputs is billed for, and shows as `billing_duration_seconds`. */
export function billedSeconds(billing: Billing, { video, audio }: Durations): number {
  switch (billing) {
    case 'shorter-second':
    case 'per-job':
      return Math.ceil(Math.min(video, audio));
    case 'longer-second':
      return Math.ceil(Math.max(video, audio));
    case 'audio-second':
      return Math.ceil(audio);
  }
}
