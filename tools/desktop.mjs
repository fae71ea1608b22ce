// Starts the desktop program, where Electron's own binary is: `npm start` builds it first, `npm run dev` follows changes.
// Plain JavaScript, and it never asks the electron package for its path: that would begin a download.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const binary = findElectron();
if (binary === null) {
  console.error(
    'Electron’s binary is not here (`npx install-electron` fetches it where the network allows); without it `npm run build` and `npm run web -- --practice` show the same window in a browser, and there are `npm run demo` and `npm run shoal`.',
  );
  process.exit(1);
}
const command = process.argv[2] === 'dev' ? ['--watch'] : ['preview'];
const cli = join(dirname(require.resolve('electron-vite/package.json')), 'bin/electron-vite.js');
const child = spawn(process.execPath, [cli, ...command], {
  stdio: 'inherit',
  env: { ...process.env, ELECTRON_EXEC_PATH: binary },
});
child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));

/** The path of Electron's binary, looked for where the electron package itself does, or null. */
function findElectron() {
  const folder = dirname(require.resolve('electron/package.json'));
  const note = join(folder, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8') : null;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return present(join(override, name ?? 'electron'));
  return name === null ? null : present(join(folder, 'dist', name));
}

function present(path) {
  return existsSync(path) ? path : null;
}
