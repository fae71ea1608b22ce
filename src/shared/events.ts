import { z } from 'zod';
import { holdKinds } from './holds.ts';
import { jobStates } from './job-state.ts';
import { problemSchema } from './problems.ts';

const jobState = z.enum(jobStates);
const holdKind = z.enum(holdKinds);

/** A job at the service that may be what an unknown attempt made. `createdAt`: the service's clock, ms since 1970. */
export const candidateSchema = z.object({
  remoteId: z.string(),
  status: z.string(),
  createdAt: z.number().nullable(),
  creditsUsed: z.number().nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** What an event says. The ledger appends one for every change and never alters it; `shoal run --json` prints them. */
export const eventBodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('batch-created'), name: z.string(), clips: z.number(), apiUrl: z.string() }),
  z.object({ kind: z.literal('batch-ended'), done: z.number(), failed: z.number(), rejected: z.number() }),
  z.object({
    kind: z.literal('clip'),
    /** Null for a clip that has just been added. */
    from: jobState.nullable(),
    to: jobState,
    problem: problemSchema.nullable(),
  }),
  z.object({ kind: z.literal('authorised'), number: z.number(), by: z.enum(['start', 'submit-again']) }),
  z.object({ kind: z.literal('attempt-opened'), attempt: z.number(), authorisation: z.number(), digest: z.string() }),
  z.object({
    kind: z.literal('attempt-settled'),
    attempt: z.number(),
    outcome: z.enum(['accepted', 'not-sent', 'rejected', 'refused', 'unknown']),
    reason: z.string().nullable(),
    httpStatus: z.number().nullable(),
    errorCode: z.string().nullable(),
    requestId: z.string().nullable(),
    remoteId: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('attempt-resolved'),
    attempt: z.number(),
    resolution: z.enum(['found', 'adopted', 'submitted-again', 'given-up']),
    remoteId: z.string().nullable(),
    /** The person who decided; null when the service's own list said it. */
    by: z.string().nullable(),
  }),
  /** What the service's list said of an unknown attempt, once it was walked often enough. */
  z.object({
    kind: z.literal('reconciled'),
    attempt: z.number(),
    passes: z.number(),
    candidates: z.array(candidateSchema),
  }),
  z.object({ kind: z.literal('ledger-older'), unknownHere: z.number(), takenOver: z.number() }),
  z.object({ kind: z.literal('remote-status'), status: z.string() }),
  /** The service billed a clip otherwise than the price that was learned from those before: `low` to `high` credits. */
  z.object({ kind: z.literal('bill-departed'), credits: z.number(), low: z.number(), high: z.number() }),
  /** The balance fell by at least this many credits more than this ledger's clips can have cost. */
  z.object({ kind: z.literal('other-spending'), credits: z.number() }),
  /** The balance does not reach over all that waits, or is below the person's limit: said once for each cause. */
  z.object({
    kind: z.literal('balance-warning'),
    cause: z.enum(['short', 'low']),
    credits: z.number().nullable(),
    fits: z.number().nullable(),
    total: z.number().nullable(),
  }),
  /** What a failed clip was billed, as the account's numbers tell; null where they cannot. */
  z.object({ kind: z.literal('failure-billed'), credits: z.number().nullable() }),
  /** A result that a person had lost was downloaded once more. */
  z.object({ kind: z.literal('fetched-again'), name: z.string() }),
  z.object({ kind: z.literal('budget-set'), budget: z.number().nullable() }),
  z.object({ kind: z.literal('hold-began'), hold: holdKind, problem: problemSchema.nullable() }),
  z.object({ kind: z.literal('hold-ended'), hold: holdKind, by: z.enum(['itself', 'person']) }),
  z.object({
    kind: z.literal('profile'),
    credits: z.number().nullable(),
    quota: z.number().nullable(),
    tier: z.string().nullable(),
  }),
]);
export type EventBody = z.infer<typeof eventBodySchema>;

/** One line of the ledger's history. `at` is wall-clock time in ms since 1970; `sequence` only grows. */
export interface LedgerEvent {
  sequence: number;
  at: number;
  batchId: string | null;
  jobId: string | null;
  body: EventBody;
}
