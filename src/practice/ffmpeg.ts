import { spawn } from 'node:child_process';
import { access, chmod, constants, rename } from 'node:fs/promises';
import type { Durations } from './billing.ts';
import { markFilter } from './mark.ts';
import type { Outcome } from './outcome.ts';

/** The local files of a job. */
export interface InputFiles {
  video: string;
  audio: string;
}

/** Kept in every result, so that none can be taken for a lip-sync. */
export const practiceComment =
  'PRACTICE RESULT, not a lip-sync: made by the practice service of Shoal. The picture is the original with a mark.';

/** The path of an ffmpeg that can be started: `chosen`, or the bundled one. Throws when there is none for this platform. */
export async function findFfmpeg(chosen: string | undefined): Promise<string> {
  if (chosen !== undefined) return chosen;
  // Loaded only when needed: on a platform that it has no binary for, the package throws.
  const bundled = await import('@ffmpeg-installer/ffmpeg').catch(() => null);
  if (bundled === null) throw new Error('No ffmpeg is bundled for this platform; give the path of one.');
  const path = bundled.default.path;
  // `npm ci --ignore-scripts` leaves the binary without its executable bit.
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
  return path;
}

/** Reads the durations of the inputs, in seconds. */
export async function readDurations(
  ffmpeg: string,
  { video, audio }: InputFiles,
  signal: AbortSignal,
): Promise<Outcome<Durations>> {
  // Without an output ffmpeg describes its inputs and ends with an error.
  const { told } = await run(ffmpeg, [...input(video), ...input(audio)], signal);
  const [, videoText = '', audioText = ''] = told.split(/^Input #\d+/m);
  if (!/Stream #0:.* Video: /.test(videoText)) return { ok: false, message: 'The video could not be read.' };
  if (!/Stream #1:.* Audio: /.test(audioText)) return { ok: false, message: 'The audio could not be read.' };
  const durations = { video: duration(videoText), audio: duration(audioText) };
  // Negated, so that an unknown duration (NaN) is refused too.
  if (!(Math.min(durations.video, durations.audio) > 0)) {
    return { ok: false, message: 'The duration of the media is unknown.' };
  }
  return { ok: true, value: durations };
}

/**
 * Makes the result at `output`: the picture of the one, the sound of the other, `seconds` long. `ffmpeg` draws the mark
 * and encodes anew; `copy` only puts the streams together, which is quick and leaves no visible mark.
 */
export async function render(
  ffmpeg: string,
  mode: 'ffmpeg' | 'copy',
  { video, audio }: InputFiles,
  seconds: number,
  output: string,
  signal: AbortSignal,
): Promise<Outcome<void>> {
  const how =
    mode === 'copy'
      ? // The mov muxer, because mp4 does not take the PCM sound of a WAV file as it is.
        ['-c', 'copy', '-f', 'mov']
      : [
          ...['-vf', `scale=trunc(iw/2)*2:trunc(ih/2)*2,${markFilter()},format=yuv420p`],
          ...['-c:v', 'libx264', '-preset', 'ultrafast', '-threads', '1', '-c:a', 'aac', '-f', 'mp4'],
        ];
  const cut = ['-map', '0:v:0', '-map', '1:a:0', '-t', String(seconds), '-shortest'];
  const marks = ['-metadata', `comment=${practiceComment}`, '-movflags', '+faststart'];
  const part = `${output}.part`;
  const { exitCode } = await run(ffmpeg, [...input(video), ...input(audio), ...cut, ...how, ...marks, part], signal);
  if (exitCode !== 0) return { ok: false, message: 'The media could not be processed.' };
  await rename(part, output);
  return { ok: true, value: undefined };
}

function input(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', path];
}

/** In seconds; NaN when ffmpeg does not know it. It prints hundredths. */
function duration(description: string): number {
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d+):([\d.]+)/m.exec(description) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Runs ffmpeg to its end. `told` is the start of what it wrote on stderr. Rejects when `signal` aborts or it cannot start. */
function run(
  ffmpeg: string,
  options: string[],
  signal: AbortSignal,
): Promise<{ exitCode: number | null; told: string }> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(ffmpeg, ['-hide_banner', '-nostdin', '-nostats', '-y', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    let told = '';
    let failure: Error | undefined;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (told.length < 100_000) told += text;
    });
    child.on('error', (error) => (failure = error));
    // Settled only when the child is gone, so that a stop leaves none behind.
    child.on('close', (exitCode) => (failure === undefined ? resolve({ exitCode, told }) : reject(failure)));
  });
}
