import { z } from 'zod';
import { appViewSchema } from './app.ts';
import { batchRowSchema } from './batch.ts';
import { clipRowSchema } from './clip.ts';
import { intakeViewSchema } from './intake.ts';

/**
 * What changed since the event before it. Comes at most ten times a second; its event id is its revision, and the
 * stream goes on after `lastEventId`. `reset`: too much was missed, pull everything again.
 */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reset') }),
  z.object({
    kind: z.literal('changes'),
    /** The rows that changed, in no order. */
    rows: z.array(clipRowSchema),
    /** Rows came, moved or changed to where another filter shows them: pull the page in sight again. */
    reordered: z.boolean(),
    /** The batches that changed. */
    batches: z.array(batchRowSchema),
    /** Each is there when it changed, whole. */
    app: appViewSchema.optional(),
    intake: intakeViewSchema.optional(),
  }),
]);
export type Change = z.infer<typeof changeSchema>;
