import type { Journal } from './journal.ts';
import { onlyThis } from './part.ts';

/** `shell`: nothing is opened, all is noted. */
export function createShell(journal: Journal) {
  return onlyThis('shell', {
    openPath(path) {
      journal.note('shell.openPath', path);
      return Promise.resolve('');
    },
    openExternal(url) {
      journal.note('shell.openExternal', url);
      return Promise.resolve();
    },
    showItemInFolder: (path) => journal.note('shell.showItemInFolder', path),
    beep: () => journal.note('shell.beep'),
  } satisfies Pick<Electron.Shell, 'openPath' | 'openExternal' | 'showItemInFolder' | 'beep'>);
}
