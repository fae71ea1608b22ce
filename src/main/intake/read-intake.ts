import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { problem, type Problem } from '../../shared/problems.ts';
import { clipNameOf, longestManifest, parseManifest, type ManifestRow } from '../core/manifest.ts';
import type { NewClip, Source } from '../core/new-batch.ts';
import { kindOfName, pair, type UnpairedReason } from '../core/pairing.ts';
import { findFiles, intakeProblem } from './find-files.ts';

/** What a folder or a manifest holds: the clips it makes, and the files that make none. Nothing was looked into yet. */
export interface Intake {
  clips: NewClip[];
  unpaired: { name: string; reason: UnpairedReason }[];
  /** Why folders within it were not looked into. */
  notRead: Problem[];
}

/**
 * Reads what a person brought: a folder, at any depth, or a manifest. The problems name everything that is wrong at once.
 * Of the folder `results` nothing is taken, so that the results of an earlier run are not clips of the next.
 */
export async function readIntake(
  path: string,
  results: string,
): Promise<{ ok: true; value: Intake } | { ok: false; problems: Problem[] }> {
  const refuse = (reason: Problem): { ok: false; problems: Problem[] } => ({ ok: false, problems: [reason] });
  // The empty path of an unset variable would mean the folder that the person happens to be in.
  if (path === '') return refuse(problem('intake.missing', { path }));
  const absolute = resolve(path);
  let found: Stats;
  try {
    found = await stat(absolute);
  } catch (error) {
    return refuse(intakeProblem(error, path));
  }
  if (found.isFile()) {
    const kind = kindOfName(basename(absolute));
    return kind === null ? readManifest(absolute) : refuse(problem('intake.one-file', { path }));
  }
  if (!found.isDirectory()) {
    return refuse(problem('intake.unreadable', { path, reason: 'it is neither a folder nor a file' }));
  }
  const files = await findFiles(absolute, results);
  if (!files.ok) return refuse(files.problem);
  const { clips, unpaired } = pair(files.value.files);
  return {
    ok: true,
    value: {
      clips: clips.map(({ name, language, video, audio }) => ({
        name,
        language,
        video: { kind: 'path', path: video.path },
        audio: { kind: 'path', path: audio.path },
      })),
      unpaired: unpaired.map(({ file, reason }) => ({
        name: file.folder ? `${file.folder}/${file.name}` : file.name,
        reason,
      })),
      notRead: files.value.problems,
    },
  };
}

async function readManifest(path: string): ReturnType<typeof readIntake> {
  let content: Uint8Array;
  try {
    content = await readBeginning(path, longestManifest + 1);
  } catch (error) {
    return { ok: false, problems: [intakeProblem(error, path)] };
  }
  const parsed = parseManifest(basename(path), content);
  if (!parsed.ok) return parsed;
  const clips = parsed.rows.map((row) => clipOfRow(row, dirname(path)));
  const missing = await missingFiles(parsed.rows, dirname(path));
  return missing.length > 0
    ? { ok: false, problems: missing }
    : { ok: true, value: { clips, unpaired: [], notRead: [] } };
}

/** At most the first `most` bytes of a file: what is no manifest may be of any size. */
async function readBeginning(path: string, most: number): Promise<Uint8Array> {
  await using file = await open(path);
  const { size } = await file.stat();
  const content = Buffer.alloc(Math.min(size, most));
  const { bytesRead } = await file.read(content, 0, content.length, 0);
  return content.subarray(0, bytesRead);
}

function clipOfRow(row: ManifestRow, folder: string): NewClip {
  const sourceOf = (source: ManifestRow['video']): Source =>
    source.kind === 'url' ? source : { kind: 'path', path: resolve(folder, source.path) };
  return {
    name: clipNameOf(row),
    language: row.language,
    video: sourceOf(row.video),
    audio: sourceOf(row.audio),
  };
}

async function missingFiles(rows: readonly ManifestRow[], folder: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const row of rows) {
    for (const source of [row.video, row.audio]) {
      if (source.kind === 'url') continue;
      const isFile = await stat(resolve(folder, source.path)).then(
        (found) => found.isFile(),
        () => false,
      );
      if (!isFile) problems.push(problem('manifest.file-missing', { line: row.line, name: source.path }));
    }
  }
  return problems;
}
