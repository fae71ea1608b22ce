import { z } from 'zod';

/** What ffprobe says of a file, in Shoal's words. Durations in seconds, sizes in bytes, frame rate in frames a second. */
export const mediaInfoSchema = z.object({
  container: z.string(),
  durationSeconds: z.number().nullable(),
  size: z.number().int().nonnegative(),
  video: z
    .object({ codec: z.string(), width: z.number(), height: z.number(), frameRate: z.number().nullable() })
    .nullable(),
  audio: z.object({ codec: z.string(), sampleRate: z.number().nullable(), channels: z.number().nullable() }).nullable(),
});
export type MediaInfo = z.infer<typeof mediaInfoSchema>;
