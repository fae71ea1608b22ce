import { z } from 'zod';

/**
 * What a person may decide for a clip that may have been accepted: take over the remote job that it is; submit it
 * again, which may be charged twice; or give it up, which leaves a job that may have been charged to itself.
 */
export const decisionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('adopt'), remoteId: z.string().min(1) }),
  z.object({ kind: z.literal('submit-again') }),
  z.object({ kind: z.literal('give-up') }),
]);
export type Decision = z.infer<typeof decisionSchema>;
