import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemFileManager } from '../../src/main/session/file-manager.ts';
import { openTestWindow } from '../fakes/window.ts';
import { success } from '../../src/shared/result.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'shoal-show-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A real program of this name that notes how it was called, one argument a line, and then ends with `code`. */
async function install(name: string, code: number): Promise<NodeJS.ProcessEnv> {
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(home, 'called')}'\nexit ${code}\n`);
  await chmod(join(bin, name), 0o755);
  return { PATH: [bin, process.env['PATH']].join(delimiter), DISPLAY: ':0' };
}
const called = async (): Promise<string[]> => (await readFile(join(home, 'called'), 'utf8')).split('\n').slice(0, -1);

test.runIf(process.platform === 'linux')('without a display there is nothing to show a folder on', () => {
  expect(systemFileManager('linux', {})).toBeNull();
  expect(systemFileManager('linux', { DISPLAY: '' })).toBeNull();
  expect(systemFileManager('linux', { WAYLAND_DISPLAY: 'wayland-0' })).not.toBeNull();
});

describe.runIf(process.platform === 'linux')('a folder is shown', () => {
  test.each(['plain', 'Spring $(touch gone) `id` "x" ; &', '-rf', 'Käse 結果'])(
    'by its very name, whatever a shell would make of it: %s',
    async (name) => {
      const folder = join(home, name);
      await mkdir(folder);
      const manager = systemFileManager('linux', await install('xdg-open', 0));
      expect(await manager?.openFolder(folder)).toEqual(success(undefined));
      expect(await called()).toEqual([folder]);
      await writeFile(join(folder, 'a.mp4'), '');
      expect(await manager?.reveal(join(folder, 'a.mp4'))).toEqual(success(undefined));
      expect(await called()).toEqual([folder]);
    },
  );

  test('on macOS a result is pointed at, never opened', async () => {
    const manager = systemFileManager('darwin', await install('open', 0));
    await writeFile(join(home, 'a.mp4'), '');
    await manager?.reveal(join(home, 'a.mp4'));
    expect(await called()).toEqual(['-R', join(home, 'a.mp4')]);
  });

  test('or it is said why not', async () => {
    const environment = await install('xdg-open', 3);
    const manager = systemFileManager('linux', environment);
    expect(await manager?.openFolder(join(home, 'Batch'))).toMatchObject({
      problem: { code: 'folder.not-there', parameters: { name: 'Batch' } },
    });
    expect(await manager?.openFolder(home)).toMatchObject({ problem: { code: 'folder.not-shown' } });
    const nothing = systemFileManager('linux', { PATH: join(home, 'nowhere'), DISPLAY: ':0' });
    expect(await nothing?.openFolder(home)).toMatchObject({
      problem: { code: 'folder.not-shown', parameters: { reason: 'ENOENT' } },
    });
  });
});

test('a window can ask for the folder of a batch only, and only where there is a display', async () => {
  const shown: string[] = [];
  const show = (path: string) => {
    shown.push(path);
    return Promise.resolve(success(undefined));
  };
  const window = await openTestWindow({ openFolder: show, reveal: show });
  try {
    const { client } = window;
    expect((await client.app.snapshot()).app.canOpenFolders).toBe(true);
    await expect(client.batch.openFolder({ id: 'b-nobody' })).rejects.toMatchObject({ code: 'PROBLEM' });
    await expect(client.clip.revealResult({ id: 'c-nobody' })).rejects.toMatchObject({ code: 'PROBLEM' });
    const { revision } = await client.app.snapshot();
    await client.intake.addSamples();
    for await (const change of await client.queue.changes({ since: revision }))
      if (change.kind === 'changes' && change.intake?.probing === 0) break;
    const { batchId } = await client.intake.start({ clips: null, agreed: 3 });
    await client.batch.openFolder({ id: batchId });
    const { row } = await client.batch.get({ id: batchId });
    expect(shown).toEqual([row.resultsFolder]);
  } finally {
    await window.stop();
  }
  const without = await openTestWindow();
  expect((await without.client.app.snapshot()).app.canOpenFolders).toBe(false);
  await without.stop();
});
