import { constants } from 'node:fs';
import { link, mkdir, open, rename, stat, statfs, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { numbered } from '../core/naming.ts';
import type { PartFile, ResultsDisk } from '../core/ports.ts';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';

const mostNumbers = 10_000;

/** The results folder on a real disk. A result grows in `<name>.part` and gets its name only when it is verified. */
export function createResultsDisk(): ResultsDisk {
  return { freeBytes, tryWriting, reserve, partSize, openPart, publish, discard, writeWhole };
}

/** Bytes that may still be written to the disk of `folder` (or of its nearest parent that exists); null when unknown. */
async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? null : freeBytes(parent);
  }
}

/** Whether `folder` really takes files: makes it, and a file in it that is removed at once. */
async function tryWriting(folder: string): Promise<Result<void>> {
  const path = join(folder, `.shoal-${process.pid}.part`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, 'Shoal tries whether it can write here.', { flush: true });
    return success(undefined);
  } catch (error) {
    return failure(diskProblem(error, folder));
  } finally {
    await unlink(path).catch(() => undefined);
  }
}

/**
 * Finds a name in `folder` that is free, numbering it when need be, and takes it by creating its empty `.part`. Before
 * that `claim` writes the path down, so that a crash leaves no file that nobody knows; false passes it over. What `claim`
 * throws is thrown on.
 */
async function reserve(folder: string, fileName: string, claim: (path: string) => boolean): Promise<Result<string>> {
  try {
    await mkdir(folder, { recursive: true });
    for (let number = 1; number <= mostNumbers; number += 1) {
      const path = join(folder, number === 1 ? fileName : numbered(fileName, number));
      if ((await exists(path)) || (await exists(partPath(path))) || !claim(path)) continue;
      if (await createNew(partPath(path))) return success(path);
    }
    return failure(problem('disk.unwritable', { folder, reason: 'too many files of the same name' }));
  } catch (error) {
    return failure(diskProblem(error, folder));
  }
}

/** How many bytes of a result are here; null when its `.part` is gone. */
async function partSize(path: string): Promise<number | null> {
  try {
    return (await stat(partPath(path))).size;
  } catch {
    return null;
  }
}

/** Opens the `.part` of a result to write from byte `from` on; what was beyond it is cut off. */
async function openPart(path: string, from: number): Promise<Result<PartFile>> {
  const folder = dirname(path);
  let handle: FileHandle;
  try {
    await mkdir(folder, { recursive: true });
    handle = await open(partPath(path), constants.O_RDWR | constants.O_CREAT, 0o644);
    await handle.truncate(from);
  } catch (error) {
    return failure(diskProblem(error, folder));
  }
  let position = from;
  const attempt = async (work: () => Promise<void>): Promise<Result<void>> => {
    try {
      await work();
      return success(undefined);
    } catch (error) {
      return failure(diskProblem(error, folder));
    }
  };
  return success({
    write: (chunk) =>
      attempt(async () => {
        let written = 0;
        while (written < chunk.byteLength) {
          const { bytesWritten } = await handle.write(chunk, written, chunk.byteLength - written, position);
          written += bytesWritten;
          position += bytesWritten;
        }
      }),
    sync: () => attempt(() => handle.sync()),
    close: () => handle.close(),
  });
}

/**
 * Gives a finished `.part` its name. Never overwrites: when the name was taken meanwhile, the next number is used. The
 * answer is the path it really has. A second call after a crash finds the work done.
 */
async function publish(path: string): Promise<Result<string>> {
  const folder = dirname(path);
  try {
    if (!(await exists(partPath(path))) && (await exists(path))) return success(path);
    for (let number = 1; number <= mostNumbers; number += 1) {
      const target = number === 1 ? path : join(folder, numbered(path.slice(folder.length + 1), number));
      if (await moveToNew(partPath(path), target)) {
        await syncFolder(folder);
        return success(target);
      }
    }
    return failure(problem('disk.unwritable', { folder, reason: 'too many files of the same name' }));
  } catch (error) {
    return failure(diskProblem(error, folder));
  }
}

/** Removes the `.part` of a result that is not wanted any more. */
async function discard(path: string): Promise<void> {
  await unlink(partPath(path)).catch(() => undefined);
}

/** Replaces a small file as a whole: readers see the old text or the new, never a part. */
async function writeWhole(path: string, text: string): Promise<Result<void>> {
  const temporary = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'w', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return success(undefined);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    return failure(diskProblem(error, dirname(path)));
  }
}

function partPath(path: string): string {
  return `${path}.part`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

async function createNew(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o644)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A hard link fails when the target exists, a rename does not; where links are unknown (exFAT) a look has to do. */
async function moveToNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    if (await exists(to)) return false;
    await rename(from, to);
    return true;
  }
  await unlink(from);
  return true;
}

/** Makes a new name durable. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The code of an error of the system's own; SQLite's have codes too, and are not the disk's to explain. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

function diskProblem(error: unknown, folder: string): Problem {
  const code = codeOf(error);
  if (code === '') throw error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return problem('disk.full', { folder });
  return problem('disk.unwritable', { folder, reason: code });
}
