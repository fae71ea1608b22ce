import { access, chmod, constants } from 'node:fs/promises';
import { z } from 'zod';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode } from '../core/local-file.ts';

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
    path = installerSchema.parse(installer).default.path;
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
