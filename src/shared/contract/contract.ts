import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { preferencesChangeSchema, preferencesSchema } from '../preferences.ts';
import { decisionSchema } from '../decision.ts';
import { ruleFitSchema } from '../pricing.ts';
import { problemSchema } from '../problems.ts';
import { settingsChangeSchema, settingsSchema } from '../settings.ts';
import { holdKinds } from '../holds.ts';
import { storageSchema } from '../storage.ts';
import { accountViewSchema, warningCauses, appSnapshotSchema, headerSchema } from './app.ts';
import { balanceSchema, batchDetailSchema, batchRowSchema, queuePageSchema } from './batch.ts';
import { changeSchema } from './changes.ts';
import { clipUsageSchema, departureSchema, usageGroupSchema } from './usage.ts';
import { clipDetailSchema, clipFilters, decisionViewSchema, selectionSchema, selectionViewSchema } from './clip.ts';
import { idSchema, momentSchema, windowSchema } from './common.ts';
import { hostFindingSchema, hostingViewSchema, storedSchema } from './hosting.ts';
import {
  addedSchema,
  broughtSchema,
  intakeClipSchema,
  intakeFileSchema,
  intakeViewSchema,
  unpairedFileSchema,
  uploadSchema,
} from './intake.ts';

/** Every procedure may answer with a problem of the catalogue: what happened, and what the person can do. */
const procedure = oc.errors({ PROBLEM: { status: 422, data: problemSchema } });

const searchSchema = z.string().max(200);
/** As many as fit into one message of a window. */
const clipIds = z.array(idSchema).min(1).max(100_000);
const fileIds = z.array(idSchema).max(100_000);
/** How many clips the person was asked about: when there are more by now, none is started. */
const agreedSchema = z.number().int().positive();
const languageSchema = z.string().max(35).nullable();

