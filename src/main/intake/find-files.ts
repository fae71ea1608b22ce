import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { kindOfName, type FoundFile } from '../core/pairing.ts';

/** What a folder holds, at any depth. */
export interface Found {
  files: FoundFile[];
  /** How many files are neither video nor audio by their names. */
  leftOut: number;
  /** Why folders within it were not looked into. */
  problems: Problem[];
}

/**
 * The media files below `top`, each with its folder relative to it. Nothing is taken of the folder `results`, of what is
 * hidden (a bin holds clips as well), and of folders that are only linked to: the same clip by two ways would be paid for
 * twice. Fails with `intake.missing` or `intake.unreadable` when `top` itself cannot be read.
 */
export async function findFiles(top: string, results: string): Promise<Result<Found>> {
  const found: Found = { files: [], leftOut: 0, problems: [] };
  let entries: Dirent[];
  try {
    entries = await readdir(top, { withFileTypes: true });
  } catch (error) {
    return failure(intakeProblem(error, top));
  }
  await takeAll(entries);
  return success(found);

  async function takeAll(level: readonly Dirent[]): Promise<void> {
    for (const entry of level) if (!entry.name.startsWith('.')) await take(entry);
  }

  async function take(entry: Dirent): Promise<void> {
    const path = join(entry.parentPath, entry.name);
    const shown = join(basename(top), relative(top, path));
    if (entry.isDirectory()) {
      if (resolve(path) === results) return;
      try {
        await takeAll(await readdir(path, { withFileTypes: true }));
      } catch (error) {
        found.problems.push(intakeProblem(error, shown));
      }
      return;
    }
    if (entry.isSymbolicLink() && (await isFolder(path))) {
      found.problems.push(problem('intake.linked-folder', { path: shown }));
      return;
    }
    const kind = entry.isFile() || entry.isSymbolicLink() ? kindOfName(entry.name) : null;
    if (kind === null) {
      found.leftOut += 1;
      return;
    }
    const folder = relative(top, entry.parentPath).split(sep).join('/');
    found.files.push({ path, folder, name: entry.name, kind });
  }
}

/** Whether a path leads to a folder; false when it leads nowhere. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** The problem that a system error on something that a person brought stands for. */
export function intakeProblem(error: unknown, path: string): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null) throw error;
  return code === 'ENOENT' ? problem('intake.missing', { path }) : problem('intake.unreadable', { path, reason: code });
}
