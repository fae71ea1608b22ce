import { access, constants, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMedia } from '../../../src/main/core/check-media.ts';
import { mediaLimitsSchema } from '../../../src/shared/settings.ts';
import { findBinary, makeExecutable } from '../../../src/main/media/binaries.ts';
import { createProbe } from '../../../src/main/media/ffprobe.ts';
import { makeSamples } from '../../../src/main/media/samples.ts';

let folder: string;
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal samples '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('makeSamples', () => {
  it('makes the six files, the same each time, and one of them is not media', async () => {
    const made = await makeSamples(join(folder, 'first'));
    expect(await makeSamples(join(folder, 'second'))).toEqual(made);
    const names = made.ok ? made.value : [];
    expect((await readdir(join(folder, 'first'))).toSorted()).toEqual(names.toSorted());

    const limits = mediaLimitsSchema.parse({});
    const found: Record<string, string> = {};
    for (const name of names) {
      const path = join(folder, 'first', name);
      expect(await readFile(path)).toEqual(await readFile(join(folder, 'second', name)));
      const result = await createProbe({}).probe(path, never);
      if (!result.ok) found[name] = result.problem.code;
      else {
        const role = name.endsWith('.mp4') ? 'video' : 'audio';
        expect(checkMedia(role, name, result.value, limits)).toBeNull();
        expect(result.value.audio).not.toBeNull();
        found[name] = `${role} ${result.value.durationSeconds ?? 0}`;
      }
    }
    expect(found).toEqual({
      'Welcome.mp4': 'video 4',
      'Safety walk.mp4': 'video 6',
      'Welcome.es.wav': 'audio 4',
      'Welcome.fr-CA.wav': 'audio 7',
      'Safety walk.wav': 'audio 6',
      'Safety walk.de.m4a': 'media.not-media',
    });
  });

  it('says when ffmpeg is missing or the folder cannot be made', async () => {
    const missing = await makeSamples(join(folder, 'none'), join(folder, 'no ffmpeg'));
    expect(!missing.ok && missing.problem.code).toBe('media.ffmpeg-missing');
    await writeFile(join(folder, 'file'), '');
    const unwritable = await makeSamples(join(folder, 'file', 'inside'));
    expect(!unwritable.ok && unwritable.problem.code).toBe('disk.unwritable');
  });
});

describe('findBinary', () => {
  it('takes an own path as it is', async () => {
    expect(await findBinary('ffprobe', 'my ffprobe')).toEqual({ ok: true, value: 'my ffprobe' });
  });

  it('makes a binary executable when the installation did not', async () => {
    const path = join(folder, 'program');
    await writeFile(path, '#!/bin/sh\n', { mode: 0o644 });
    await makeExecutable(path);
    await access(path, constants.X_OK);
  });
});
