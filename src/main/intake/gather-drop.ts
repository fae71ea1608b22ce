import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, posix } from 'node:path';
import { problem, type Problem } from '../../shared/problems.ts';
import { clipNameOf, isManifestName, parseManifest, type ManifestMedia } from '../core/manifest.ts';
import type { Source } from '../core/new-batch.ts';
import { kindOfName, type FileKind } from '../core/pairing.ts';
import type { ReceivedFile } from './received-file.ts';

/** A clip that a manifest of a drop names, by files of the same drop, by paths of this computer or by URLs. */
export interface DroppedClip {
  name: string;
  language: string | null;
  video: DroppedSource;
  audio: DroppedSource;
  /** The manifest's own place in the drop: its folder and its name. */
  manifest: string;
}
type DroppedSource = Source | { kind: 'received'; file: ReceivedFile };

/**
 * Looks at the files of one drop that arrived. A manifest with a problem adds nothing; the media beside it is not
 * touched by that. Manifests are not kept.
 */
export async function gatherDrop(received: readonly ReceivedFile[]): Promise<{
  media: { file: ReceivedFile; kind: FileKind }[];
  clips: DroppedClip[];
  problems: Problem[];
}> {
  const byPlace = new Map(received.map((file) => [placeOf(file.folder, file.announcedName), file]));
  const clips: DroppedClip[] = [];
  const problems: Problem[] = [];
  for (const file of received) {
    if (!isManifestName(file.name)) continue;
    const read = await readManifest(file, byPlace);
    await rm(dirname(file.path), { recursive: true, force: true });
    if (read.ok) clips.push(...read.clips);
    else problems.push(...read.problems);
  }
  const media = received.flatMap((file) => {
    const kind = kindOfName(file.name);
    return kind === null ? [] : [{ file, kind }];
  });
  return { media, clips, problems };
}

async function readManifest(
  file: ReceivedFile,
  byPlace: ReadonlyMap<string, ReceivedFile>,
): Promise<{ ok: true; clips: DroppedClip[] } | { ok: false; problems: Problem[] }> {
  const parsed = parseManifest(file.name, await readFile(file.path));
  if (!parsed.ok) return parsed;
  const clips: DroppedClip[] = [];
  const problems: Problem[] = [];
  for (const row of parsed.rows) {
    const find = async (media: ManifestMedia): Promise<DroppedSource | null> => {
      const found = await findSource(media, file.folder, byPlace);
      if (found === null && media.kind === 'path')
        problems.push(problem('manifest.file-missing', { line: row.line, name: media.path }));
      return found;
    };
    const [video, audio] = [await find(row.video), await find(row.audio)];
    if (video === null || audio === null) continue;
    const manifest = posix.join(file.folder, file.name);
    clips.push({ name: clipNameOf(row), language: row.language, video, audio, manifest });
  }
  return problems.length === 0 ? { ok: true, clips } : { ok: false, problems };
}

/** What a row means: a URL, a path of this computer, or else a file of the drop, relative to the manifest's folder in it. */
async function findSource(
  media: ManifestMedia,
  folder: string,
  byPlace: ReadonlyMap<string, ReceivedFile>,
): Promise<DroppedSource | null> {
  if (media.kind === 'url') return media;
  if (isAbsolute(media.path)) {
    const isFile = await stat(media.path).then(
      (found) => found.isFile(),
      () => false,
    );
    return isFile ? media : null;
  }
  const file = byPlace.get(placeOf(folder, media.path));
  return file === undefined ? null : { kind: 'received', file };
}

/** Where a file is within a drop. Some systems give names with composed letters, others with decomposed ones. */
function placeOf(folder: string, name: string): string {
  return posix.join(folder, name.replaceAll('\\', '/')).normalize('NFC');
}
