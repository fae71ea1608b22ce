import { z } from 'zod';
import { jobStates } from '../job-state.ts';
import { idSchema, momentSchema } from './common.ts';

/** What submitted clips used together. `key`: a day as `2026-11-22`, or a language; null for none. */
export const usageGroupSchema = z.object({
  key: z.string().nullable(),
  clips: z.number(),
  done: z.number(),
  failed: z.number(),
  /** As the service billed them, or else of the shorter input. */
  seconds: z.number(),
  credits: z.number(),
  /** Clips that are over and of which it is not known what they cost. */
  unpriced: z.number(),
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
  seconds: z.number().nullable(),
  /** What the service said, or for a failed clip what the account told; null while it is unknown. */
  credits: z.number().nullable(),
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
