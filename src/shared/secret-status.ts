import { z } from 'zod';
import { problemSchema } from './problems.ts';

/** Where a secret is: `session` is this process's memory only. Never holds the secret. */
export const secretStatusSchema = z.object({
  from: z.enum(['environment', 'keychain', 'session', 'none']),
  /** Why the keychain could not be used, when it was asked last. */
  problem: problemSchema.nullable(),
});
export type SecretStatus = z.infer<typeof secretStatusSchema>;
