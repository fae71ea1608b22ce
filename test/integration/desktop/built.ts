import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const project = join(import.meta.dirname, '../../..');

/** Builds the desktop program into a folder of its own, as `npm run build` does into `out`. */
export async function buildDesktop(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-built-'));
  const cli = join(project, 'node_modules/electron-vite/bin/electron-vite.js');
  // Test runners set NODE_ENV to `test`; what people get is built for production.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [cli, 'build', '--outDir', folder], { cwd: project, env });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
