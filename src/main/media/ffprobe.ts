import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { MediaInfo } from '../../shared/media.ts';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { fileProblem } from '../core/local-file.ts';
import type { Probe } from '../core/ports.ts';
import { findBinary } from './binaries.ts';
import { declaresMore, type ReadAt } from './declared-end.ts';
import { isMedia, parseLastPacketEnd, parseProbe } from './parse-probe.ts';
import { run, type Run } from './run.ts';

/**
 * Containers that declare a duration in their header but no size in bytes, so that only the packets tell whether the
 * end is there.
 */
const DURATION_ONLY = new Set(['flac', 'mp3', 'flv']);
/** How much earlier than declared the last packet may end, in seconds. */
const END_TOLERANCE = 0.25;

/** A list of other files: ffprobe would follow it to them, and wait for a live one to go on. */
const PLAYLIST = /^(\u00ef\u00bb\u00bf)?\s*(#EXTM3U|ffconcat|<\?xml|<MPD|\[playlist\])/i;

/** What can be said of a file without ffprobe. */
async function look(path: string): Promise<Result<{ size: number; cut: boolean }>> {
  const name = basename(path);
  try {
    // Before opening, because opening a pipe would wait for its writer.
    const stats = await stat(path);
    if (!stats.isFile()) {
      const reason = stats.isDirectory() ? 'it is a folder' : 'it is not a file';
      return failure(problem('media.unreadable', { name, reason }));
    }
    if (stats.size === 0) return failure(problem('media.empty', { name }));
    await using handle = await open(path);
    const read: ReadAt = async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const start = await read(0, 64);
    if (PLAYLIST.test(start.toString('latin1'))) return failure(problem('media.not-media', { name }));
    return success({ size: stats.size, cut: await declaresMore(read, stats.size) });
  } catch (error) {
    return failure(fileProblem(error, path));
  }
}

function runProblem(outcome: Exclude<Run, { kind: 'ended' }>, name: string, timeoutMs: number): Problem {
  switch (outcome.kind) {
    case 'not-started':
      return problem('media.probe-missing', { reason: outcome.reason });
    case 'timeout':
      return problem('media.probe-timeout', { name, seconds: timeoutMs / 1000 });
    case 'flood':
      return problem('media.unreadable', { name, reason: 'ffprobe’s answer has no end' });
    case 'crashed':
      return problem('media.unreadable', { name, reason: `ffprobe ended with ${outcome.signal}` });
  }
}

export interface ProbeOptions {
  ffprobePath?: string;
  timeoutMs?: number;
}

/**
 * Reads media files with ffprobe: `ffprobePath`, or else the bundled one. `timeoutMs` is the longest that one run of
 * ffprobe may take, in milliseconds. How many run at a time is the caller's business.
 *
 * `probe` fails with a `media.*` problem: missing, unreadable, empty, not-media, cut-short, probe-timeout or
 * probe-missing. It rejects, with the signal's reason, only when aborted. No child process outlives it.
 *
 * ffprobe is run directly because fluent-ffmpeg gives no handle on the ffprobe it starts: neither time nor output
 * could be limited.
 */
export function createProbe({ ffprobePath, timeoutMs = 30_000 }: ProbeOptions): Probe {
  /** Asks ffprobe; only local files can be reached, even by a playlist, and `file:` makes every name just a name. */
  async function ask(
    binary: string,
    path: string,
    options: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<Extract<Run, { kind: 'ended' }>>> {
    const args = ['-v', 'warning', '-protocol_whitelist', 'file', '-of', 'json', ...options, '-i', `file:${path}`];
    const outcome = await run(binary, args, timeoutMs, signal);
    return outcome.kind === 'ended' ? success(outcome) : failure(runProblem(outcome, basename(path), timeoutMs));
  }

  async function endsEarly(
    binary: string,
    path: string,
    info: MediaInfo,
    warnings: string,
    signal: AbortSignal,
  ): Promise<Result<boolean>> {
    const declared = info.durationSeconds;
    // Without a declared duration ffprobe guesses one from the bit rate, and says so; no end can be missed then.
    if (declared === null || !DURATION_ONLY.has(info.container) || warnings.includes('Estimating duration')) {
      return success(false);
    }
    const from = Math.max(0, declared - 2).toFixed(3);
    const options = ['-read_intervals', `${from}%`, '-show_entries', 'packet=pts_time,duration_time'];
    const tail = await ask(binary, path, options, signal);
    return tail.ok ? success((parseLastPacketEnd(tail.value.stdout) ?? 0) < declared - END_TOLERANCE) : tail;
  }

  return {
    async probe(path, signal) {
      const name = basename(path);
      const file = await look(path);
      if (!file.ok) return file;
      const { size, cut } = file.value;
      const binary = await findBinary('ffprobe', ffprobePath);
      if (!binary.ok) return binary;

      const answer = await ask(binary.value, path, ['-show_format', '-show_streams'], signal);
      if (!answer.ok) return answer;
      const info = parseProbe(answer.value.stdout, size);
      // ffprobe answers in JSON even about nonsense, so this was not ffprobe.
      if (info === null) return failure(problem('media.probe-missing', { reason: 'its answer is not JSON' }));
      if (cut) return failure(problem('media.cut-short', { name }));
      if (answer.value.exitCode !== 0 || !isMedia(info)) return failure(problem('media.not-media', { name }));

      const early = await endsEarly(binary.value, path, info, answer.value.stderr, signal);
      if (!early.ok) return early;
      return early.value ? failure(problem('media.cut-short', { name })) : success(info);
    },
  };
}
