import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a second start passes on to the first. */
export const broughtSchema = z.object({ paths: z.array(z.string()) });

/**
 * The files and folders that a start was given: those of its arguments that exist, as whole paths. `given` are the
 * arguments after the program's own; what begins with a dash is a switch of Chromium's. A start from the sources has the
 * folder of the program (`isPackaged` false) as the first that is none.
 */
export function broughtPaths(given: readonly string[], folder: string, isPackaged: boolean): string[] {
  return given
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .slice(isPackaged ? 0 : 1)
    .flatMap((argument) => pathOf(argument, folder) ?? [])
    .filter((path) => existsSync(path));
}

/** Desktops on Linux give a file as its `file:` address, because electron-builder's entry for menus asks for those (`%U`). */
function pathOf(argument: string, folder: string): string | null {
  if (!/^file:/i.test(argument)) return resolve(folder, argument);
  if (!/^file:\/\/\/./i.test(argument)) return null; // of another computer
  try {
    return fileURLToPath(argument);
  } catch {
    return null; // with a slash in a name, which is none
  }
}
