import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parseRange } from '../hosting/byte-range.ts';

/** Answers with a file, or the range of it that was asked for; 404 when it is not there any more. */
export async function fileAnswer(path: string, contentType: string, request: Request): Promise<Response> {
  const handle = await open(path).catch(() => null);
  if (handle === null) return notFound();
  const stats = await handle.stat();
  const { size } = stats;
  const range = stats.isFile() ? parseRange(request.headers.get('range') ?? undefined, size) : null;
  if (range === null || range === 'unsatisfiable' || size === 0) await handle.close();
  if (range === null) return notFound();
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
  const { first, last } = range === 'whole' ? { first: 0, last: size - 1 } : range;
  const headers = {
    'content-type': contentType,
    'content-length': String(last - first + 1),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    ...(range !== 'whole' && { 'content-range': `bytes ${first}-${last}/${size}` }),
  };
  const body = size === 0 ? null : Readable.toWeb(handle.createReadStream({ start: first, end: last }));
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers });
}

export function notFound(): Response {
  return new Response('There is nothing here.', { status: 404, headers: { 'content-type': 'text/plain' } });
}
