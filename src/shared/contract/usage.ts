import { z } from 'zod';
import { jobStates } from '../job-state.ts';
import { idSchema, momentSchema } from './common.ts';

/** What submitted clips used together. `key`: a day as `2026-11-22`, or a language; null for none. */
export const usageGroupSchema = z.object({
  key: z.string().nullable(),
  clips: z.number(),
  done: z.number(),
  failed: z.number(),
  /** Begun seconds of the shorter input, of the clips that are done. */
  seconds: z.number(),
  credits: z.number(),
  /** Submissions of which nobody knows what they cost. */
  unpriced: z.number(),
  /** Credits a second of the clips that are done; null where none told. */
  perSecond: z.number().nullable(),
  /** Of the failed ones: charged, and known not to have been. */
  failedBilled: z.number(),
  failedFree: z.number(),
});
export type UsageGroup = z.infer<typeof usageGroupSchema>;

export const clipUsageSchema = z.object({
  id: idSchema,
  batch: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  state: z.enum(jobStates),
  /** Begun seconds of the shorter input, and those that the service says it billed. */
  seconds: z.number().nullable(),
  secondsBilled: z.number().nullable(),
  /** What the service said, or for a failed clip what the account told; null while it is unknown. */
  credits: z.number().nullable(),
  /** Attempts of which nobody knows whether they were charged. */
  unknownAttempts: z.number(),
  endedAt: momentSchema.nullable(),
});
export type ClipUsage = z.infer<typeof clipUsageSchema>;

/** A bill that was not as the price was learned: `low` to `high` credits were expected. */
export const departureSchema = z.object({
  clipId: idSchema,
  name: z.string(),
  at: momentSchema,
  credits: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Departure = z.infer<typeof departureSchema>;
