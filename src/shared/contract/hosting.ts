import { z } from 'zod';
import { problemSchema } from '../problems.ts';
import { secretStatusSchema } from '../secret-status.ts';
import { storageSteps } from '../storage.ts';
import { momentSchema } from './common.ts';

/** What the settings do not say of hosting. */
export const hostingViewSchema = z.object({
  /** Where the secret of the storage's key is; never the secret itself. */
  secret: secretStatusSchema,
  /** The port of this computer that a tunnel has to lead to; null before it served any file. */
  port: z.number().nullable(),
});

export type HostingView = z.infer<typeof hostingViewSchema>;

/** A step of the connection test, and what is wrong; null when nothing is. */
export const storageFindingSchema = z.object({ step: z.enum(storageSteps), problem: problemSchema.nullable() });
export type StorageFinding = z.infer<typeof storageFindingSchema>;

/** Something of this ledger's at the storage. */
export const storedObjectSchema = z.object({
  name: z.string(),
  /** In bytes; null where it is not known. */
  size: z.number().nullable(),
  atMs: momentSchema,
  /** An upload that was begun and not finished. */
  unfinished: z.boolean(),
  /** Whether a clip that is not over needs it. */
  needed: z.boolean(),
});
export type StoredObjectView = z.infer<typeof storedObjectSchema>;

/** What lies at the storage: the oldest of it, and sums over all of it. */
export const storedSchema = z.object({
  objects: z.array(storedObjectSchema),
  total: z.number(),
  bytes: z.number(),
  notNeeded: z.number(),
  notNeededBytes: z.number(),
});
export type Stored = z.infer<typeof storedSchema>;
