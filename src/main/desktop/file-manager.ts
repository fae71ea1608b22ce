import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { shell } from 'electron';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { FileManager } from '../core/ports.ts';

/** The desktop's file manager, as Electron reaches it. */
export const desktopFileManager: FileManager = {
  async openFolder(path) {
    const there = await isThere(path);
    if (!there.ok) return there;
    const reason = await shell.openPath(path);
    return reason === '' ? success(undefined) : failure(problem('folder.not-shown', { name: basename(path), reason }));
  },
  async reveal(path) {
    const there = await isThere(path);
    if (there.ok) shell.showItemInFolder(path);
    return there;
  },
};

async function isThere(path: string): Promise<Result<void>> {
  const found = await stat(path).catch(() => null);
  return found === null ? failure(problem('folder.not-there', { name: basename(path) })) : success(undefined);
}
