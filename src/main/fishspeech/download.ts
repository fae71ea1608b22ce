import type { IncomingMessage } from 'node:http';

import { safeUrl } from '../../shared/address.ts';
import {
  DownloadBroken,
  type Download,
  type DownloadRequest,
  type Look,
  type LookRequest,
  type NetworkFailure,
} from '../core/ports.ts';
import { startCall, startFuse, type Call } from './connection.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Starts a GET of a file, from `request.from` on when the server can, else from its first byte: also when the file is no
 * longer the one that the bytes already here came from. No redirect leads to a connection that others can read.
 */
export async function startDownload(request: DownloadRequest, userAgent: string): Promise<Download> {
  const url = safeUrl(request.url);
  if (url === null) return { kind: 'failed', failure: 'other' };
  return (
    (await tryDownload(url, request, userAgent)) ??
    (await tryDownload(url, { ...request, from: 0, entityTag: null }, userAgent)) ?? {
      kind: 'failed',
      failure: 'other',
    }
  );
}

/**
 * Looks at what a URL leads to: by HEAD, and where that is not answered, as by a link that is signed for GET alone, by a
 * GET of its first byte.
 */
export async function look(request: LookRequest, userAgent: string): Promise<Look> {
  const url = safeUrl(request.url);
  if (url === null) return { kind: 'failed', failure: 'other' };
  const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': userAgent };
  const byHead = await lookOnce(url, { ...request, method: 'HEAD', headers });
  if (byHead.kind !== 'refused') return byHead;
  return lookOnce(url, { ...request, method: 'GET', headers: { ...headers, range: 'bytes=0-0' } });
}

async function lookOnce(url: URL, asking: Asking): Promise<Look> {
  const opened = await openLast(url, asking);
  if ('failure' in opened) return { kind: 'failed', failure: opened.failure };
  const { answer, end } = opened;
  end();
  const status = answer.statusCode ?? 0;
  if (status !== 200 && status !== 206) return { kind: 'refused', status };
  const length = /^\d+$/.exec(answer.headers['content-length'] ?? '')?.[0];
  const size =
    status === 206 ? (contentRange(answer)?.totalBytes ?? null) : length === undefined ? null : Number(length);
  return { kind: 'there', size, contentType: answer.headers['content-type'] ?? '' };
}

/** Null when the answer does not bring the bytes that were asked for. */
async function tryDownload(start: URL, request: DownloadRequest, userAgent: string): Promise<Download | null> {
  const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': userAgent, ...rangeHeaders(request) };
  const { connectTimeoutMs, idleTimeoutMs: answerTimeoutMs, signal } = request;
  const opened = await openLast(start, { method: 'GET', headers, connectTimeoutMs, answerTimeoutMs, signal });
  if ('failure' in opened) return { kind: 'failed', failure: opened.failure };
  const { answer, end } = opened;
  const status = answer.statusCode ?? 0;

  if (status === 200 || status === 206) {
    const part = partOf(answer, request);
    if (part !== null)
      return {
        kind: 'body',
        from: part.from,
        totalBytes: part.totalBytes,
        entityTag: answer.headers.etag ?? null,
        chunks: chunksOf(opened, part, request.idleTimeoutMs),
      };
    end();
    return null;
  }

  end();
  if (status !== 416 || request.from === 0) return { kind: 'refused', status };
  const totalBytes = contentRange(answer)?.totalBytes ?? null;
  // The range begins where the file ends: all of it is here already. Otherwise it is another file.
  if (totalBytes !== request.from) return null;
  return { kind: 'body', from: totalBytes, totalBytes, entityTag: request.entityTag, chunks: noChunks() };
}

interface Asking {
  method: 'GET' | 'HEAD';
  headers: Record<string, string>;
  connectTimeoutMs: number;
  answerTimeoutMs: number;
  signal: AbortSignal;
}

interface Opened {
  call: Call;
  answer: IncomingMessage;
  /** Frees everything; may be called more than once. */
  end: () => void;
}

/** Follows redirects to the last answer, which may be a redirect that must not be followed. */
async function openLast(start: URL, asking: Asking): Promise<Opened | { failure: NetworkFailure }> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const opened = await open(url, asking);
    if ('failure' in opened || !REDIRECTS.includes(opened.answer.statusCode ?? 0)) return opened;
    const target = redirects < MOST_REDIRECTS ? redirectTarget(opened.answer, url) : null;
    if (target === null) return opened;
    opened.end();
    url = target;
  }
}

