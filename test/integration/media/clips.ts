import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '../../../src/main/media/binaries.ts';

const PICTURE = '-f lavfi -i testsrc=size=160x90:rate=25:duration=3';
const SOUND = '-f lavfi -i sine=frequency=440:duration=3';
const H264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac';

/** Recipes of clips of 3 s: the options of ffmpeg that make them. */
export const RECIPES = {
  'clip.mp4': `${PICTURE} ${SOUND} ${H264}`,
  'fast.mp4': `${PICTURE} ${SOUND} ${H264} -movflags +faststart`,
  'fragmented.mp4': `${PICTURE} ${SOUND} ${H264} -g 25 -movflags frag_keyframe+empty_moov`,
  'clip.mov': `${PICTURE} ${SOUND} ${H264}`,
  'clip.mkv': `${PICTURE} ${SOUND} ${H264}`,
  'clip.webm': `${PICTURE} ${SOUND} -c:v libvpx -deadline realtime -c:a libopus`,
  'clip.avi': `${PICTURE} ${SOUND} -c:v mpeg4 -c:a mp3`,
  'clip.ts': `${PICTURE} ${SOUND} ${H264}`,
  'clip.flv': `${PICTURE} ${SOUND} -c:v flv -c:a mp3`,
  'clip.3gp': `${PICTURE} ${SOUND} ${H264}`,
  'clip.ogv': `${PICTURE} ${SOUND} -c:v libtheora -c:a libvorbis`,
  'silent.mp4': `${PICTURE} ${H264}`,
  'short-sound.mkv': `${PICTURE} ${SOUND.replace('=3', '=1')} ${H264}`,
  'clip.wav': SOUND,
  'clip.mp3': SOUND,
  'variable.mp3': `${SOUND} -q:a 4`,
  'no-header.mp3': `${SOUND} -b:a 32k -write_xing 0 -id3v2_version 0`,
  'clip.m4a': `${SOUND} -c:a aac`,
  'clip.flac': SOUND,
  'clip.ogg': `${SOUND} -c:a libvorbis`,
  'clip.opus': `${SOUND} -c:a libopus`,
  'clip.aac': `${SOUND} -c:a aac`,
  'clip.aiff': SOUND,
  'clip.wma': SOUND,
  'cover.mp3': `${SOUND} -f lavfi -i testsrc=size=64x64 -frames:v 1 -c:v mjpeg -disposition:v attached_pic -id3v2_version 3`,
} as const;
export type ClipName = keyof typeof RECIPES;

/** Makes the clips in `folder` with the bundled ffmpeg. */
export async function makeClips(folder: string, names: readonly string[]): Promise<void> {
  const binary = await findBinary('ffmpeg');
  if (!binary.ok) throw new Error('the bundled ffmpeg is missing');
  for (const [name, recipe] of Object.entries(RECIPES)) {
    if (!names.includes(name)) continue;
    const args = ['-v', 'error', '-nostdin', ...recipe.split(' '), '-threads', '1', join(folder, name)];
    await promisify(execFile)(binary.value, args);
  }
}
