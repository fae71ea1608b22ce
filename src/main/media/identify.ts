import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { fileProblem, identityOf } from '../core/local-file.ts';
import type { FileIdentity } from '../core/ports.ts';

const CHUNK_BYTES = 256 * 1024;
/** Buffers that nobody reads into now. They are used again: a thousand files would leave a thousand to the collector. */
const spare: Buffer[] = [];

/**
 * What a local file is: size in bytes, modification time in ms since 1970, and the SHA-256 of its content in lower-case
 * hexadecimal. Fails with media.missing, media.unreadable, or media.changed when it changed while it was read. Rejects,
 * with the signal's reason, only when aborted.
 */
export async function identify(
  path: string,
  signal: AbortSignal,
): Promise<Result<FileIdentity & { contentHash: string }>> {
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    const before = await stat(path);
    if (!before.isFile()) {
      return failure(problem('media.unreadable', { name: basename(path), reason: 'it is not a file' }));
    }
    await using handle = await open(path);
    const hash = createHash('sha256');
    let read: number;
    do {
      signal.throwIfAborted();
      ({ bytesRead: read } = await handle.read(buffer, 0, CHUNK_BYTES));
      hash.update(buffer.subarray(0, read));
    } while (read > 0);
    // By path again, so that a file that took its place is noticed as well.
    const after = await stat(path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || after.ino !== before.ino) {
      return failure(problem('media.changed', { name: basename(path) }));
    }
    return success({ ...identityOf(after), contentHash: hash.digest('hex') });
  } catch (error) {
    signal.throwIfAborted();
    return failure(fileProblem(error, path));
  } finally {
    spare.push(buffer);
  }
}
