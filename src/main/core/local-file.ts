import { basename } from 'node:path';
import { z } from 'zod';
import { problem, type Problem } from '../../shared/problems.ts';
import type { FileIdentity } from './ports.ts';

const errnoSchema = z.object({ code: z.string() });

/** The code of a system error such as `ENOENT`, or null when `error` is something else. */
export function errorCode(error: unknown): string | null {
  return errnoSchema.safeParse(error).data?.code ?? null;
}

/**
 * The problem that a system error on a local file stands for: gone, or not readable. Its name is the base name of
 * `path`, never the whole path. Anything that is not a system error is a bug and is thrown on.
 */
export function fileProblem(error: unknown, path: string): Problem {
  const code = errorCode(error);
  if (code === null) throw error;
  const name = basename(path);
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? problem('media.missing', { name })
    : problem('media.unreadable', { name, reason: code });
}

/** The identity in a file's stats. The modification time is in whole milliseconds, so that it survives being stored. */
export function identityOf(stats: { size: number; mtimeMs: number }): FileIdentity {
  return { size: stats.size, modifiedMs: Math.floor(stats.mtimeMs) };
}

/** Whether two identities are of the same content, as far as size and modification time tell. */
export function sameIdentity(one: FileIdentity, other: FileIdentity): boolean {
  return one.size === other.size && one.modifiedMs === other.modifiedMs;
}
