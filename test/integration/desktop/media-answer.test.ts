import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../src/shared/problems.ts';
import { failure, success } from '../../../src/shared/result.ts';
import { answerMedia } from '../../../src/main/desktop/media-answer.ts';

const bytes = randomBytes(300_000);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-media-'));
  await writeFile(join(folder, 'clip.mp4'), bytes);
  await writeFile(join(folder, 'empty.mp4'), '');
});
afterAll(() => rm(folder, { recursive: true }));

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const byId = (id: string) =>
    ['clip.mp4', 'empty.mp4', 'gone.mp4'].includes(id)
      ? success(join(folder, id))
      : failure(problem('request.no-file'));
  return answerMedia(
    { media: byId, result: byId, thumbnail: (id) => Promise.resolve(byId(id)) },
    new Request(`shoal://app${path}`, { headers, method }),
  );
}
const bodyOf = async (answer: Response | null) => Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));

describe('media over the window’s own scheme', () => {
  it('is whole without a range', async () => {
    const answer = await ask('/media/clip.mp4');
    expect(answer?.status).toBe(200);
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '300000',
      'accept-ranges': 'bytes',
    });
    expect((await bodyOf(answer)).equals(bytes)).toBe(true);
  });

  it('is the part that a player asks for when it seeks', async () => {
    for (const [range, first, last] of [
      ['bytes=1000-1999', 1000, 1999],
      ['bytes=299000-', 299_000, 299_999],
      ['bytes=-10', 299_990, 299_999],
    ] as const) {
      const answer = await ask('/result/clip.mp4', { range });
      expect(answer?.status).toBe(206);
      expect(answer?.headers.get('content-range')).toBe(`bytes ${first}-${last}/300000`);
      expect((await bodyOf(answer)).equals(bytes.subarray(first, last + 1))).toBe(true);
    }
    expect((await ask('/media/clip.mp4', { range: 'bytes=300000-' }))?.status).toBe(416);
  });

  it('is not found for an id that nobody has, a file that is gone and another method', async () => {
    expect((await ask('/media/other'))?.status).toBe(404);
    expect((await ask('/media/gone.mp4'))?.status).toBe(404);
    expect((await ask('/media/clip.mp4', {}, 'POST'))?.status).toBe(404);
    expect((await ask('/media/empty.mp4'))?.status).toBe(200);
  });

  it('is by id only: any other address is none of media', async () => {
    for (const path of ['/', '/index.html', '/media/clip.mp4/more', '/media/../../etc/passwd', '/upload/u1'])
      expect(await ask(path), path).toBeNull();
  });
});
