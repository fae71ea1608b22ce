import { homedir, platform } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where Shoal keeps its ledger on this system, unless `--data-dir` says otherwise. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv): string {
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Shoal');
  if (platform() === 'win32') return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Shoal');
  const set = environment['XDG_DATA_HOME'] ?? '';
  // Its specification: an empty or relative one is ignored. A ledger per folder would forget what was already paid for.
  return join(isAbsolute(set) ? set : join(homedir(), '.local', 'share'), 'shoal');
}

/** The ledger in a data folder. Practice has one of its own, so that no practice clip is ever taken for a real one. */
export function ledgerPath(dataFolder: string, practice: boolean): string {
  return join(practice ? practiceFolder(dataFolder) : dataFolder, 'ledger.sqlite');
}

/** The log in a data folder, of practice too. */
export function logFolder(dataFolder: string): string {
  return join(dataFolder, 'logs');
}

export function practiceFolder(dataFolder: string): string {
  return join(dataFolder, 'practice');
}
