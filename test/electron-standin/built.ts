import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the desktop program into `out` once, before the tests that run it: they must not pass on an old build. */
export async function setup(): Promise<void> {
  const cli = `${project}/node_modules/electron-vite/bin/electron-vite.js`;
  // Test runners set NODE_ENV to `test`; what people get is built for production.
  await promisify(execFile)(process.execPath, [cli, 'build'], {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
