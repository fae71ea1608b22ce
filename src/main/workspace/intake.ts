import { basename } from 'node:path';
import { z } from 'zod';
import type {
  Added,
  IntakeClip,
  IntakeFile,
  IntakeStep,
  IntakeView,
  UnpairedFile,
} from '../../shared/contract/intake.ts';
import type { Cost } from '../../shared/contract/common.ts';
import { unpairedFileSchema } from '../../shared/contract/intake.ts';
import { unitsOf, type Price } from '../../shared/pricing.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import { checkMedia } from '../core/check-media.ts';
import { costOf } from '../core/estimates.ts';
import { reachOf } from '../core/forecast.ts';
import { canonicalLanguage } from '../core/language.ts';
import { locationOf, type Source } from '../core/new-batch.ts';
import { inNaturalOrder, kindOfName, pair, type FoundFile } from '../core/pairing.ts';
import type { MediaReader, Random } from '../core/ports.ts';
import { lengthsOf } from '../core/media.ts';
import type { IntakeClipRow, IntakeEdit, IntakeFileRecord } from '../ledger/intake.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { addMedia, type ClipToAdd } from '../queue/add-batch.ts';
import { gather } from '../intake/gather.ts';
import type { ReceivedFile } from '../intake/uploads.ts';

export interface IntakeOptions {
  ledger: Ledger;
  apiUrl: string;
  random: Random;
  media: MediaReader;
  settings: () => Settings;
  price: () => Price | null;
  /** Credits that are left for more clips; null while that is unknown. */
  available: () => number | null;
  /** Where results go when nothing else is set. */
  resultsFolder: () => string;
  /** How many files are looked into at once. */
  probesAtOnce: number;
  /** Something that a window sees changed. */
  onChange: () => void;
  onFault: (error: unknown) => void;
}

const aboutSchema = z.object({
  batchName: z.string(),
  resultsFolder: z.string().nullable(),
  budget: z.number().nullable(),
});
type About = z.infer<typeof aboutSchema>;

const reasonSchema = z.object({ code: unpairedFileSchema.shape.reason, files: z.string().optional() });
const takenOut = JSON.stringify({ code: 'unpaired-by-you' });

