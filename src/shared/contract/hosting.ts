import { z } from 'zod';
import { problemSchema } from '../problems.ts';
import { secretStatusSchema } from '../secret-status.ts';
import { storageSteps } from '../storage.ts';
import { momentSchema } from './common.ts';

/** What makes files reachable for the service, beside what is set. */
export const hostingViewSchema = z.object({
  /** Whether files on this computer can be given to the service, as far as that can be said without trying. */
  ready: z.boolean(),
  /** The port of this computer that a tunnel has to lead to; null while nothing listens. */
  port: z.number().nullable(),
  /** Where the secret of the storage's key is; null without storage. Never the secret itself. */
  secret: secretStatusSchema.nullable(),
});
export type HostingView = z.infer<typeof hostingViewSchema>;

/** One thing that a test of the host tried, in order. `reach` is all that there is to try of this computer. */
export const hostFindingSchema = z.object({
  step: z.enum([...storageSteps, 'reach']),
  /** What is wrong and what to do; null when it works. */
  problem: problemSchema.nullable(),
});
export type HostFinding = z.infer<typeof hostFindingSchema>;

/** What of this ledger's lies at the storage. */
export const storedSchema = z.object({
  objects: z.number(),
  /** In bytes; null where the storage did not say of each. */
  size: z.number().nullable(),
  /** Of those that no clip needs any more. */
  unneeded: z.number(),
  unneededSize: z.number().nullable(),
  /** The largest, at most a hundred. */
  largest: z.array(
    z.object({
      name: z.string(),
      size: z.number().nullable(),
      at: momentSchema,
      /** An upload that has not ended. */
      unfinished: z.boolean(),
      needed: z.boolean(),
    }),
  ),
});
export type Stored = z.infer<typeof storedSchema>;
