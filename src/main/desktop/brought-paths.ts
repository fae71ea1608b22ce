import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** What a second start passes on to the first. */
export const broughtSchema = z.object({ paths: z.array(z.string()) });

/**
 * The files and folders that a start was given: those of its arguments that exist, as whole paths. `given` are the
 * arguments after the program's own; what begins with a dash is a switch of Chromium's.
 */
export function broughtPaths(given: readonly string[], folder: string): string[] {
  return given
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => resolve(folder, argument))
    .filter((path) => existsSync(path));
}
