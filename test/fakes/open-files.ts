import { readdirSync, readlinkSync } from 'node:fs';

/** The files in `folder` that this process has open; nothing where the system does not tell (other than Linux). */
export function openFiles(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return []; // closed while it was looked at
    }
  });
}
