import { basename } from 'node:path';
import type {
  Added,
  IntakeClip,
  IntakeFile,
  IntakeStep,
  IntakeView,
  UnpairedFile,
} from '../../../shared/contract/intake.ts';
import type { Cost } from '../../../shared/contract/common.ts';
import { costOfClips } from '../../../shared/costs.ts';
import type { Lengths } from '../../../shared/pricing.ts';
import { problem } from '../../../shared/problems.ts';
import { failure, success, type Result } from '../../../shared/result.ts';
import { reachOf } from '../../core/forecast.ts';
import { canonicalLanguage } from '../../core/language.ts';
import type { FileKind } from '../../core/pairing.ts';
import { gatherDrop, type DroppedClip } from '../../intake/gather-drop.ts';
import { gather } from '../../intake/gather.ts';
import type { ReceivedFile } from '../../intake/received-file.ts';
import type { IntakeClipRow, IntakeFileRecord } from '../../ledger/intake.ts';
import type { IntakeEdit } from '../../ledger/intake-steps.ts';
import type { ClipToAdd } from '../../queue/add-batch.ts';
import { keepAbout, readAbout, type About } from './about.ts';
import { Addition, takenOut } from './addition.ts';
import type { IntakeOptions } from './options.ts';
import { Probing } from './probing.ts';
import { clipViews, fileView, unpairedViews } from './views.ts';

/** The most clips that one pairing makes: each video goes with each audio. */
const mostPairs = 10_000;

