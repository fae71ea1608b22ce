import { z } from 'zod';
import { problemSchema } from '../problems.ts';
import { clipFilters, clipRowSchema } from './clip.ts';
import { costSchema, idSchema, momentSchema } from './common.ts';

/** How many clips each filter shows. */
export const filterCountsSchema = z.record(z.enum(clipFilters), z.number());
export type FilterCounts = z.infer<typeof filterCountsSchema>;

/** The account's numbers at a time; null where the service did not say. */
export const balanceSchema = z.object({
  at: momentSchema,
  credits: z.number().nullable(),
  /** `api_quota_remaining`; what it counts is not documented. */
  quota: z.number().nullable(),
  tier: z.string().nullable(),
});
export type Balance = z.infer<typeof balanceSchema>;

/** A batch, as the head of its group in the queue and as a row of the list of batches. */
export const batchRowSchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: momentSchema,
  endedAt: momentSchema.nullable(),
  /** Since when the person paused it; null when it is not paused. */
  pausedAt: momentSchema.nullable(),
  counts: filterCountsSchema,
  languages: z.number(),
  /** What was charged so far, and of how many submissions nobody knows what they cost. */
  creditsUsed: z.number(),
  unpriced: z.number(),
  /** What its clips that are not submitted yet will probably cost. */
  needs: costSchema,
  budget: z.number().nullable(),
  /** Seconds of its finished clips, as billed if the shorter input is. */
  secondsDone: z.number(),
  /** Credits a second of its finished clips; null where one of them did not say what it cost. */
  perSecond: z.number().nullable(),
  /** The account's credits before and after it; null where they could not be read. */
  startCredits: z.number().nullable(),
  endCredits: z.number().nullable(),
  /** The batch's own folder. */
  resultsFolder: z.string(),
});
export type BatchRow = z.infer<typeof batchRowSchema>;

export const batchDetailSchema = z.object({
  row: batchRowSchema,
  startBalance: balanceSchema.nullable(),
  endBalance: balanceSchema.nullable(),
  /** Failed and rejected clips by reason, most frequent first; `problem` is one of them. */
  failures: z.array(z.object({ problem: problemSchema.nullable(), clips: z.number() })),
});
export type BatchDetail = z.infer<typeof batchDetailSchema>;

/** A part of the queue: groups in order, and the rows of a window over all the rows that match, group after group. */
export const queuePageSchema = z.object({
  /** Where `queue.changes` goes on from this page: `epoch:sequence`. */
  revision: z.string(),
  /** Over the batches that were asked for and the search, whatever the filter. */
  counts: filterCountsSchema,
  /** Batches with rows that match. Row `i` of the list belongs to the group that the running sum of `clips` says. */
  groups: z.array(z.object({ batch: batchRowSchema, clips: z.number() })),
  offset: z.number(),
  rows: z.array(clipRowSchema),
});
export type QueuePage = z.infer<typeof queuePageSchema>;
