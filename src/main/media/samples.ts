import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import ffmpeg from 'fluent-ffmpeg';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode } from '../core/local-file.ts';
import { findBinary } from './binaries.ts';
import { run } from './run.ts';

const TRIAL_TIMEOUT_MS = 10_000;
/** Everything that could differ between two runs of the same ffmpeg is turned off. */
const REPEATABLE = '-threads 1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1'.split(' ');
const VIDEO = '-c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a aac -b:a 96k'.split(' ');

/** A video of `seconds`: a moving picture with its time and frame number in it, and a hum. */
function video(pattern: 'testsrc' | 'testsrc2', seconds: number, hertz: number) {
  return {
    sources: [`${pattern}=size=320x180:rate=25:duration=${seconds}`, `sine=frequency=${hertz}:duration=${seconds}`],
    options: VIDEO,
  };
}

/** An audio track of `seconds`: a tone that comes and goes four times a second, the pace of syllables. */
function voice(hertz: number, seconds: number) {
  const tone = `sine=frequency=${hertz}:sample_rate=44100:duration=${seconds}`;
  return { sources: [`${tone},tremolo=f=4:d=0.9`], options: ['-ac', '1'] };
}

/**
 * Two videos, three audio tracks (one of them mismatched in length) and one file that is not media; together they make
 * four clips, of which the last is rejected.
 */
const SAMPLES = {
  'Welcome.mp4': video('testsrc', 4, 220),
  'Safety walk.mp4': video('testsrc2', 6, 330),
  'Welcome.es.wav': voice(440, 4),
  'Welcome.fr-CA.wav': voice(550, 7),
  'Safety walk.wav': voice(660, 6),
} as const;
const NOT_MEDIA = 'Safety walk.de.m4a';

function make(path: string, sample: { sources: string[]; options: string[] }, binary: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const command = ffmpeg().setFfmpegPath(binary);
  // The format is an option, because fluent-ffmpeg's own check of it does not understand newer versions of ffmpeg.
  for (const source of sample.sources) command.input(source).inputOptions(['-f', 'lavfi']);
  command
    .outputOptions([...sample.options, ...REPEATABLE])
    .on('end', () => resolve(null))
    .on('error', (error) => resolve(errorCode(error) ?? 'it could not make the sample clips'))
    .save(path);
  return promise;
}

/**
 * Makes the demo's six small files in `folder` (made when missing; files of the same names are written over), with
 * `ffmpegPath` or else the bundled ffmpeg, within a few seconds. Resolves to their names. The same ffmpeg makes the
 * same bytes each time. Fails with media.ffmpeg-missing or disk.unwritable.
 */
export async function makeSamples(folder: string, ffmpegPath?: string): Promise<Result<string[]>> {
  const binary = await findBinary('ffmpeg', ffmpegPath);
  if (!binary.ok) return binary;
  // fluent-ffmpeg throws out of nowhere when the ffmpeg that it is given cannot be started.
  const trial = await run(binary.value, ['-version'], TRIAL_TIMEOUT_MS, new AbortController().signal);
  if (trial.kind !== 'ended' || trial.exitCode !== 0) {
    const reason = trial.kind === 'not-started' ? trial.reason : 'it does not tell its version';
    return failure(problem('media.ffmpeg-missing', { reason }));
  }
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, NOT_MEDIA), 'This is a note about the German voice, not the voice itself.\n');
  } catch (error) {
    const reason = errorCode(error);
    if (reason === null) throw error;
    return failure(problem('disk.unwritable', { folder: basename(folder), reason }));
  }
  const failures = await Promise.all(
    Object.entries(SAMPLES).map(([name, sample]) => make(join(folder, name), sample, binary.value)),
  );
  const reason = failures.find((found) => found !== null);
  return reason === undefined
    ? success([...Object.keys(SAMPLES), NOT_MEDIA])
    : failure(problem('media.ffmpeg-missing', { reason }));
}
