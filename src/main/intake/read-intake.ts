import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { clipNameOf, parseManifest, type ManifestRow } from '../core/manifest.ts';
import type { NewClip, Source } from '../core/new-batch.ts';
import { kindOfName, pair, type FoundFile, type UnpairedReason } from '../core/pairing.ts';

/** What a folder or a manifest holds: the clips it makes, and the files that make none. Nothing was looked into yet. */
export interface Intake {
  clips: NewClip[];
  unpaired: { name: string; reason: UnpairedReason }[];
}

/** Reads what a person brought: a folder, at any depth, or a manifest. The problems name everything that is wrong at once. */
export async function readIntake(
  path: string,
): Promise<{ ok: true; value: Intake } | { ok: false; problems: Problem[] }> {
  const absolute = resolve(path);
  let isFolder: boolean;
  try {
    isFolder = (await stat(absolute)).isDirectory();
  } catch (error) {
    return { ok: false, problems: [intakeProblem(error, path)] };
  }
  if (!isFolder) return readManifest(absolute);
  const files = await findFiles(absolute);
  if (!files.ok) return { ok: false, problems: [files.problem] };
  const { clips, unpaired } = pair(files.value);
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
    },
  };
}

/** The media files of a folder, at any depth, each with its folder relative to `top`. */
export async function findFiles(top: string): Promise<Result<FoundFile[]>> {
  try {
    const entries = await readdir(top, { recursive: true, withFileTypes: true });
    return success(
      entries.flatMap((entry) => {
        const kind = entry.isFile() || entry.isSymbolicLink() ? kindOfName(entry.name) : null;
        if (kind === null) return [];
        const folder = relative(top, entry.parentPath).split(sep).join('/');
        return [{ path: join(entry.parentPath, entry.name), folder, name: entry.name, kind }];
      }),
    );
  } catch (error) {
    return failure(intakeProblem(error, top));
  }
}

async function readManifest(path: string): ReturnType<typeof readIntake> {
  let content: Uint8Array;
  try {
    content = await readFile(path);
  } catch (error) {
    return { ok: false, problems: [intakeProblem(error, path)] };
  }
  const parsed = parseManifest(basename(path), content);
  if (!parsed.ok) return parsed;
  const clips = parsed.rows.map((row) => clipOfRow(row, dirname(path)));
  const missing = await missingFiles(parsed.rows, dirname(path));
  return missing.length > 0 ? { ok: false, problems: missing } : { ok: true, value: { clips, unpaired: [] } };
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

/** The problem that a system error on something that a person brought stands for. */
export function intakeProblem(error: unknown, path: string): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null) throw error;
  return code === 'ENOENT' ? problem('intake.missing', { path }) : problem('intake.unreadable', { path, reason: code });
}
