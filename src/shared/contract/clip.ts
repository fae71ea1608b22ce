import { z } from 'zod';
import { candidateSchema, eventBodySchema } from '../events.ts';
import { jobStates, steps, type JobState } from '../job-state.ts';
import { mediaInfoSchema } from '../media.ts';
import { lengthsSchema } from '../pricing.ts';
import { problemSchema } from '../problems.ts';
import { costSchema, idSchema, momentSchema } from './common.ts';

/** The filters of the queue. Each clip is shown under `all` and under one of the others: see `filterOf`. */
export const clipFilters = ['all', 'working', 'waiting', 'needs-you', 'failed', 'done', 'canceled'] as const;
export type ClipFilter = (typeof clipFilters)[number];

/** The filter besides `all` that shows a clip. A clip that is checked, or waits for it, is not worked on yet. */
export function filterOf(state: JobState): Exclude<ClipFilter, 'all'> {
  switch (state) {
    case 'draft':
    case 'checking':
    case 'ready':
    case 'hosted':
      return 'waiting';
    case 'hosting':
    case 'submitting':
    case 'accepted':
    case 'fetching':
      return 'working';
    case 'unconfirmed':
      return 'needs-you';
    case 'rejected':
    case 'failed':
      return 'failed';
    case 'done':
    case 'canceled':
      return state;
  }
}

/** What a person can do with a clip now. `retry` makes a new clip that may be charged; `recheck` and `replace` do not. */
export const clipActions = ['cancel', 'move', 'recheck', 'replace', 'retry', 'decide'] as const;
export type ClipAction = (typeof clipActions)[number];

/**
 * One row of the queue. What follows from all rows at once is not repeated in each: the hold that keeps it (see
 * `heldBy`), its expected credits (`creditsFor` its lengths) and its expected time are worked out from the app's view.
 */
export const clipRowSchema = z.object({
  id: idSchema,
  batchId: idSchema,
  name: z.string(),
  language: z.string().nullable(),
  state: z.enum(jobStates),
  /** The step that it is at or waits for; null once it is over. */
  step: z.enum(steps).nullable(),
  /** The step at which a clip that is over ended; null otherwise. */
  endedAtStep: z.enum(steps).nullable(),
  /** How far the moving step is, 0 to 1; null when that is not known. */
  fraction: z.number().min(0).max(1).nullable(),
  problem: problemSchema.nullable(),
  /** The service's own word for its state. */
  remoteStatus: z.string().nullable(),
  /** The seconds that will be billed if the shorter input is; null while unknown. */
  seconds: z.number().nullable(),
  /** Of its inputs, as they were checked: what its expected credits follow from. */
  lengths: lengthsSchema,
  creditsUsed: z.number().nullable(),
  /** Attempts of which nobody knows whether they were charged. */
  unknownAttempts: z.number(),
  /** The media whose picture stands for the clip: see media-addresses.ts. */
  pictureId: idSchema,
  /** When the work on it began (hosting), and when it was over. */
  beganAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
  retryOf: idSchema.nullable(),
  /** The newest clip that retries this one. */
  retriedBy: idSchema.nullable(),
  actions: z.array(z.enum(clipActions)),
});
export type ClipRow = z.infer<typeof clipRowSchema>;

/** An input of a clip. */
export const clipMediaSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** A file on this computer can be played by its id; a URL of the person's own cannot. */
  kind: z.enum(['file', 'url']),
  size: z.number().nullable(),
  info: mediaInfoSchema.nullable(),
});
export type ClipMedia = z.infer<typeof clipMediaSchema>;

/** The verified result; it plays at `resultAddress(clip id)`. */
export const clipResultSchema = z.object({
  name: z.string(),
  /** Whether a file is there now; only its name is looked for. */
  isThere: z.boolean(),
  seconds: z.number().nullable(),
  size: z.number(),
  sha256: z.string(),
});
export type ClipResult = z.infer<typeof clipResultSchema>;

/** One authorised create call. */
export const attemptViewSchema = z.object({
  number: z.number(),
  openedAt: momentSchema,
  settledAt: momentSchema.nullable(),
  /** Null while the answer is waited for. */
  outcome: z.enum(['accepted', 'not-sent', 'rejected', 'refused', 'unknown']).nullable(),
  reason: z.string().nullable(),
  httpStatus: z.number().nullable(),
  errorCode: z.string().nullable(),
  requestId: z.string().nullable(),
  remoteId: z.string().nullable(),
  resolution: z.enum(['found', 'adopted', 'submitted-again', 'given-up']).nullable(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

export const clipEventSchema = z.object({ sequence: z.number(), at: momentSchema, body: eventBodySchema });
export type ClipEvent = z.infer<typeof clipEventSchema>;

/** A clip with all that is known of it. */
export const clipDetailSchema = z.object({
  row: clipRowSchema,
  batchName: z.string(),
  createdAt: momentSchema,
  video: clipMediaSchema,
  audio: clipMediaSchema,
  result: clipResultSchema.nullable(),
  remoteId: z.string().nullable(),
  /** Of the last answer that had one: what the service's support asks for. */
  requestId: z.string().nullable(),
  attempts: z.array(attemptViewSchema),
  /** Oldest first. */
  events: z.array(clipEventSchema),
});
export type ClipDetail = z.infer<typeof clipDetailSchema>;

/** Some clips: by their ids, or all that a filter shows, however many that are. */
export const selectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clips'), ids: z.array(idSchema).min(1).max(1000) }),
  z.object({
    kind: z.literal('filter'),
    filter: z.enum(clipFilters),
    /** Null for all batches of the queue. */
    batchId: idSchema.nullable(),
    search: z.string().max(200),
  }),
]);
export type Selection = z.infer<typeof selectionSchema>;

/** What can be done with a selection: for how many of its clips, and what it would cost. */
export const selectionViewSchema = z.object({
  clips: z.number(),
  cancelable: z.number(),
  movable: z.number(),
  recheckable: z.number(),
  /** What retrying those that can be retried will probably be charged. */
  retry: costSchema,
});
export type SelectionView = z.infer<typeof selectionViewSchema>;

/** All that is known of a clip whose submission is unconfirmed. */
export const decisionViewSchema = z.object({
  row: clipRowSchema,
  attempt: attemptViewSchema,
  /** How many times the service's list was walked for it. */
  passes: z.number(),
  /** When it was last walked; null when not yet. */
  lookedAt: momentSchema.nullable(),
  /** Jobs at the service that may be it: of that time, and owned by no clip here. */
  candidates: z.array(candidateSchema),
  /** Whether this service repeats input URLs, so that Shoal could have found it by itself; null when not known. */
  matchesByItself: z.boolean().nullable(),
});
export type DecisionView = z.infer<typeof decisionViewSchema>;
