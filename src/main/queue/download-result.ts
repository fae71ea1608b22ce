import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { DownloadBroken, type PartFile, type ResultsDisk, type Transport } from '../core/ports.ts';

interface ResultDownload {
  url: string;
  /** What the result will be; it grows in its `.part`. */
  path: string;
  /** Of the version that the `.part` has the beginning of; null begins anew. */
  entityTag: string | null;
  /** The version that is in the `.part` from now on; null: none that could be gone on with. */
  onEntityTag?: (entityTag: string | null) => void;
  /** 0 to 1. */
  onProgress?: (fraction: number) => void;
}

/**
 * Downloads what is missing of a result into its `.part`. Gives back the byte that it went on from, 0 for a whole
 * download. Fails with `result.expired`, `result.unreachable`, or the disk's problem; what arrived stays.
 */
export async function downloadResult(
  { url, path, entityTag, onEntityTag, onProgress }: ResultDownload,
  { transport, disk }: { transport: Transport; disk: ResultsDisk },
  signal: AbortSignal,
): Promise<Result<number>> {
  const here = (await disk.partSize(path)) ?? 0;
  const answer = await transport.download({
    url,
    from: entityTag === null ? 0 : here,
    entityTag,
    connectTimeoutMs: 15_000,
    idleTimeoutMs: 30_000,
    signal,
  });
  if (answer.kind === 'failed') return failure(problem('result.unreachable', { reason: answer.failure }));
  if (answer.kind === 'refused') {
    // What is here is as long as the result, or longer: begin again rather than trust it.
    if (answer.status === 416) onEntityTag?.(null);
    const expired = answer.status === 403 || answer.status === 404 || answer.status === 410;
    return failure(
      expired ? problem('result.expired') : problem('result.unreachable', { reason: String(answer.status) }),
    );
  }
  onEntityTag?.(answer.entityTag);
  const part = await disk.openPart(path, answer.from);
  if (!part.ok) return part;
  try {
    const written = await write(part.value, answer, onProgress);
    return written.ok ? success(answer.from) : written;
  } finally {
    await part.value.close();
  }
}

async function write(
  part: PartFile,
  { from, totalBytes, chunks }: { from: number; totalBytes: number | null; chunks: AsyncIterable<Uint8Array> },
  onProgress: ResultDownload['onProgress'],
): Promise<Result<void>> {
  let bytes = from;
  try {
    for await (const chunk of chunks) {
      const written = await part.write(chunk);
      if (!written.ok) return written;
      bytes += chunk.byteLength;
      if (totalBytes !== null) onProgress?.(bytes / totalBytes);
    }
  } catch (error) {
    if (!(error instanceof DownloadBroken)) throw error;
    await part.sync(); // what arrived is good: the next try goes on from here
    return failure(problem('result.unreachable', { reason: error.failure }));
  }
  return part.sync();
}
