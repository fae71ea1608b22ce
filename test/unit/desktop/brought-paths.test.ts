import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { broughtPaths } from '../../../src/main/desktop/brought-paths.ts';

let folder = '';
let take = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-brought-'));
  take = join(folder, 'take “4” 100% 你好.mp4');
  await writeFile(take, '');
});
afterAll(() => rm(folder, { recursive: true }));

it('takes the files and folders of a start, and neither switches nor what is not there', () => {
  const given = ['--no-sandbox', 'take “4” 100% 你好.mp4', '', folder, 'gone.mp4', '-psn_0_1'];
  expect(broughtPaths(given, folder, true)).toEqual([take, folder]);
});

it('takes a file by its address, as desktops on Linux give it, and no other address', () => {
  const elsewhere = [
    'file://elsewhere/take.mp4',
    'file:///a%2Fb',
    'file:',
    'https://example.org/take.mp4',
    'shoal://app/',
  ];
  expect(broughtPaths([pathToFileURL(take).href, ...elsewhere], folder, true)).toEqual([take]);
});

it('takes the folder of the program itself for none, wherever switches stand', () => {
  expect(broughtPaths(['--no-sandbox', folder, take], folder, false)).toEqual([take]);
  expect(broughtPaths([folder], folder, false)).toEqual([]);
});
