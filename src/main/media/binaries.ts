import { access, chmod, constants } from 'node:fs/promises';
import { z } from 'zod';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode } from '../core/local-file.ts';
import { run } from './run.ts';

type Binary = 'ffprobe' | 'ffmpeg';

const installerSchema = z.object({ default: z.object({ path: z.string() }) });

/** Lets a binary be run when it may not be: `npm ci --ignore-scripts` leaves the bundled ones so. Throws system errors. */
export async function makeExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, 0o755);
  }
}

/**
 * The path of the ffprobe or ffmpeg to run: `ownPath` as it is (a bare name is looked up on PATH), or else the bundled
 * binary, made executable when it was not. Fails with media.probe-missing or media.ffmpeg-missing when none is
 * bundled for this platform.
 */
export async function findBinary(binary: Binary, ownPath?: string): Promise<Result<string>> {
  if (ownPath !== undefined) return success(ownPath);
  const missing = binary === 'ffprobe' ? 'media.probe-missing' : 'media.ffmpeg-missing';
  let path: string;
  try {
    const installer: unknown =
      binary === 'ffprobe' ? await import('@ffprobe-installer/ffprobe') : await import('@ffmpeg-installer/ffmpeg');
    path = outsideOfArchive(installerSchema.parse(installer).default.path);
  } catch {
    // The installers throw errors and even plain strings, some with an absolute path in them.
    return failure(problem(missing, { reason: `none is bundled for ${process.platform}-${process.arch}` }));
  }
  try {
    await makeExecutable(path);
  } catch (error) {
    return failure(problem(missing, { reason: `the bundled one cannot be run: ${errorCode(error) ?? 'unknown'}` }));
  }
  return success(path);
}

/** Where a file of the packaged program is that the system itself must start: nothing starts from inside of an archive. */
export function outsideOfArchive(path: string): string {
  return path.replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked');
}

const VERSION_TIMEOUT_MS = 10_000;

/** The version that ffprobe (`ownPath`, or the bundled one) tells of itself; fails with media.probe-missing. */
export async function ffprobeVersion(ownPath?: string): Promise<Result<string>> {
  const binary = await findBinary('ffprobe', ownPath);
  if (!binary.ok) return binary;
  const asked = await run(binary.value, ['-version'], VERSION_TIMEOUT_MS, new AbortController().signal);
  const version = asked.kind === 'ended' ? /^ffprobe version (\S+)/.exec(asked.stdout)?.[1] : undefined;
  if (version !== undefined) return success(version);
  const reason = asked.kind === 'not-started' ? asked.reason : 'it does not tell its version';
  return failure(problem('media.probe-missing', { reason }));
}
