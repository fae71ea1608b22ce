import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '../../src/main/media/binaries.ts';

export interface Pair {
  video: string;
  audio: string;
}

/** One video and one audio track of 2 s each. */
export async function makeBenchClips(folder: string): Promise<Pair> {
  const binary = await findBinary('ffmpeg');
  if (!binary.ok) throw new Error('the bundled ffmpeg is missing');
  const pair = { video: join(folder, 'clip.mp4'), audio: join(folder, 'clip.wav') };
  const make = (...args: string[]) => promisify(execFile)(binary.value, ['-v', 'error', '-f', 'lavfi', ...args]);
  await make('-i', 'testsrc=size=160x90:rate=25:duration=2', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', pair.video);
  await make('-i', 'sine=frequency=440:duration=2', pair.audio);
  return pair;
}
