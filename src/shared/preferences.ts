import { z } from 'zod';

/** How a person likes Shoal to look and speak. Kept in the ledger, the same in every window. */
export const preferencesSchema = z.object({
  appearance: z.enum(['system', 'light', 'dark']).default('system'),
  compactRows: z.boolean().default(false),
  /** Null for the system's language. */
  language: z.enum(['en', 'zh-CN']).nullable().default(null),
  /** Where batches make their folders; null until one is chosen. */
  resultsFolder: z.string().nullable().default(null),
  /** What to be told of while no window is in front. */
  notifyOfBatchEnds: z.boolean().default(true),
  notifyOfHolds: z.boolean().default(true),
  notifyOfDecisions: z.boolean().default(true),
  /** Whether the welcome was gone through. */
  welcomed: z.boolean().default(false),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const { shape } = preferencesSchema;
/** Some of the preferences. Without their defaults: what is not given must stay as it is. */
export const preferencesChangeSchema = z.object({
  appearance: shape.appearance.unwrap().exactOptional(),
  compactRows: shape.compactRows.unwrap().exactOptional(),
  language: shape.language.unwrap().exactOptional(),
  resultsFolder: shape.resultsFolder.unwrap().exactOptional(),
  notifyOfBatchEnds: shape.notifyOfBatchEnds.unwrap().exactOptional(),
  notifyOfHolds: shape.notifyOfHolds.unwrap().exactOptional(),
  notifyOfDecisions: shape.notifyOfDecisions.unwrap().exactOptional(),
  welcomed: shape.welcomed.unwrap().exactOptional(),
});
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>;
