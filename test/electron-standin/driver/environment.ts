import { join } from 'node:path';
import type { StartOptions } from './desktop.ts';

/** What a program needs of this computer to start and to show itself. */
const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'DISPLAY', 'XAUTHORITY', 'SystemRoot', 'windir', 'ComSpec', 'PATHEXT'];

/** The environment of a start in which nothing of this computer's own Shoal or token is found. */
export function environmentOf({ home, environment = {} }: StartOptions): Record<string, string> {
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    USERPROFILE: home,
    APPDATA: join(home, 'AppData/Roaming'),
    LOCALAPPDATA: join(home, 'AppData/Local'),
    ...environment,
  };
}

/** Where the program keeps its ledgers with this environment. */
export function dataFolderOf(home: string): string {
  if (process.platform === 'darwin') return join(home, 'Library/Application Support/Shoal');
  return join(home, process.platform === 'win32' ? 'AppData/Roaming/Shoal' : '.local/share/shoal');
}
