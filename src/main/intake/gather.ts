import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { problem, type Problem } from '../../shared/problems.ts';
import { isManifestName } from '../core/manifest.ts';
import type { NewClip } from '../core/new-batch.ts';
import { kindOfName, type FoundFile } from '../core/pairing.ts';
import { findFiles, intakeProblem } from './find-files.ts';
import { readIntake } from './read-intake.ts';

/** What some paths hold: media files that are to be paired, and the clips that manifests name. */
export interface Gathered {
  files: FoundFile[];
  clips: { clip: NewClip; manifest: string }[];
  /** Files that are neither video nor audio by their names. */
  leftOut: number;
  problems: Problem[];
}

/**
 * Looks at what a person brought, in any mixture: folders at any depth, media files, manifests. A source with a problem
 * adds nothing, and nothing is taken of the folder `results`.
 */
export async function gather(paths: readonly string[], results: string, signal: AbortSignal): Promise<Gathered> {
  const gathered: Gathered = { files: [], clips: [], leftOut: 0, problems: [] };
  for (const path of paths) {
    if (signal.aborted) break;
    await gatherOne(resolve(path), resolve(results), gathered);
  }
  return gathered;
}

async function gatherOne(path: string, results: string, gathered: Gathered): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    gathered.problems.push(intakeProblem(error, path));
    return;
  }
  if (isFolder) {
    const found = await findFiles(path, results);
    if (!found.ok) {
      gathered.problems.push(found.problem);
      return;
    }
    const { files, leftOut, problems } = found.value;
    // The folder's own name keeps apart what two folders hold that are brought together.
    gathered.files.push(...files.map((file) => ({ ...file, folder: join(basename(path), file.folder) })));
    gathered.leftOut += leftOut;
    gathered.problems.push(...problems);
    if (files.length === 0) gathered.problems.push(problem('intake.nothing', { path }));
    return;
  }
  const kind = kindOfName(basename(path));
  if (kind !== null) {
    gathered.files.push({ path, folder: '', name: basename(path), kind });
    return;
  }
  if (!isManifestName(basename(path))) {
    gathered.leftOut += 1;
    return;
  }
  const manifest = await readIntake(path, results);
  if (manifest.ok) {
    gathered.clips.push(
      ...manifest.value.clips.map((clip) => ({ clip, manifest: join(basename(dirname(path)), basename(path)) })),
    );
  } else gathered.problems.push(...manifest.problems);
}
