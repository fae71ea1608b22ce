import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../core/local-file.ts';

/** How the folder of one received file is called: unguessable, so that no other path has such a part by chance. */
const uploadId = /u[0-9a-f]{24}/g;

/**
 * Removes the folders of received files in `folder` whose ids are in none of the texts (paths, ids) of `inUse`, and
 * nothing else: not through a link, and nothing that is called otherwise. What cannot be removed stays for the next time.
 */
export async function sweepUploads(folder: string, inUse: () => readonly string[], signal: AbortSignal): Promise<void> {
  let ids: string[];
  try {
    if (!(await lstat(folder)).isDirectory()) return;
    const entries = await readdir(folder, { withFileTypes: true });
    ids = entries.flatMap((entry) =>
      // A link is no folder here.
      entry.isDirectory() && entry.name.match(uploadId)?.[0] === entry.name ? entry.name : [],
    );
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return;
  }
  if (ids.length === 0 || signal.aborted) return;
  // Asked after the folder was read: what came since is not among `ids`.
  const needed = new Set(inUse().flatMap((text) => text.match(uploadId) ?? []));
  for (const id of ids) {
    if (needed.has(id)) continue;
    await rm(join(folder, id), { recursive: true, force: true }).catch((error: unknown) => {
      if (errorCode(error) === null) throw error;
    });
  }
}
