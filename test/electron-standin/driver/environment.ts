import { join } from 'node:path';
import type { StartOptions } from './desktop.ts';

/** The environment of a start in which nothing of this computer's own Shoal or token is found. */
export function environmentOf({ home, environment = {} }: StartOptions): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    ...(process.env['TMPDIR'] !== undefined && { TMPDIR: process.env['TMPDIR'] }),
    ...(process.env['DISPLAY'] !== undefined && { DISPLAY: process.env['DISPLAY'] }),
    ...environment,
  };
}

/** Where the program keeps its ledgers, on Linux, with this environment. */
export function dataFolderOf(home: string): string {
  return join(home, '.local/share/shoal');
}
