import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createResultsDisk } from '../../src/main/results/disk.ts';

const disk = createResultsDisk();
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'shoal-disk-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('reserving a name', () => {
  it('leaves no file when it could not be written down', async () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const reserving = disk.reserve(folder, 'a.mp4', () => {
      throw full;
    });
    await expect(reserving).rejects.toBe(full);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes a name only after it was written down', async () => {
    const there: string[][] = [];
    const reserved = await disk.reserve(folder, 'a.mp4', () => there.push(readdirSync(folder)) > 0);
    expect(there).toEqual([[]]);
    expect(reserved).toEqual({ ok: true, value: join(folder, 'a.mp4') });
    expect(await readdir(folder)).toEqual(['a.mp4.part']);
  });

  it('passes over a name that is taken: by a file, by one that is being written, or by word', async () => {
    await writeFile(join(folder, 'a.mp4'), '');
    await writeFile(join(folder, 'a (2).mp4.part'), '');
    const asked: string[] = [];
    const reserved = await disk.reserve(folder, 'a.mp4', (path) => asked.push(path) > 1);
    expect(asked).toEqual([join(folder, 'a (3).mp4'), join(folder, 'a (4).mp4')]);
    expect(reserved).toEqual({ ok: true, value: join(folder, 'a (4).mp4') });
  });
});

describe('trying to write', () => {
  it('makes the folder and leaves nothing in it', async () => {
    expect(await disk.tryWriting(join(folder, 'new'))).toEqual({ ok: true });
    expect(await readdir(join(folder, 'new'))).toEqual([]);
  });

  it('says that a folder cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '');
    const tried = await disk.tryWriting(join(folder, 'file', 'inside'));
    expect(tried).toMatchObject({ ok: false, problem: { code: 'disk.unwritable' } });
  });
});

describe('writing a small file as a whole', () => {
  it('that fails leaves nothing beside the old one', async () => {
    const path = join(folder, 'batch.json');
    await rm(folder, { recursive: true });
    await writeFile(folder, ''); // a file where the folder should be
    expect((await disk.writeWhole(path, '{}')).ok).toBe(false);
    await rm(folder);
    expect(await disk.writeWhole(join(path, 'inside'), '{}')).toMatchObject({ ok: true }); // a folder where the file should be
    expect((await disk.writeWhole(path, '{}')).ok).toBe(false);
    expect(await readdir(folder)).toEqual(['batch.json']);
  });
});
