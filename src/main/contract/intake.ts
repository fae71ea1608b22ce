import type { Upload } from '../../shared/contract/intake.ts';
import { isManifestName, longestManifest } from '../core/manifest.ts';
import { kindOfName } from '../core/pairing.ts';
import { os } from './context.ts';
import { valueOf } from './errors.ts';

export const intake = {
  get: os.intake.get.handler(({ context }) => context.workspace().intake.view()),
  clips: os.intake.clips.handler(({ input, context }) => context.workspace().intake.clips(input.offset, input.limit)),
  unpaired: os.intake.unpaired.handler(({ input, context }) =>
    context.workspace().intake.unpaired(input.offset, input.limit),
  ),
  add: os.intake.add.handler(({ input, context, signal }) =>
    context.workspace().intake.add(input.paths, signal ?? new AbortController().signal),
  ),
  addSamples: os.intake.addSamples.handler(async ({ context, errors, signal }) => {
    const folder = valueOf(await context.makeSamples(), errors);
    return context.workspace().intake.add([folder], signal ?? new AbortController().signal);
  }),
  files: os.intake.files.handler(({ input: { kind, search, offset, limit }, context }) =>
    context.workspace().intake.files(kind, search, offset, limit),
  ),
  beginDrop: os.intake.beginDrop.handler(({ context }) => ({ drop: context.workspace().uploads.beginDrop() })),
  announceUploads: os.intake.announceUploads.handler(({ input, context, errors }) => {
    const { uploads } = context.workspace();
    return {
      ids: input.files.map((file) =>
        isTaken(file, input.drop) ? valueOf(uploads.announce(file, input.drop), errors) : null,
      ),
    };
  }),
  finishDrop: os.intake.finishDrop.handler(async ({ input, context, errors }) =>
    valueOf(await context.workspace().uploads.finishDrop(input.drop), errors),
  ),
  pair: os.intake.pair.handler(({ input, context, errors }) => {
    valueOf(context.workspace().intake.pair(input.videos, input.audios), errors);
  }),
  unpair: os.intake.unpair.handler(({ input, context }) => context.workspace().intake.unpair(input.clips)),
  setLanguage: os.intake.setLanguage.handler(({ input, context, errors }) => {
    valueOf(context.workspace().intake.setLanguage(input.clips, input.language), errors);
  }),
  rename: os.intake.rename.handler(({ input, context }) => context.workspace().intake.rename(input.clip, input.name)),
  setAgain: os.intake.setAgain.handler(({ input, context }) =>
    context.workspace().intake.setAgain(input.clips, input.again),
  ),
  remove: os.intake.remove.handler(({ input, context }) => context.workspace().intake.remove(input.clips, input.files)),
  undo: os.intake.undo.handler(({ context }) => context.workspace().intake.undo()),
  clear: os.intake.clear.handler(({ context }) => context.workspace().intake.clear()),
  setBatch: os.intake.setBatch.handler(({ input, context }) => context.workspace().intake.setBatch(input)),
  start: os.intake.start.handler(async ({ input, context, errors }) =>
    valueOf(await context.workspace().startIntake(input.clips, input.agreed), errors),
  ),
};

/** Whether a file is of use by its name: media, or in a drop a manifest. */
function isTaken({ name, size }: Upload, drop: string | null): boolean {
  return kindOfName(name) !== null || (drop !== null && isManifestName(name) && size <= longestManifest);
}
