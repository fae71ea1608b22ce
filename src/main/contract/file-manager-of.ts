import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { FileManager } from '../core/ports.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Where folders are shown; fails where there is no display, although a window that knows does not ask then. */
export function fileManagerOf({ fileManager }: Workspace): Result<FileManager> {
  return fileManager === null
    ? failure(problem('folder.not-shown', { name: '', reason: 'no display' }))
    : success(fileManager);
}
