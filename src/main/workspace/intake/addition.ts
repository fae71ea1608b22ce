import { locationOf, type Source } from '../../core/new-batch.ts';
import { inNaturalOrder, pair, type FileKind, type FoundFile } from '../../core/pairing.ts';
import type { ReceivedFile } from '../../intake/received-file.ts';
import type { IntakeClipRow, IntakeFileRecord } from '../../ledger/intake.ts';
import type { IntakeEdit } from '../../ledger/intake-steps.ts';
import { addMedia } from '../../queue/add-batch.ts';
import type { IntakeOptions } from './options.ts';

/** The reason of a file that a person took out of its clip. */
export const takenOut = JSON.stringify({ code: 'unpaired-by-you' });

/** What one step puts into the intake: files, clips, and what pairs by name or by a person's word. */
export class Addition {
  readonly #options: Pick<IntakeOptions, 'ledger' | 'apiUrl' | 'random'>;
  readonly #edit: IntakeEdit;

  constructor(options: Pick<IntakeOptions, 'ledger' | 'apiUrl' | 'random'>, edit: IntakeEdit) {
    this.#options = options;
    this.#edit = edit;
  }

  /** Puts a file in, unless it is there already. Gives back its id in the intake. */
  putSource(source: Source, folder: string, kind: FileKind): string {
    const known = this.#options.ledger.intake.withLocation(locationOf(source));
    return known ?? this.#putFile(addMedia(source, this.#options), folder, kind, source.kind === 'url');
  }

  /** Puts in a file that a window sent, unless the same one was sent before: each time it has a path of its own. */
  putReceived({ path, name, size, modifiedMs, contentHash }: ReceivedFile, folder: string, kind: FileKind): string {
    const { ledger, random } = this.#options;
    const known = ledger.intake.withLocation(path) ?? ledger.intake.withContent(contentHash, name, folderName(folder));
    if (known !== null) return known;
    const id = `m${random.token(8)}`;
    ledger.media.add({ id, kind: 'file', location: path, name, size, modifiedMs, contentHash, info: null });
    return this.#putFile(id, folder, kind, false);
  }

  putClip(clip: Pick<IntakeClipRow, 'name' | 'language' | 'videoId' | 'audioId'>): void {
    const { ledger, apiUrl, random } = this.#options;
    const [video, audio] = [ledger.intake.fileRow(clip.videoId), ledger.intake.fileRow(clip.audioId)];
    const already = video && audio && ledger.intake.findAlready(apiUrl, video.mediaId, audio.mediaId);
    this.#edit.putClip({ ...clip, id: `p${random.token(6)}`, already, again: 0 });
  }

  /** Pairs the files that are in no clip yet with each other and with all the rest, and puts all in natural order. */
  pairByName(): void {
    const { intake } = this.#options.ledger;
    const files = new Map(intake.files().map((file) => [file.id, file]));
    const found = [...files.values()].map(asFound);
    const pairing = pair(found.filter(({ path }) => files.get(path)?.mediaKind === 'file'));
    const inClips = new Set(intake.clips(0, -1).flatMap(({ videoId, audioId }) => [videoId, audioId]));
    const isLeftOut = (id: string): boolean => files.get(id)?.reason === takenOut;
    for (const { name, language, video, audio } of pairing.clips) {
      if (isLeftOut(video.path) || isLeftOut(audio.path)) continue;
      if (inClips.has(video.path) && inClips.has(audio.path)) continue;
      this.putClip({ name, language, videoId: video.path, audioId: audio.path });
    }
    const reasons = new Map(pairing.unpaired.map(({ file, reason }) => [file.path, JSON.stringify(reason)]));
    for (const [position, { path }] of found.toSorted(inNaturalOrder).entries()) {
      intake.arrange(path, position, isLeftOut(path) ? takenOut : (reasons.get(path) ?? null));
    }
  }

  /** Pairs each video with each audio, whatever they are called, but for those that are a clip already. */
  pairEach(videos: readonly IntakeFileRecord[], audios: readonly IntakeFileRecord[]): void {
    const { intake } = this.#options.ledger;
    for (const video of videos) {
      for (const audio of audios) {
        if (intake.clipsOf(video.id).some((clip) => clip.audioId === audio.id)) continue;
        // Alone together they pair by any names, which gives the clip its name and language.
        const [named] = pair([
          asFound({ ...video, folder: '' }),
          { ...asFound(audio), folder: '', kind: 'audio' },
        ]).clips;
        if (named === undefined) continue;
        this.putClip({ name: named.name, language: named.language, videoId: video.id, audioId: audio.id });
      }
    }
  }

  #putFile(mediaId: string, folder: string, kind: FileKind, probed: boolean): string {
    const id = `f${this.#options.random.token(6)}`;
    this.#edit.putFile({
      id,
      mediaId,
      folder: folderName(folder),
      kind,
      position: 0,
      probed: probed ? 1 : 0,
      seconds: null,
      problem: null,
      reason: null,
    });
    return id;
  }
}

/** A folder as the intake has it: with `/` between its parts, and none at its end. */
function folderName(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/\/$/, '');
}

/** A file as pairing knows it, by its id. */
function asFound({ id, folder, name, kind }: IntakeFileRecord): FoundFile {
  return { path: id, folder, name, kind };
}
