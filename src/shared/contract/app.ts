import { z } from 'zod';
import { holdKinds } from '../holds.ts';
import { steps } from '../job-state.ts';
import { priceSchema } from '../pricing.ts';
import { preferencesSchema } from '../preferences.ts';
import { problemSchema } from '../problems.ts';
import { secretStatusSchema } from '../secret-status.ts';
import { settingsSchema } from '../settings.ts';
import { balanceSchema, filterCountsSchema } from './batch.ts';
import { hostingViewSchema } from './hosting.ts';
import { costSchema, estimateSchema, idSchema, momentSchema } from './common.ts';

export const holdViewSchema = z.object({
  kind: z.enum(holdKinds),
  /** Null holds the whole queue. */
  batchId: idSchema.nullable(),
  since: momentSchema,
  stops: z.array(z.enum(steps)),
  problem: problemSchema.nullable(),
});

/** Why the balance is warned of: it does not reach over all that waits, or is below the person's limit. */
export const warningCauses = ['short', 'low'] as const;
export type WarningCause = (typeof warningCauses)[number];

/** `none`: no token is set; `refused`: the service refused the token; `unchecked`: it was not asked yet. */
export const accountViewSchema = z.object({
  state: z.enum(['none', 'unchecked', 'connected', 'refused']),
  /** Why it was refused, or why the last check told nothing. */
  problem: problemSchema.nullable(),
  /** As of the last time that the account was read. */
  balance: balanceSchema.nullable(),
  /** What of the balance the person is to be warned of, and has not taken note of. */
  warnings: z.array(z.enum(warningCauses)),
  /** Where the token is kept; never the token itself. */
  token: secretStatusSchema,
});
export type AccountView = z.infer<typeof accountViewSchema>;

/** How far the balance reaches over clips in queue order. */
export const forecastSchema = z.object({
  /** How many of `total` clips are submitted or covered for certain. */
  fits: z.number(),
  total: z.number(),
  /** The first clip that the balance may not cover; null when it covers all. */
  endsAt: idSchema.nullable(),
  /** How many credits the others lack, without those of unknown length. */
  missing: estimateSchema,
});

/** The header's figures, over the batches that have not ended. */
export const headerSchema = z.object({
  counts: filterCountsSchema,
  /** Clips of the waiting ones that the person paused. */
  paused: z.number(),
  /** Clips of the waiting ones, beside the paused, that wait for their batch alone: for its budget. */
  held: z.number(),
  /** What the clips that are neither submitted nor paused will probably cost. */
  needs: costSchema,
  /** Until all that is neither paused nor held is over, in ms; null while no clip was finished that tells. */
  timeLeft: estimateSchema.nullable(),
  price: priceSchema.nullable(),
  /** What the account has left once all that is at the service is charged; null while that is unknown. */
  available: z.number().nullable(),
  /** How far the balance reaches; null while it or the price is unknown. */
  forecast: forecastSchema.nullable(),
  /** What other work on the account used since the oldest batch at work was started, at the least. */
  elsewhere: z.object({ credits: z.number(), since: momentSchema }).nullable(),
  /** How long a clip typically takes from the begin of hosting to its end, in ms. */
  typicalMs: z.number().nullable(),
});
export type Header = z.infer<typeof headerSchema>;

/** What every screen needs. */
export const appViewSchema = z.object({
  version: z.string(),
  /** Whether the practice service is used: nothing is charged. */
  practice: z.boolean(),
  /** The host name of the API address. */
  apiHost: z.string(),
  account: accountViewSchema,
  hosting: hostingViewSchema,
  holds: z.array(holdViewSchema),
  header: headerSchema,
  settings: settingsSchema,
  preferences: preferencesSchema,
  /** Whether folders can be shown on the computer that the engine runs on. */
  canOpenFolders: z.boolean(),
  /** Whether a damaged ledger was set aside at the start, and a new one begun. */
  ledgerSetAside: z.boolean(),
});
export type AppView = z.infer<typeof appViewSchema>;

export const appSnapshotSchema = z.object({
  /** Where `queue.changes` goes on from this snapshot: `epoch:sequence`. */
  revision: z.string(),
  app: appViewSchema,
});
