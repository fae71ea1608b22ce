import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import { DownloadBroken, type Download, type DownloadRequest } from '../../src/main/core/ports.ts';
import { createTransport } from '../../src/main/fishspeech/transport.ts';
import { startRawServer } from '../fakes/raw-server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const file = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

async function serve(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/r.mp4?sig=1`, requests };
}

/** Gives `file` as a good server does: ranges, If-Range, 416. */
function giveFile(entityTag: string | null, { headers }: IncomingMessage, response: ServerResponse): void {
  const tag: Record<string, string> = entityTag === null ? {} : { etag: entityTag };
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const ifRange = headers['if-range'];
  if (start === undefined || (ifRange !== undefined && ifRange !== entityTag)) {
    response.writeHead(200, { ...tag, 'content-length': file.length }).end(file);
  } else if (Number(start) >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
  } else {
    const range = `bytes ${start}-${file.length - 1}/${file.length}`;
    response.writeHead(206, { ...tag, 'content-range': range }).end(file.subarray(Number(start)));
  }
}

const transport = createTransport({ userAgent: 'Shoal test' });
function download(url: string, more: Partial<DownloadRequest> = {}): Promise<Download> {
  const { signal } = new AbortController();
  return transport.download({
    url,
    from: 0,
    entityTag: null,
    connectTimeoutMs: 5000,
    idleTimeoutMs: 5000,
    signal,
    ...more,
  });
}

/** What came, and how it broke when it did. */
async function contentOf(answer: Download): Promise<{ content: Buffer; broken: string | null }> {
  if (answer.kind !== 'body') throw new Error(`no body: ${JSON.stringify(answer)}`);
  const chunks: Uint8Array[] = [];
  let broken: string | null = null;
  try {
    for await (const chunk of answer.chunks) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof DownloadBroken)) throw error;
    broken = error.failure;
  }
  return { content: Buffer.concat(chunks), broken };
}

describe('a whole download', () => {
  it('brings every byte, the size and the entity tag, and names Shoal', async () => {
    const { url, requests } = await serve((request, response) => giveFile('"v1"', request, response));
    const answer = await download(url);
    expect(answer).toMatchObject({ kind: 'body', from: 0, totalBytes: file.length, entityTag: '"v1"' });
    expect((await contentOf(answer)).content.equals(file)).toBe(true);
    expect(requests[0]?.headers).toMatchObject({ 'user-agent': 'Shoal test' });
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
    expect(requests[0]?.headers).not.toHaveProperty('range');
  });

  it('works when the server does not say the size', async () => {
    const { url } = await serve((_, response) => response.write(file, () => response.end()));
    const answer = await download(url);
    expect(answer).toMatchObject({ kind: 'body', totalBytes: null, entityTag: null });
    expect(await contentOf(answer)).toEqual({ content: file, broken: null });
  });
});

describe('a resumed download', () => {
  it.each(['"v1"', 'W/"v1"', null])('goes on where it stopped (entity tag %s)', async (entityTag) => {
    const { url, requests } = await serve((request, response) => giveFile(entityTag, request, response));
    const answer = await download(url, { from: 1000, entityTag });
    expect(answer).toMatchObject({ kind: 'body', from: 1000, totalBytes: file.length });
    expect(await contentOf(answer)).toEqual({ content: file.subarray(1000), broken: null });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['"v1"', '"v2"', 1],
    ['W/"v1"', 'W/"v2"', 2],
  ])('starts over when the file has changed (%s to %s)', async (before, now, expectedRequests) => {
    const { url, requests } = await serve((request, response) => giveFile(now, request, response));
    const answer = await download(url, { from: 1000, entityTag: before });
    expect(answer).toMatchObject({ kind: 'body', from: 0, entityTag: now });
    expect(await contentOf(answer)).toEqual({ content: file, broken: null });
    expect(requests).toHaveLength(expectedRequests);
  });

  it('starts over when the server knows no ranges, or gives another one', async () => {
    const { url } = await serve((_, response) => response.end(file));
    expect(await download(url, { from: 1000 })).toMatchObject({ kind: 'body', from: 0 });
    const wrong = await serve(({ headers }, response) => {
      if (headers.range === undefined) response.end(file);
      else response.writeHead(206, { 'content-range': `bytes 5-9/${file.length}` }).end('56789');
    });
    const answer = await download(wrong.url, { from: 1000 });
    expect(answer).toMatchObject({ kind: 'body', from: 0 });
    expect(await contentOf(answer)).toEqual({ content: file, broken: null });
  });

  it('has nothing left when all is here already, and starts over when there is more here than there is', async () => {
    const { url } = await serve((request, response) => giveFile('"v1"', request, response));
    const all = await download(url, { from: file.length, entityTag: '"v1"' });
    expect(all).toMatchObject({ kind: 'body', from: file.length, totalBytes: file.length });
    expect(await contentOf(all)).toEqual({ content: Buffer.alloc(0), broken: null });
    const tooMuch = await download(url, { from: file.length + 1, entityTag: '"v1"' });
    expect(tooMuch).toMatchObject({ kind: 'body', from: 0 });
    expect((await contentOf(tooMuch)).content.equals(file)).toBe(true);
  });

  it('says so when a range brings less than the rest of the file', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(206, { 'content-range': `bytes 1000-1003/${file.length}` }).end('abcd'),
    );
    expect(await contentOf(await download(url, { from: 1000 }))).toEqual({
      content: Buffer.from('abcd'),
      broken: 'closed',
    });
  });
});

describe('redirects', () => {
  it('are followed, with the range', async () => {
    const { url, requests } = await serve((request, response) => {
      if (request.url === '/real') giveFile('"v1"', request, response);
      else response.writeHead(302, { location: '/real' }).end('moved');
    });
    const answer = await download(url, { from: 7, entityTag: '"v1"' });
    expect(answer).toMatchObject({ kind: 'body', from: 7 });
    expect((await contentOf(answer)).content.equals(file.subarray(7))).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('end after five', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(307, { location: '/again' }).end());
    expect(await download(url)).toEqual({ kind: 'refused', status: 307 });
    expect(requests).toHaveLength(6);
  });

  it.each(['http://far.example/x', 'ftp://127.0.0.1/x', 'http://[', undefined])(
    'do not lead to %s',
    async (location) => {
      const { url } = await serve((_, response) =>
        response.writeHead(302, location === undefined ? {} : { location }).end(),
      );
      expect(await download(url)).toEqual({ kind: 'refused', status: 302 });
    },
  );
});

describe('a download that fails', () => {
  it.each([403, 404, 410, 416, 500, 204])('is refused with %i', async (status) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    expect(await download(url)).toEqual({ kind: 'refused', status });
  });

  it('says that nobody listens, that the URL is not safe, or that it was stopped before', async () => {
    const server = await startRawServer(() => undefined);
    await server.stop();
    expect(await download(server.url)).toEqual({ kind: 'failed', failure: 'refused' });
    for (const url of ['http://far.example/x', '', 'file:///etc/passwd'])
      expect(await download(url)).toEqual({ kind: 'failed', failure: 'other' });
    expect(await download(server.url, { signal: AbortSignal.abort() })).toEqual({ kind: 'failed', failure: 'aborted' });
  });

  it.each<[string, string, 'end' | 'reset' | 'stay', string]>([
    ['ends short', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345', 'end', 'closed'],
    ['is reset', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345', 'reset', 'reset'],
    ['is cut between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n', 'end', 'closed'],
    ['falls silent', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345', 'stay', 'timeout'],
  ])('breaks when the body %s, and what came before is good', async (_, text, then, failure) => {
    let hangUp = (): void => undefined;
    const server = await startRawServer(({ connection, reset }) => {
      connection.write(text);
      hangUp = () => (then === 'end' ? void connection.end() : then === 'reset' ? reset() : undefined);
    });
    stops.push(server.stop);
    const answer = await download(server.url, { idleTimeoutMs: then === 'stay' ? 150 : 5000 });
    if (answer.kind !== 'body') throw new Error('no body');
    const chunks = answer.chunks[Symbol.asyncIterator]();
    const first = await chunks.next();
    expect(Buffer.from(first.value ?? []).toString()).toBe('12345');
    hangUp();
    await expect(chunks.next()).rejects.toMatchObject({ failure });
  });

  it('says so when the server never answers, or breaks before it does', async () => {
    const silent = await startRawServer(() => undefined);
    const rude = await startRawServer(({ reset }) => reset());
    stops.push(silent.stop, rude.stop);
    expect(await download(silent.url, { idleTimeoutMs: 150 })).toEqual({ kind: 'failed', failure: 'timeout' });
    expect(await download(rude.url)).toMatchObject({ kind: 'failed', failure: 'reset' });
  });

  it('stops in the middle when it is told to, also while the reader is busy', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345');
    });
    const stop = new AbortController();
    const answer = await download(url, { signal: stop.signal });
    if (answer.kind !== 'body') throw new Error('no body');
    const chunks = answer.chunks[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await expect(chunks.next()).rejects.toEqual(new DownloadBroken('aborted'));
  });

  it('does not call a slow reader a silent server', async () => {
    const { url } = await serve((request, response) => giveFile(null, request, response));
    const answer = await download(url, { idleTimeoutMs: 100 });
    if (answer.kind !== 'body') throw new Error('no body');
    let size = 0;
    for await (const chunk of answer.chunks) {
      if (size === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      size += chunk.length;
    }
    expect(size).toBe(file.length);
  });

  it('closes the connection when the reader has enough', async () => {
    const gone = Promise.withResolvers<undefined>();
    const { url } = await serve((_, response) => {
      response.on('close', () => gone.resolve(undefined));
      response.writeHead(200, { 'content-length': 1e9 });
      response.write(file);
    });
    const answer = await download(url);
    if (answer.kind !== 'body') throw new Error('no body');
    for await (const chunk of answer.chunks) if (chunk.length > 0) break;
    await gone.promise;
  });
});