/**
 * The intake: what a person brought, how it pairs, and what it would cost. All of it is in the ledger, so that it
 * survives a restart and every window sees the same; this adds the rules. Files are looked into in the background.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #probing: Probing;
  #revision = 0;
  /** The most files that waited to be looked into since they last were none. */
  #toProbe = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#probing = new Probing(options, () => this.#changed());
  }

  /** Goes on with files that were not looked into yet. */
  start(): void {
    this.#probing.goOn();
  }

  stop(): Promise<void> {
    return this.#probing.stop();
  }

  /** Adds what is at these paths of this computer. */
  async add(paths: readonly string[], signal: AbortSignal): Promise<Added> {
    const { files, clips, leftOut, problems } = await gather(
      paths,
      this.about().resultsFolder ?? this.#options.resultsFolder(),
      signal,
    );
    if (signal.aborted) return { files: 0, leftOut: 0, problems: [] };
    const added = this.#add((addition) => {
      for (const file of files) addition.putSource({ kind: 'path', path: file.path }, file.folder, file.kind);
      for (const { clip, manifest } of clips) {
        const videoId = addition.putSource(clip.video, manifest, 'video');
        const audioId = addition.putSource(clip.audio, manifest, 'audio');
        addition.putClip({ name: clip.name, language: clip.language, videoId, audioId });
      }
    });
    const [only] = paths;
    if (only !== undefined && paths.length === 1) this.#callIt(basename(only));
    return { files: added, leftOut, problems };
  }

  /** Adds the files of one drop that a window sent, as one step: media, and what manifests among them name. */
  async addDrop(received: readonly ReceivedFile[]): Promise<Added> {
    const { media, clips, problems } = await gatherDrop(received);
    const added = this.#add((addition) => {
      const put = (source: DroppedClip['video'], manifest: string, kind: FileKind): string =>
        source.kind === 'received'
          ? addition.putReceived(source.file, manifest, kind)
          : addition.putSource(source, manifest, kind);
      // First, so that a file which a manifest names is in the manifest's group, where no name pairs it.
      for (const { name, language, video, audio, manifest } of clips)
        addition.putClip({
          name,
          language,
          videoId: put(video, manifest, 'video'),
          audioId: put(audio, manifest, 'audio'),
        });
      for (const { file, kind } of media) addition.putReceived(file, file.folder, kind);
    });
    const [top, ...others] = new Set(received.map(({ folder }) => folder.split('/')[0] ?? ''));
    // What was sent before is not needed a second time.
    this.#options.onRelease();
    if (added > 0 && top !== undefined && others.length === 0) this.#callIt(top);
    return { files: added, leftOut: 0, problems };
  }

  /** Makes a clip of each video with each audio; fails with `request.no-file` or `request.too-many-pairs`. */
  pair(videos: readonly string[], audios: readonly string[]): Result<void> {
    const { ledger } = this.#options;
    const clips = videos.length * audios.length;
    if (clips > mostPairs) return failure(problem('request.too-many-pairs', { clips, most: mostPairs }));
    const found = (ids: readonly string[], kind: 'video' | 'audio'): IntakeFileRecord[] | null => {
      const files = ids.flatMap((id) => ledger.intake.file(id) ?? []);
      // The sound of a video can be an audio track; a picture cannot come from an audio file.
      return files.length === ids.length && (kind === 'audio' || files.every((file) => file.kind === 'video'))
        ? files
        : null;
    };
    const [pictures, tracks] = [found(videos, 'video'), found(audios, 'audio')];
    if (pictures === null || tracks === null) return failure(problem('request.no-file'));
    this.#step('pair', (edit) => new Addition(this.#options, edit).pairEach(pictures, tracks));
    return success(undefined);
  }

  /** Takes clips apart. A file that is then in no clip is not paired by its name again. */
  unpair(clipIds: readonly string[]): void {
    this.#step('unpair', (edit) => {
      for (const clip of this.#clips(clipIds)) {
        edit.removeClip(clip.id);
        for (const id of [clip.videoId, clip.audioId]) {
          const file = this.#options.ledger.intake.fileRow(id);
          if (file !== null) edit.putFile({ ...file, reason: takenOut });
        }
      }
    });
  }

  /** `language`: a tag such as `fr-CA`, or null for none. Fails with `request.no-language` for what is no language. */
  setLanguage(clipIds: readonly string[], language: string | null): Result<void> {
    const canonical = language === null ? null : canonicalLanguage(language);
    if (language !== null && canonical === null) return failure(problem('request.no-language', { value: language }));
    this.#step('language', (edit) => {
      for (const clip of this.#clips(clipIds)) edit.putClip({ ...clip, language: canonical });
    });
    return success(undefined);
  }

  rename(clipId: string, name: string): void {
    this.#step('rename', (edit) => {
      for (const clip of this.#clips([clipId])) edit.putClip({ ...clip, name });
    });
  }

  /** Whether clips that are there already are made, and paid for, again. */
  setAgain(clipIds: readonly string[], again: boolean): void {
    this.#step('again', (edit) => {
      for (const clip of this.#clips(clipIds)) edit.putClip({ ...clip, again: again ? 1 : 0 });
    });
  }

  /** Takes clips, and files with all their clips, out of the intake. A removed clip takes files along that no other has. */
  remove(clipIds: readonly string[], fileIds: readonly string[]): void {
    const { intake } = this.#options.ledger;
    this.#step('remove', (edit) => {
      const files = new Set(fileIds);
      for (const clip of this.#clips(clipIds)) {
        edit.removeClip(clip.id);
        for (const id of [clip.videoId, clip.audioId]) if (intake.clipsOf(id).length === 0) files.add(id);
      }
      for (const id of files) {
        for (const clip of intake.clipsOf(id)) edit.removeClip(clip.id);
        edit.removeFile(id);
      }
    });
  }

  clear(): void {
    const { intake } = this.#options.ledger;
    this.#step('clear', (edit) => {
      for (const { id } of intake.clips(0, -1)) edit.removeClip(id);
      for (const { id } of intake.files()) edit.removeFile(id);
    });
  }

  undo(): void {
    this.#options.ledger.intakeSteps.undo();
    this.#changed();
    this.#options.onRelease();
    this.#probing.goOn();
  }

  /** Sets what is given of the batch that will be made. */
  setBatch({
    name,
    resultsFolder,
    budget,
  }: Partial<{ name: string; resultsFolder: string; budget: number | null }>): void {
    keepAbout(this.#options.ledger, {
      ...this.about(),
      ...(name !== undefined && { batchName: name }),
      ...(resultsFolder !== undefined && { resultsFolder }),
      ...(budget !== undefined && { budget }),
    });
    this.#changed();
  }

  /** The batch as it was set so far. */
  about(): About {
    return readAbout(this.#options.ledger);
  }

  /** Of the given clips (null for all) those that a start would start now: with media to add, and nothing against it. */
  startable(clipIds: readonly string[] | null): { intakeId: string; clip: ClipToAdd }[] {
    const wanted = clipIds === null ? null : new Set(clipIds);
    return (
      this.#startable()
        .filter(({ intakeId }) => wanted === null || wanted.has(intakeId))
        // A clip may have been started, in another window, since this was found out.
        .filter(({ already }) => already === null)
        .map(({ intakeId, clip }) => ({ intakeId, clip }))
    );
  }

  /** Those that nothing was found against, and the clip that each would make once more, unless it is meant. */
  #startable(): { intakeId: string; clip: ClipToAdd; already: string | null }[] {
    const { ledger, apiUrl } = this.#options;
    const { intake } = ledger;
    return intake.startable().flatMap((intakeId) => {
      const clip = intake.clip(intakeId);
      const video = clip && intake.fileRow(clip.videoId);
      const audio = clip && intake.fileRow(clip.audioId);
      if (!clip || !video || !audio) return [];
      const { name, language } = clip;
      const media = { videoId: video.mediaId, audioId: audio.mediaId };
      const already = clip.again === 0 ? intake.findAlready(apiUrl, media.videoId, media.audioId) : null;
      return [{ intakeId, clip: { name, language, ...media, retryOf: null }, already }];
    });
  }

  /** Takes clips that were started out of the intake. To be called in the commit that starts them. */
  leave(intakeIds: readonly string[]): void {
    const { intake, intakeSteps } = this.#options.ledger;
    intakeSteps.leave(intakeIds);
    // Others may be of the same two files under other names: from now on they are there already.
    for (const { intakeId, already } of this.#startable()) {
      if (already !== null) intake.setAlready(intakeId, already);
    }
    this.#changed();
    this.#options.onRelease();
  }

  /** Of the clips that a start would start, the first ones that the balance covers for certain. */
  fittingIds(): string[] {
    const { ledger, price, left } = this.#options;
    const credits = left();
    const reach = credits === null ? null : reachOf(ledger.intake.startableLengths(), credits.low, price());
    return reach === null ? [] : ledger.intake.startable().slice(0, reach.fits);
  }

  view(): IntakeView {
    const { ledger, price } = this.#options;
    const { toProbe, ...totals } = ledger.intake.totals();
    const startable = ledger.intake.startableLengths();
    const start = costOfClips(startable, price());
    if (toProbe === 0) this.#toProbe = 0;
    else this.#toProbe = Math.max(this.#toProbe, toProbe);
    return {
      revision: this.#revision,
      ...this.about(),
      ...totals,
      probing: toProbe,
      toProbe: this.#toProbe,
      languages: ledger.intake.languages(),
      start,
      left: this.#options.left(),
      fits: this.#fits(start, startable),
      undoable: ledger.intakeSteps.undoable(),
    };
  }

  clips(offset: number, limit: number): { revision: number; total: number; clips: IntakeClip[] } {
    return { revision: this.#revision, ...clipViews(this.#options.ledger, offset, limit) };
  }

  unpaired(offset: number, limit: number): { revision: number; total: number; files: UnpairedFile[] } {
    return { revision: this.#revision, ...unpairedViews(this.#options.ledger, offset, limit) };
  }

  /** Files of one kind, in a clip or not, whose folder and name have every word of `search` in them. */
  files(
    kind: FileKind,
    search: string,
    offset: number,
    limit: number,
  ): { revision: number; total: number; files: IntakeFile[] } {
    const { total, files } = this.#options.ledger.intake.search(kind, search, offset, limit);
    return { revision: this.#revision, total, files: files.map(fileView) };
  }

  #clips(ids: readonly string[]): IntakeClipRow[] {
    return ids.flatMap((id) => this.#options.ledger.intake.clip(id) ?? []);
  }

  /** One step that adds, and pairs what it added; gives back how many files came. */
  #add(put: (addition: Addition) => void): number {
    const count = (): number => {
      const { videos, audios } = this.#options.ledger.intake.totals();
      return videos + audios;
    };
    const before = count();
    this.#step('add', (edit) => {
      const addition = new Addition(this.#options, edit);
      put(addition);
      addition.pairByName();
    });
    return count() - before;
  }

  /** Names the batch after what was brought, unless it has a name. */
  #callIt(name: string): void {
    if (name !== '' && this.about().batchName === '') this.setBatch({ name });
  }

  #step(kind: IntakeStep, edit: (edit: IntakeEdit) => void): void {
    this.#options.ledger.intakeSteps.change(kind, edit);
    this.#changed();
    if (kind === 'remove' || kind === 'clear') this.#options.onRelease();
    this.#probing.goOn();
  }

  #changed(): void {
    this.#revision += 1;
    this.#options.onChange();
  }

  /** How many of the first clips the balance covers; null while that is unknown. */
  #fits(start: Cost, startable: readonly ({ id: string } & Lengths)[]): number | null {
    const { price, left } = this.#options;
    const credits = left();
    if (credits === null || start.credits === null) return null;
    if (start.unmeasured === 0 && start.credits.high <= credits.low) return start.clips;
    return reachOf(startable, credits.low, price())?.fits ?? null;
  }
}