/** Sends the request and waits for the head of the answer. */
async function open(
  url: URL,
  { method, headers, connectTimeoutMs, answerTimeoutMs, signal }: Asking,
): Promise<Opened | { failure: NetworkFailure }> {
  if (signal.aborted) return { failure: 'aborted' };
  let cancelTimeout = (): void => undefined;
  let call: Call;
  try {
    const onSent = (): void => void (cancelTimeout = startFuse(answerTimeoutMs, () => call.stop('timeout')));
    call = startCall({ method, url, headers, connectTimeoutMs, onSent });
  } catch {
    return { failure: 'other' };
  }
  const abort = (): void => call.stop('aborted');
  signal.addEventListener('abort', abort, { once: true });
  const end = (): void => {
    signal.removeEventListener('abort', abort);
    call.end();
  };
  const answer = await call.head;
  cancelTimeout();
  if (answer !== null) return { call, answer, end };
  end();
  return { failure: call.failure() };
}

/** What a body brings: the offset of its first byte, the offset after its last one, and the size of the whole file. */
interface Part {
  from: number;
  to: number | null;
  totalBytes: number | null;
}

async function* chunksOf({ call, answer, end }: Opened, part: Part, idleTimeoutMs: number): AsyncGenerator<Uint8Array> {
  const startTimeout = (): (() => void) => startFuse(idleTimeoutMs, () => call.stop('timeout'));
  const stream: AsyncIterable<Uint8Array> = answer;
  let position = part.from;
  // Runs only while waiting for the network, not while the reader writes a chunk to a slow disk.
  let cancelTimeout = startTimeout();
  try {
    for await (const chunk of stream) {
      cancelTimeout();
      position += chunk.length;
      if (part.to !== null && position > part.to) throw new DownloadBroken('other');
      yield chunk;
      cancelTimeout = startTimeout();
    }
    if (!answer.complete || position !== (part.totalBytes ?? part.to ?? position)) throw new DownloadBroken('closed');
  } catch (error) {
    throw error instanceof DownloadBroken ? error : new DownloadBroken(call.failure());
  } finally {
    cancelTimeout();
    end();
  }
}

async function* noChunks(): AsyncGenerator<Uint8Array> {
  // Nothing is missing.
}

function rangeHeaders({ from, entityTag }: DownloadRequest): Record<string, string> {
  if (from === 0) return {};
  const range = { range: `bytes=${from}-` };
  // If-Range takes strong tags only (RFC 9110, 13.1.5); a weak one is compared when the answer is here.
  return entityTag !== null && !entityTag.startsWith('W/') ? { ...range, 'if-range': entityTag } : range;
}

function partOf(answer: IncomingMessage, { from, entityTag }: DownloadRequest): Part | null {
  const length = /^\d+$/.exec(answer.headers['content-length'] ?? '')?.[0];
  const size = length === undefined ? null : Number(length);
  if (answer.statusCode === 200) return { from: 0, to: size, totalBytes: size };
  const range = contentRange(answer);
  const tag = answer.headers.etag;
  const changed = tag !== undefined && entityTag !== null && withoutWeak(tag) !== withoutWeak(entityTag);
  return range === null || range.from !== from || changed ? null : { ...range, from };
}

function contentRange(
  answer: IncomingMessage,
): { from: number | null; to: number | null; totalBytes: number | null } | null {
  const range = /^bytes (?:(\d+)-(\d+)|\*)\/(?:(\d+)|\*)$/i.exec(answer.headers['content-range']?.trim() ?? '');
  if (range === null) return null;
  const [, first, last, total] = range;
  const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));
  return { from: numberOf(first), to: last === undefined ? null : Number(last) + 1, totalBytes: numberOf(total) };
}

function withoutWeak(entityTag: string): string {
  return entityTag.replace(/^W\//, '');
}

function redirectTarget(answer: IncomingMessage, from: URL): URL | null {
  const { location } = answer.headers;
  return location === undefined ? null : safeUrl(location, from.href);
}