/** Everything that a window can ask of the engine. Names are DESIGN.md's words; times are ms since 1970. */
export const contract = {
  app: {
    /** Where a window begins, and where it begins again after a `reset`. */
    snapshot: procedure.output(appSnapshotSchema),
    /** Changes to the practice service, or back to the real one: another ledger, so every window begins again. */
    practise: procedure.input(z.object({ practice: z.boolean() })),
    /** A file for whoever helps: versions, settings, holds, the last problems and log lines. No secret, path or clip's name. */
    supportBundle: procedure.output(z.object({ fileName: z.string(), text: z.string() })),
  },

  account: {
    /** Reads the account again. With more credits than before, a credits hold ends. */
    check: procedure.output(accountViewSchema),
    /** The person took note of a warning: no window shows it again before its cause has ended. */
    understood: procedure.input(z.object({ cause: z.enum(warningCauses) })),
    /** Checks a token against the service and keeps it in the keychain, or else for this run; a refused one is not taken. */
    connect: procedure.input(z.object({ token: z.string().min(1).max(4000) })).output(accountViewSchema),
    /** Forgets the token, also in the keychain. Clips that are at the service wait for the next one. */
    forgetToken: procedure.output(accountViewSchema),
  },

  settings: {
    get: procedure.output(z.object({ settings: settingsSchema, preferences: preferencesSchema })),
    /** Sets what is given and leaves the rest. */
    set: procedure.input(
      z.object({
        settings: settingsChangeSchema.exactOptional(),
        preferences: preferencesChangeSchema.exactOptional(),
      }),
    ),
  },

  /** What makes files reachable; which host that is, is a setting. */
  hosting: {
    /** Uses this storage from now on. Its secret is kept in the keychain, or else for this run; null keeps the one before. */
    useStorage: procedure
      .input(z.object({ storage: storageSchema, secret: z.string().min(1).max(4000).nullable() }))
      .output(hostingViewSchema),
    /** Forgets the secret of the storage's key, also in the keychain. */
    forgetSecret: procedure.output(hostingViewSchema),
    /** Tries the host that is set, as the service would use it. */
    test: procedure.output(z.object({ findings: z.array(hostFindingSchema) })),
    /** What of this ledger's lies at the storage. */
    stored: procedure.output(storedSchema),
    /** Deletes what lies there and no clip needs. */
    purge: procedure.output(z.object({ deleted: z.number() })),
  },

  queue: {
    /** A window over the clips of the batches that are in the queue, or of one batch. */
    page: procedure
      .input(
        windowSchema.extend({
          filter: z.enum(clipFilters),
          search: searchSchema,
          batchId: idSchema.nullable(),
          /** Within a batch. `queue` is the order of work. */
          sort: z.enum(['queue', 'name', 'language']),
          descending: z.boolean(),
        }),
      )
      .output(queuePageSchema),
    /** See `changeSchema`. Give the revision of the snapshot, so that nothing in between is missed. */
    changes: procedure.input(z.object({ since: z.string() })).output(eventIterator(changeSchema)),
    /** Nothing new is submitted; clips that are at the service are watched and fetched. */
    pause: procedure,
    /** Takes back `pause`. What holds for another reason, and a batch that was paused by itself, stay held. */
    resume: procedure,
    setConcurrency: procedure.input(z.object({ concurrency: settingsSchema.shape.concurrency.unwrap() })),
    /** Takes the batches that have ended out of the queue; they stay in the list of batches. */
    clearEnded: procedure,
  },

  hold: {
    /** A person's word that what held is put right. What is still wrong brings the hold back. */
    end: procedure.input(z.object({ kind: z.enum(holdKinds), batchId: idSchema.nullable() })),
  },

  clip: {
    get: procedure.input(z.object({ id: idSchema })).output(clipDetailSchema),
    /** Shows a result in the file manager of the engine's computer: only where `canOpenFolders`. */
    revealResult: procedure.input(z.object({ id: idSchema })),
    /** Downloads a result whose file was lost once more, to where it was. Nothing is charged, nothing written over. */
    fetchAgain: procedure.input(z.object({ id: idSchema })),
    /** What can be done with a selection, before it is done. */
    select: procedure.input(selectionSchema).output(selectionViewSchema),
    /** Cancels those that nothing was sent for; the service has no way to cancel the others. */
    cancel: procedure.input(selectionSchema).output(z.object({ canceled: z.number() })),
    /** Makes new clips, each naming the one that it retries, and starts them: they may be charged. */
    retry: procedure
      .input(z.object({ selection: selectionSchema, agreed: agreedSchema }))
      .output(z.object({ retried: z.number() })),
    /** Checks rejected clips again: their files may have been mended. Nothing was sent for them. */
    recheck: procedure.input(selectionSchema).output(z.object({ rechecked: z.number() })),
    /** Gives a rejected clip another video or audio, and checks it again. */
    replaceMedia: procedure.input(z.object({ id: idSchema, role: z.enum(['video', 'audio']), with: broughtSchema })),
    /** `up` and `down` by one waiting clip of its batch; `top` before every waiting clip of the queue. */
    move: procedure
      .input(z.object({ selection: selectionSchema, to: z.enum(['up', 'down', 'top']) }))
      .output(z.object({ moved: z.number() })),
  },

  decision: {
    get: procedure.input(z.object({ clipId: idSchema })).output(decisionViewSchema),
    /** Walks the service's list once more. Changes nothing at the service. */
    lookAgain: procedure.input(z.object({ clipId: idSchema })),
    decide: procedure.input(z.object({ clipId: idSchema, decision: decisionSchema })),
  },

  batch: {
    /** All batches, newest first. */
    list: procedure.input(windowSchema).output(z.object({ total: z.number(), batches: z.array(batchRowSchema) })),
    get: procedure.input(z.object({ id: idSchema })).output(batchDetailSchema),
    /** Sets the most credits that it may use; null for no cap. Its hold ends, and comes back where that is too little. */
    setBudget: procedure.input(z.object({ id: idSchema, budget: z.number().positive().nullable() })),
    pause: procedure.input(z.object({ id: idSchema })),
    resume: procedure.input(z.object({ id: idSchema })),
    /** Shows the results folder in the file manager of the engine's computer: only where `canOpenFolders`. */
    openFolder: procedure.input(z.object({ id: idSchema })),
    /** A file to keep. It holds file names, and no path, URL or secret. */
    receipt: procedure
      .input(z.object({ id: idSchema, format: z.enum(['json', 'csv']) }))
      .output(z.object({ fileName: z.string(), text: z.string() })),
  },

  credits: {
    get: procedure
      /** The balances from here on, at most 500 of them, evenly thinned. */
      .input(z.object({ since: momentSchema }))
      .output(
        z.object({
          account: accountViewSchema,
          needs: headerSchema.shape.needs,
          price: headerSchema.shape.price,
          /** Finished clips whose bills tell the price, and how well each rule explains them, the best first. */
          bills: z.number(),
          rules: z.array(ruleFitSchema),
          /** Clips that may have been accepted: what they cost is in no number here. */
          unconfirmed: z.number(),
          history: z.array(balanceSchema),
          /** What other work on the account used in that time, at the least. */
          elsewhere: z.number(),
          /** The bills that last departed from the learned price, newest first. */
          departures: z.array(departureSchema),
        }),
      ),
    /** What was used, by day, by language or (the newest first) by clip. */
    usage: procedure
      .input(z.object({ by: z.enum(['day', 'language']) }))
      .output(z.object({ groups: z.array(usageGroupSchema) })),
    usageOfClips: procedure.input(windowSchema).output(z.object({ clips: z.array(clipUsageSchema) })),
    /** The same as a file to keep. */
    usageCsv: procedure
      .input(z.object({ by: z.enum(['batch', 'day', 'language', 'clip']) }))
      .output(z.object({ fileName: z.string(), text: z.string() })),
  },

  intake: {
    get: procedure.output(intakeViewSchema),
    clips: procedure
      .input(windowSchema)
      .output(z.object({ revision: z.number(), total: z.number(), clips: z.array(intakeClipSchema) })),
    unpaired: procedure
      .input(windowSchema)
      .output(z.object({ revision: z.number(), total: z.number(), files: z.array(unpairedFileSchema) })),
    /** All files of one kind, in a clip or not; every word of the search is in their folder and name. */
    files: procedure
      .input(windowSchema.extend({ kind: intakeFileSchema.shape.kind, search: searchSchema }))
      .output(z.object({ revision: z.number(), total: z.number(), files: z.array(intakeFileSchema) })),
    /** Adds folders (at any depth), files and manifests of this computer, by the paths that the person gave. */
    add: procedure
      .input(z.object({ paths: z.array(z.string().min(1).max(4000)).min(1).max(1000) }))
      .output(addedSchema),
    /** Adds the six sample clips. */
    addSamples: procedure.output(addedSchema),
    /** Begins a drop: its files are added together, as one step, when it is finished or nothing of it comes any more. */
    beginDrop: procedure.output(z.object({ drop: idSchema })),
    /**
     * Announces files of a drop; each gets an id, or null when it is neither media nor a manifest by its name. With
     * `drop: null` they are for something else than the intake.
     */
    announceUploads: procedure
      .input(z.object({ drop: idSchema.nullable(), files: z.array(uploadSchema).min(1).max(1000) }))
      .output(z.object({ ids: z.array(idSchema.nullable()) })),
    /** Adds what arrived of a drop: everything of it has arrived, failed or was canceled. */
    finishDrop: procedure.input(z.object({ drop: idSchema })).output(addedSchema),
    /** Makes a clip of each video with each audio. Those that are there already stay as they are. */
    pair: procedure.input(z.object({ videos: fileIds.min(1), audios: fileIds.min(1) })),
    /** Takes clips apart: files that are in no other clip go to the unpaired ones. */
    unpair: procedure.input(z.object({ clips: clipIds })),
    setLanguage: procedure.input(z.object({ clips: clipIds, language: languageSchema })),
    rename: procedure.input(z.object({ clip: idSchema, name: z.string().trim().min(1).max(500) })),
    /** Whether clips that were already made are made, and paid for, again. */
    setAgain: procedure.input(z.object({ clips: clipIds, again: z.boolean() })),
    /** Takes clips and files out of the intake. The files themselves are not touched. */
    remove: procedure.input(z.object({ clips: fileIds, files: fileIds })),
    undo: procedure,
    clear: procedure,
    setBatch: procedure.input(
      z.object({
        name: z.string().trim().min(1).max(200).exactOptional(),
        resultsFolder: z.string().min(1).max(4000).exactOptional(),
        budget: z.number().positive().nullable().exactOptional(),
      }),
    ),
    /** Starts the given clips, as many as the balance covers, or (null) all that can be: a person's word that each may be submitted once. */
    start: procedure
      .input(z.object({ clips: z.union([clipIds, z.literal('as-many-as-fit')]).nullable(), agreed: agreedSchema }))
      .output(z.object({ batchId: idSchema, clips: z.number() })),
  },
};

export type Contract = typeof contract;
