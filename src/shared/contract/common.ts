import { z } from 'zod';

/** An opaque id: it names something in the ledger and tells nothing about it. */
export const idSchema = z.string().regex(/^[a-z0-9-]{1,64}$/);

/** A moment: wall-clock time in ms since 1970. */
export const momentSchema = z.number();

/** A part of a long list: `limit` items from `offset` on. */
export const windowSchema = z.object({
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
});

/** What is not known exactly: said as “about `likely`”, with its range on hover. Never below 0. */
export const estimateSchema = z.object({ low: z.number(), likely: z.number(), high: z.number() });
export type Estimate = z.infer<typeof estimateSchema>;

/** What some clips will probably cost. `credits` is null while no price was learned. */
export const costSchema = z.object({
  clips: z.number(),
  /** The seconds that are billed if the shorter input is. */
  seconds: z.number(),
  /** Clips whose seconds are not known: the cost comes on top of theirs. */
  unmeasured: z.number(),
  credits: estimateSchema.nullable(),
});
export type Cost = z.infer<typeof costSchema>;
