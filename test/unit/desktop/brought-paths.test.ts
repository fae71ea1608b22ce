import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { broughtPaths } from '../../../src/main/desktop/brought-paths.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-brought-'));
  await writeFile(join(folder, 'take “4” 你好.mp4'), '');
});
afterAll(() => rm(folder, { recursive: true }));

it('takes the files and folders of a start, and neither switches nor what is not there', () => {
  const given = ['--no-sandbox', 'take “4” 你好.mp4', '', folder, 'gone.mp4', '-psn_0_1'];
  expect(broughtPaths(given, folder)).toEqual([join(folder, 'take “4” 你好.mp4'), folder]);
});
