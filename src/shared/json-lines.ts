import { z } from 'zod';
import { candidateSchema } from './events.ts';
import { holdKinds } from './holds.ts';
import { jobStates, steps } from './job-state.ts';

/**
 * Every line that `--json` prints, as docs/json-lines.md describes it for scripts. The commands write `JsonLine`s and the
 * tests parse what they wrote, so that neither can drift from this. Times are ISO 8601 in UTC, durations in seconds; null
 * stands for unknown or not there.
 */
const time = z.iso.datetime();
const count = z.number().int().nonnegative();
const state = z.enum(jobStates);
const hold = z.enum(holdKinds);
const counts = z.partialRecord(state, count);
const problem = z.strictObject({ code: z.string(), what: z.string(), next: z.string() }).nullable();

/** What events of the ledger have in common; `clip` and `batch` are ids. */
const event = { sequence: count, at: time, batch: z.string().nullable(), clip: z.string().nullable() };
const clipName = { name: z.string(), language: z.string().nullable() };

const notices = [
  z.strictObject({ kind: z.literal('info'), at: time, text: z.string() }),
  z.strictObject({ kind: z.literal('warning'), at: time, text: z.string() }),
  z.strictObject({ kind: z.literal('unpaired'), at: time, text: z.string(), name: z.string(), reason: z.string() }),
  z.strictObject({ kind: z.literal('already-done'), at: time, text: z.string(), ...clipName, clip: z.string() }),
] as const;

export const jsonLineSchema = z.discriminatedUnion('kind', [
  // `run` and `resume`: what happens, as the ledger has it.
  z.strictObject({ kind: z.literal('batch-created'), ...event, name: z.string(), clips: count, apiUrl: z.string() }),
  z.strictObject({ kind: z.literal('batch-ended'), ...event, done: count, failed: count, rejected: count }),
  z.strictObject({
    kind: z.literal('clip'),
    ...event,
    ...clipName,
    from: state.nullable(),
    to: state,
    problem,
    /** The file in the results folder, once it is verified. */
    result: z.string().nullable(),
    resultSeconds: z.number().nullable(),
    credits: z.number().nullable(),
  }),
  z.strictObject({ kind: z.literal('authorised'), ...event, number: count, by: z.enum(['start', 'submit-again']) }),
  z.strictObject({
    kind: z.literal('attempt-opened'),
    ...event,
    attempt: count,
    authorisation: count,
    digest: z.string(),
  }),
  z.strictObject({
    kind: z.literal('attempt-settled'),
    ...event,
    attempt: count,
    outcome: z.enum(['accepted', 'not-sent', 'rejected', 'refused', 'unknown']),
    reason: z.string().nullable(),
    httpStatus: z.number().nullable(),
    errorCode: z.string().nullable(),
    requestId: z.string().nullable(),
    remoteId: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('attempt-resolved'),
    ...event,
    attempt: count,
    resolution: z.enum(['found', 'adopted', 'submitted-again', 'given-up']),
    remoteId: z.string().nullable(),
    by: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('reconciled'),
    ...event,
    attempt: count,
    passes: count,
    candidates: z.array(candidateSchema),
  }),
  z.strictObject({ kind: z.literal('ledger-older'), ...event, unknownHere: count, takenOver: count }),
  z.strictObject({ kind: z.literal('remote-status'), ...event, status: z.string() }),
  z.strictObject({
    kind: z.literal('bill-departed'),
    ...event,
    credits: z.number(),
    low: z.number(),
    high: z.number(),
  }),
  z.strictObject({ kind: z.literal('other-spending'), ...event, credits: z.number() }),
  z.strictObject({
    kind: z.literal('balance-warning'),
    ...event,
    cause: z.enum(['short', 'low']),
    credits: z.number().nullable(),
    fits: z.number().nullable(),
    total: z.number().nullable(),
  }),
  z.strictObject({ kind: z.literal('failure-billed'), ...event, credits: z.number().nullable() }),
  z.strictObject({ kind: z.literal('fetched-again'), ...event, name: z.string() }),
  z.strictObject({ kind: z.literal('budget-set'), ...event, budget: z.number().nullable() }),
  z.strictObject({ kind: z.literal('hold-began'), ...event, hold, problem }),
  z.strictObject({ kind: z.literal('hold-ended'), ...event, hold, by: z.enum(['itself', 'person']) }),
  z.strictObject({
    kind: z.literal('profile'),
    ...event,
    credits: z.number().nullable(),
    quota: z.number().nullable(),
    tier: z.string().nullable(),
  }),
  // `run` and `resume`: sentences for people, and the last line.
  ...notices,
  z.strictObject({
    kind: z.literal('summary'),
    at: time,
    exitCode: z.number().int(),
    counts,
    resultsFolders: z.array(z.string()),
  }),
  // `run --dry-run`
  z.strictObject({
    kind: z.literal('estimate'),
    ...clipName,
    refusal: z.string().nullable(),
    seconds: z.number().nullable(),
    credits: z.number().nullable(),
    creditsLow: z.number().nullable(),
    creditsHigh: z.number().nullable(),
  }),
  // `status`
  z.strictObject({
    kind: z.literal('batch-status'),
    batch: z.string(),
    name: z.string(),
    apiUrl: z.string(),
    resultsFolder: z.string(),
    created: time,
    ended: time.nullable(),
    counts,
  }),
  z.strictObject({
    kind: z.literal('clip-status'),
    clip: z.string(),
    batch: z.string(),
    ...clipName,
    state,
    heldBy: hold.nullable(),
    problem,
    remoteStatus: z.string().nullable(),
    remoteProgress: z.number().nullable(),
    result: z.string().nullable(),
    resultSeconds: z.number().nullable(),
    credits: z.number().nullable(),
    created: time,
    ended: time.nullable(),
  }),
  z.strictObject({
    kind: z.literal('forecast'),
    /** The balance as it was read `at` that time; null while it is unknown, like all that follows from it. */
    credits: z.number().nullable(),
    at: time.nullable(),
    fits: count.nullable(),
    total: count.nullable(),
    missing: z.number().nullable(),
  }),
  z.strictObject({
    kind: z.literal('hold-status'),
    hold,
    batch: z.string().nullable(),
    since: time,
    stops: z.array(z.enum(steps)),
    problem,
  }),
  // `doctor`
  z.strictObject({ kind: z.literal('finding'), check: z.string(), good: z.boolean(), text: z.string() }),
]);
export type JsonLine = z.infer<typeof jsonLineSchema>;

type WithoutTime<Line> = Line extends unknown ? Omit<Line, 'at'> : never;
/** A sentence for the person. */
export type Notice = WithoutTime<z.infer<(typeof notices)[number]>>;
