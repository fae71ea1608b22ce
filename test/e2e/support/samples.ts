import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { makeClips } from '../../integration/media/clips.ts';
import type { Samples } from './desk.ts';

/** Makes one good pair, and what else is named, before the tests of a file, and removes it after them. */
export function samplesForAll(...more: string[]): () => Samples {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-samples-'));
    await makeClips(folder, ['clip.mp4', 'clip.wav', ...more]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => ({ folder, video: join(folder, 'clip.mp4'), audio: join(folder, 'clip.wav') });
}
