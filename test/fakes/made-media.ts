import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../src/practice/ffmpeg.ts';

/** Makes a silent video (`.mp4`) or an audio track (`.wav`) that lasts exactly so many seconds. */
export async function makeMedia(path: string, seconds: number): Promise<void> {
  const input = path.endsWith('.mp4')
    ? ['-i', `testsrc=size=64x64:rate=25:duration=${seconds}`, '-c:v', 'libx264', '-preset', 'ultrafast']
    : ['-i', `sine=frequency=440:sample_rate=8000:duration=${seconds}`];
  await promisify(execFile)(await findFfmpeg(undefined), ['-hide_banner', '-y', '-f', 'lavfi', ...input, path]);
}
