import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { project } from './built.ts';

/** `npm start` and `npm run dev`, with an Electron that is looked for in `folder` only. */
function start(how: 'start' | 'dev', folder: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, ['tools/desktop.mjs', how], { cwd: project, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-electron-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.each(['start', 'dev'] as const)('“%s” says in one line what works where there is no Electron', async (how) => {
  const { code, stdout, stderr } = await start(how, folder);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/npm run demo.*npm run shoal/)]);
});

it.skipIf(process.platform === 'win32')('“start” builds and starts the Electron that is there', async () => {
  const electron = join(folder, 'electron');
  await writeFile(electron, '#!/bin/sh\necho "started with $*"\n');
  await chmod(electron, 0o755);
  const { code, stdout } = await start('start', folder);
  expect(stdout).toMatch(/preload\/index\.cjs[^]*started with \./);
  expect(code).toBe(0);
});
