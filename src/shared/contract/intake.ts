import { z } from 'zod';
import { mediaInfoSchema } from '../media.ts';
import { problemSchema } from '../problems.ts';
import { costSchema, estimateSchema, idSchema, momentSchema } from './common.ts';

/** A file of the intake. Its picture and its sound are at the addresses of `mediaId`. */
export const intakeFileSchema = z.object({
  id: idSchema,
  mediaId: idSchema,
  /** Relative to what was dropped, with `/` between folders; empty for its top. */
  folder: z.string(),
  name: z.string(),
  kind: z.enum(['video', 'audio']),
  /** `url`: a manifest's own https URL, which is not looked into. */
  source: z.enum(['file', 'url']),
  /** Whether it is still being looked into. */
  probing: z.boolean(),
  info: mediaInfoSchema.nullable(),
  /** Why it cannot be submitted. */
  problem: problemSchema.nullable(),
});
export type IntakeFile = z.infer<typeof intakeFileSchema>;

/** One pair of the sheet: what would become a clip. Rows of one video follow each other. */
export const intakeClipSchema = z.object({
  id: idSchema,
  name: z.string(),
  language: z.string().nullable(),
  video: intakeFileSchema,
  audio: intakeFileSchema,
  /** The seconds that are billed if the shorter input is; null while a duration is unknown. */
  seconds: z.number().nullable(),
  /** By how many seconds the audio is longer than the video; negative when shorter. */
  audioLongerBy: z.number().nullable(),
  /** The clip that was already made, or is being made, of the same two unchanged files. */
  already: z.object({ clipId: idSchema, state: z.enum(['done', 'going-on']), at: momentSchema }).nullable(),
  /** Whether to make it again, and pay again, all the same. Without it a clip that is there already is left out. */
  again: z.boolean(),
});
export type IntakeClip = z.infer<typeof intakeClipSchema>;

/** Why a file is in no clip; `candidates` are the files that it could be paired with, when some compete. */
export const unpairedFileSchema = z.object({
  file: intakeFileSchema,
  reason: z.enum([
    'no-video-in-folder',
    'no-audio-in-folder',
    'no-video-of-that-name',
    'no-audio-of-that-name',
    'videos-share-name',
    'audios-share-name',
    'fits-several-videos',
    /** A person took it out of its clip. */
    'unpaired-by-you',
  ]),
  candidates: z.array(intakeFileSchema),
});
export type UnpairedFile = z.infer<typeof unpairedFileSchema>;

/** What the last step that can be undone did. */
export const intakeSteps = ['add', 'pair', 'unpair', 'language', 'rename', 'again', 'remove', 'clear'] as const;
export type IntakeStep = (typeof intakeSteps)[number];

/** The intake as a whole. There is one, and every window shows the same. */
export const intakeViewSchema = z.object({
  /** Grows with every change of a row: then pull the rows in sight again. */
  revision: z.number(),
  batchName: z.string(),
  /** Where the batch's own folder will be made; null until one is set. */
  resultsFolder: z.string().nullable(),
  /** The most credits that the batch may use; null for no cap. */
  budget: z.number().nullable(),
  videos: z.number(),
  audios: z.number(),
  folders: z.number(),
  clips: z.number(),
  unpaired: z.number(),
  /** Files that are still being looked into, of `toProbe` since they last were none. */
  probing: z.number(),
  toProbe: z.number(),
  languages: z.array(z.object({ language: z.string().nullable(), clips: z.number() })),
  /** Clips with a file that cannot be submitted: they are left out. */
  withProblems: z.number(),
  /** Clips that are there already and are left out. */
  already: z.number(),
  /** Clips whose lengths differ by 2 seconds or more. */
  mismatched: z.number(),
  /** What “start” would start, and what that will probably cost. */
  start: costSchema,
  /** What the balance has left for them, beyond what the queue needs; null while unknown. */
  left: estimateSchema.nullable(),
  /** How many of those, from the first on, the balance covers beyond what the queue needs; null while unknown. */
  fits: z.number().nullable(),
  undoable: z.enum(intakeSteps).nullable(),
});
export type IntakeView = z.infer<typeof intakeViewSchema>;

/** What came of adding something. `problems`: everything that is wrong at once; then nothing of that source was added. */
export const addedSchema = z.object({
  files: z.number(),
  /** Files that are neither video nor audio by their names. */
  leftOut: z.number(),
  problems: z.array(problemSchema),
});
export type Added = z.infer<typeof addedSchema>;

/** A dropped file that is going to be sent: `PUT` its bytes to `uploadAddress(id)`. */
export const uploadSchema = z.object({
  name: z.string().min(1).max(500),
  /** Relative to what was dropped, with `/` between folders. */
  folder: z.string().max(2000),
  size: z.number().int().nonnegative(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** A file that a person brings in the place of another: by path on this computer, or sent before. */
export const broughtSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1).max(4000) }),
  z.object({ kind: z.literal('upload'), id: idSchema }),
]);
export type Brought = z.infer<typeof broughtSchema>;
