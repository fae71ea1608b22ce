import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseRange } from '../hosting/byte-range.ts';

/** Sends a file, or the range of it that was asked for; answers 404 when it is not there any more. */
export async function sendFile(
  path: string,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const handle = await open(path).catch(() => null);
  if (handle === null) {
    response.writeHead(404).end();
    return;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const { size } = stats;
    const range = parseRange(request.headers.range, size);
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('Content-Type', contentType);
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
      return;
    }
    const { first, last } = range === 'whole' ? { first: 0, last: size - 1 } : range;
    if (range !== 'whole') response.setHeader('Content-Range', `bytes ${first}-${last}/${size}`);
    response.writeHead(range === 'whole' ? 200 : 206, { 'Content-Length': last - first + 1 });
    if (request.method === 'HEAD' || size === 0) {
      response.end();
      return;
    }
    await pipeline(handle.createReadStream({ start: first, end: last, autoClose: false }), response);
  } catch {
    // The browser went away, or the disk failed: what arrived is seen to be incomplete.
    response.destroy();
  } finally {
    await handle.close();
  }
}
