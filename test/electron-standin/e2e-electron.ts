import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findElectron } from './driver/find-electron.ts';

/** `npm run e2e:electron`: the scenarios of the desktop in a real Electron, where its binary is. */
if (findElectron() === null) {
  process.stdout.write('SKIPPED: Electron’s binary is not here, so NOTHING WAS TESTED in a real Electron.\n');
} else {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'electron'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