/**
 * The intake: what a person brought, how it pairs, and what it would cost. All of it is in the ledger, so that it
 * survives a restart and every window sees the same; this adds the rules. Files are looked into in the background.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #stopping = new AbortController();
  readonly #probing = new Map<string, Promise<void>>();
  #revision = 0;
  /** The most files that waited to be looked into since they last were none. */
  #toProbe = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Goes on with files that were not looked into yet. */
  start(): void {
    this.#probeMore();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#probing.values());
  }

  /** Adds what is at these paths of this computer. */
  async add(paths: readonly string[], signal: AbortSignal): Promise<Added> {
    const { files, clips, leftOut, problems } = await gather(
      paths,
      this.#about().resultsFolder ?? this.#options.resultsFolder(),
      signal,
    );
    if (signal.aborted) return { files: 0, leftOut: 0, problems: [] };
    const before = this.#fileCount();
    this.#step('add', (edit) => {
      for (const file of files) this.#putFile(edit, { kind: 'path', path: file.path }, file.folder, file.kind);
      for (const { clip, manifest } of clips) {
        const video = this.#putFile(edit, clip.video, manifest, 'video');
        const audio = this.#putFile(edit, clip.audio, manifest, 'audio');
        this.#putClip(edit, { name: clip.name, language: clip.language, videoId: video, audioId: audio });
      }
      this.#pairByName(edit);
    });
    const [only] = paths;
    if (only !== undefined && paths.length === 1 && this.#about().batchName === '')
      this.setBatch({ name: basename(only) });
    return { files: this.#fileCount() - before, leftOut, problems };
  }

  /** Adds files that a window sent. */
  addReceived(received: readonly ReceivedFile[]): void {
    const { ledger } = this.#options;
    this.#step('add', (edit) => {
      for (const { path, folder, name, size, modifiedMs, contentHash } of received) {
        const kind = kindOfName(name);
        if (kind === null) continue;
        const mediaId = `m${this.#options.random.token(8)}`;
        ledger.media.add({
          id: mediaId,
          kind: 'file',
          location: path,
          name,
          size,
          modifiedMs,
          contentHash,
          info: null,
        });
        this.#putFileOf(edit, mediaId, folder, kind, false);
      }
      this.#pairByName(edit);
    });
  }

  /** Makes a clip of each video with each audio; fails with `request.no-file`. */
  pair(videos: readonly string[], audios: readonly string[]): Result<void> {
    const { ledger } = this.#options;
    const found = (ids: readonly string[], kind: 'video' | 'audio'): IntakeFileRecord[] | null => {
      const files = ids.flatMap((id) => ledger.intake.file(id) ?? []);
      // The sound of a video can be an audio track; a picture cannot come from an audio file.
      return files.length === ids.length && (kind === 'audio' || files.every((file) => file.kind === 'video'))
        ? files
        : null;
    };
    const [pictures, tracks] = [found(videos, 'video'), found(audios, 'audio')];
    if (pictures === null || tracks === null) return failure(problem('request.no-file'));
    this.#step('pair', (edit) => {
      for (const video of pictures) {
        for (const audio of tracks) {
          if (ledger.intake.clipsOf(video.id).some((clip) => clip.audioId === audio.id)) continue;
          // Alone together they pair whatever they are called, which gives the clip its name and language.
          const [named] = pair([
            asFound({ ...video, folder: '' }),
            { ...asFound(audio), folder: '', kind: 'audio' },
          ]).clips;
          if (named === undefined) continue;
          this.#putClip(edit, { name: named.name, language: named.language, videoId: video.id, audioId: audio.id });
        }
      }
    });
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
    this.#options.ledger.intake.undo();
    this.#changed();
    this.#probeMore();
  }

  /** Sets what is given of the batch that will be made. */
  setBatch({
    name,
    resultsFolder,
    budget,
  }: Partial<{ name: string; resultsFolder: string; budget: number | null }>): void {
    this.#keepAbout({
      ...this.#about(),
      ...(name !== undefined && { batchName: name }),
      ...(resultsFolder !== undefined && { resultsFolder }),
      ...(budget !== undefined && { budget }),
    });
  }

  /** The batch as it was set so far. */
  about(): About {
    return this.#about();
  }

  /** Of the given clips (null for all) those that a start would start now: with media to add, and nothing against it. */
  startable(clipIds: readonly string[] | null): { intakeId: string; clip: ClipToAdd }[] {
    const { intake } = this.#options.ledger;
    const wanted = clipIds === null ? null : new Set(clipIds);
    return intake.startable().flatMap((id) => {
      if (wanted !== null && !wanted.has(id)) return [];
      const clip = intake.clip(id);
      const video = clip && intake.fileRow(clip.videoId);
      const audio = clip && intake.fileRow(clip.audioId);
      if (!clip || !video || !audio) return [];
      // A clip may have been started, in another window, since this was found out.
      if (clip.again === 0 && this.#findAlready(video.mediaId, audio.mediaId) !== null) return [];
      const { name, language } = clip;
      return [
        { intakeId: id, clip: { name, language, videoId: video.mediaId, audioId: audio.mediaId, retryOf: null } },
      ];
    });
  }

  /** Of the clips that a start would start, the first ones that the balance covers for certain. */
  fittingIds(): string[] {
    const { ledger, price, available } = this.#options;
    const credits = available();
    const reach = credits === null ? null : reachOf(ledger.intake.startableLengths(), credits, price());
    return reach === null ? [] : ledger.intake.startable().slice(0, reach.fits);
  }

  /** Takes clips that were started out of the intake. To be called in the commit that starts them. */
  leave(intakeIds: readonly string[]): void {
    this.#options.ledger.intake.leave(intakeIds);
    this.#changed();
  }

  view(): IntakeView {
    const { ledger, price } = this.#options;
    const { startable, shorter, longer, video, audio, unmeasured, toProbe, ...totals } = ledger.intake.totals();
    const start = costOf({ clips: startable, shorter, longer, video, audio, unmeasured }, price());
    if (toProbe === 0) this.#toProbe = 0;
    else this.#toProbe = Math.max(this.#toProbe, toProbe);
    return {
      revision: this.#revision,
      ...this.#about(),
      ...totals,
      probing: toProbe,
      toProbe: this.#toProbe,
      languages: ledger.intake.languages(),
      start,
      fits: this.#fits(start),
      undoable: ledger.intake.undoable(),
    };
  }

  clips(offset: number, limit: number): { revision: number; total: number; clips: IntakeClip[] } {
    const { intake } = this.#options.ledger;
    const files = new Map<string, IntakeFileRecord>();
    const file = (id: string): IntakeFileRecord => {
      const known = files.get(id) ?? intake.file(id);
      if (known === null) throw new Error(`clip with an intake file ${id} that is not there`);
      files.set(id, known);
      return known;
    };
    const clips = intake
      .clips(offset, limit)
      .map((clip) => this.#clipView(clip, file(clip.videoId), file(clip.audioId)));
    return { revision: this.#revision, total: intake.totals().clips, clips };
  }

  unpaired(offset: number, limit: number): { revision: number; total: number; files: UnpairedFile[] } {
    const { intake } = this.#options.ledger;
    const files = intake.unpaired(offset, limit);
    const all = files.some(({ reason }) => reason?.includes('"files"')) ? intake.files() : [];
    return {
      revision: this.#revision,
      total: intake.totals().unpaired,
      files: files.map((file) => ({ file: fileView(file), ...reasonView(file, all) })),
    };
  }

  /** How many of the first clips the balance covers; null while that is unknown. */
  #fits(start: Cost): number | null {
    const { ledger, price, available } = this.#options;
    const credits = available();
    if (credits === null || start.credits === null) return null;
    if (start.unmeasured === 0 && start.credits.high <= credits) return start.clips;
    return reachOf(ledger.intake.startableLengths(), credits, price())?.fits ?? null;
  }

  #clipView(clip: IntakeClipRow, video: IntakeFileRecord, audio: IntakeFileRecord): IntakeClip {
    const { ledger } = this.#options;
    const before = clip.already === null ? null : ledger.jobs.get(clip.already);
    const longer = video.seconds === null || audio.seconds === null ? null : audio.seconds - video.seconds;
    return {
      id: clip.id,
      name: clip.name,
      language: clip.language,
      video: fileView(video),
      audio: fileView(audio),
      seconds: unitsOf('shorter', lengthsOf(video.info, audio.info)),
      audioLongerBy: longer,
      already: before && {
        clipId: before.id,
        state: before.state === 'done' ? 'done' : 'going-on',
        at: before.endedAt ?? before.createdAt,
      },
      again: clip.again === 1,
    };
  }

  #clips(ids: readonly string[]): IntakeClipRow[] {
    return ids.flatMap((id) => this.#options.ledger.intake.clip(id) ?? []);
  }

  #step(kind: IntakeStep, edit: (edit: IntakeEdit) => void): void {
    this.#options.ledger.intake.change(kind, edit);
    this.#changed();
    this.#probeMore();
  }

  #changed(): void {
    this.#revision += 1;
    this.#options.onChange();
  }

  #putFile(edit: IntakeEdit, source: Source, folder: string, kind: 'video' | 'audio'): string {
    const { ledger } = this.#options;
    const known = ledger.intake.withLocation(locationOf(source));
    if (known !== null) return known;
    return this.#putFileOf(edit, addMedia(source, this.#options), folder, kind, source.kind === 'url');
  }

  #putFileOf(edit: IntakeEdit, mediaId: string, folder: string, kind: 'video' | 'audio', probed: boolean): string {
    const id = `f${this.#options.random.token(6)}`;
    edit.putFile({
      id,
      mediaId,
      folder: folder.replaceAll('\\', '/').replace(/\/$/, ''),
      kind,
      position: 0,
      probed: probed ? 1 : 0,
      seconds: null,
      problem: null,
      reason: null,
    });
    return id;
  }

  #putClip(edit: IntakeEdit, clip: Pick<IntakeClipRow, 'name' | 'language' | 'videoId' | 'audioId'>): void {
    const { intake } = this.#options.ledger;
    const [video, audio] = [intake.fileRow(clip.videoId), intake.fileRow(clip.audioId)];
    const already = video && audio && this.#findAlready(video.mediaId, audio.mediaId);
    edit.putClip({ ...clip, id: `p${this.#options.random.token(6)}`, already, again: 0 });
  }

  /** Pairs the files that are in no clip yet with each other and with all the rest, and puts all in natural order. */
  #pairByName(edit: IntakeEdit): void {
    const { intake } = this.#options.ledger;
    const files = new Map(intake.files().map((file) => [file.id, file]));
    const found = [...files.values()].map(asFound);
    const pairing = pair(found.filter(({ path }) => files.get(path)?.mediaKind === 'file'));
    const inClips = new Set(intake.clips(0, -1).flatMap(({ videoId, audioId }) => [videoId, audioId]));
    const isLeftOut = (id: string): boolean => files.get(id)?.reason === takenOut;
    for (const { name, language, video, audio } of pairing.clips) {
      if (isLeftOut(video.path) || isLeftOut(audio.path)) continue;
      if (inClips.has(video.path) && inClips.has(audio.path)) continue;
      this.#putClip(edit, { name, language, videoId: video.path, audioId: audio.path });
    }
    const reasons = new Map(pairing.unpaired.map(({ file, reason }) => [file.path, JSON.stringify(reason)]));
    for (const [position, { path }] of found.toSorted(inNaturalOrder).entries()) {
      intake.arrange(path, position, isLeftOut(path) ? takenOut : (reasons.get(path) ?? null));
    }
  }

  #findAlready(videoMediaId: string, audioMediaId: string): string | null {
    return this.#options.ledger.intake.findAlready(this.#options.apiUrl, videoMediaId, audioMediaId);
  }

  /** Looks into as many files as may be at once; each that ends makes room for the next. */
  #probeMore(): void {
    const { ledger, probesAtOnce, onFault } = this.#options;
    if (this.#stopping.signal.aborted) return;
    for (const file of ledger.intake.toProbe(probesAtOnce + this.#probing.size)) {
      if (this.#probing.size >= probesAtOnce) return;
      if (this.#probing.has(file.id)) continue;
      const probe = this.#probe(file)
        .catch(onFault)
        .finally(() => {
          this.#probing.delete(file.id);
          this.#probeMore();
        });
      this.#probing.set(file.id, probe);
    }
  }

  async #probe({ id, mediaId, location, name, kind }: IntakeFileRecord): Promise<void> {
    const { ledger, media, settings } = this.#options;
    const { signal } = this.#stopping;
    const identity = await media.stat(location);
    const probed = identity.ok ? await media.probe(location, signal) : identity;
    if (signal.aborted) return;
    const refused = probed.ok ? checkMedia(kind, name, probed.value, settings().limits) : probed.problem;
    ledger.together(() => {
      if (identity.ok && probed.ok) ledger.media.keepProbe(mediaId, identity.value, probed.value);
      ledger.intake.keepProbe(id, probed.ok ? probed.value.durationSeconds : null, refused);
      for (const clip of ledger.intake.clipsOf(id)) {
        const [video, audio] = [ledger.intake.fileRow(clip.videoId), ledger.intake.fileRow(clip.audioId)];
        if (video && audio) ledger.intake.setAlready(clip.id, this.#findAlready(video.mediaId, audio.mediaId));
      }
    });
    this.#changed();
  }

  #fileCount(): number {
    const { videos, audios } = this.#options.ledger.intake.totals();
    return videos + audios;
  }

  #about(): About {
    return (
      this.#options.ledger.settings.get('intake', aboutSchema) ?? { batchName: '', resultsFolder: null, budget: null }
    );
  }

  #keepAbout(about: About): void {
    this.#options.ledger.settings.set('intake', about);
    this.#changed();
  }
}

/** A file as pairing knows it, by its id. */
function asFound({ id, folder, name, kind }: IntakeFileRecord): FoundFile {
  return { path: id, folder, name, kind };
}

function fileView(file: IntakeFileRecord): IntakeFile {
  const { id, mediaId, folder, name, kind, mediaKind, probed, info, problem: found } = file;
  return { id, mediaId, folder, name, kind, source: mediaKind, probing: probed === 0, info, problem: found };
}

/** Why a file is in no clip, and the files of its folder that compete for it. */
function reasonView(
  file: IntakeFileRecord,
  all: readonly IntakeFileRecord[],
): Pick<UnpairedFile, 'reason' | 'candidates'> {
  const { code, files } = reasonSchema.parse(JSON.parse(file.reason ?? takenOut));
  const named = (name: string): boolean => files !== undefined && `, ${files}, `.includes(`, ${name}, `);
  const candidates = all.filter(
    (other) => other.id !== file.id && other.kind !== file.kind && other.folder === file.folder && named(other.name),
  );
  return { reason: code, candidates: candidates.map(({ id }) => id) };
}
