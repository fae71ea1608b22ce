import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, open, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nonceOfUrl } from '../../src/main/core/nonce.ts';
import type { Clock, HostableMedia } from '../../src/main/core/ports.ts';
import {
  createThisComputerHost,
  type ThisComputerHost,
  type ThisComputerOptions,
} from '../../src/main/hosting/this-computer.ts';

const CONTENT = 'abcdefghijklmnopqrstuvwxyz';
const BIG = 64 * 1024 * 1024;
const never = new AbortController().signal;
const signature = { nonce: '0a1b2c', lifetimeMs: 60_000 };

let folder: string;
let now: number;
let keys: Uint8Array[];
let refused: string[];
let host: ThisComputerHost;
let files = 0;
const started: ThisComputerHost[] = [];

const clock: Clock = { now: () => now, monotonic: () => 0, sleep: () => Promise.resolve() };

async function start(options: Partial<ThisComputerOptions> = {}): Promise<ThisComputerHost> {
  const made = createThisComputerHost({
    signingKeys: () => keys,
    clock,
    onRefusedChange: (objectId) => refused.push(objectId),
    ...options,
  });
  expect(await made.start()).toEqual({ ok: true, value: undefined });
  started.push(made);
  return made;
}

async function describeFile(path: string): Promise<HostableMedia> {
  const { size, mtimeMs } = await stat(path);
  return { id: 'media-1', path, size, modifiedMs: Math.floor(mtimeMs), contentHash: '' };
}

async function urlOf(at: ThisComputerHost, objectId: string, media: HostableMedia): Promise<string> {
  const signed = await at.sign(objectId, media, signature);
  if (!signed.ok) throw new Error(signed.problem.code);
  return signed.value;
}

/** A new file with `content` that is put as `objectId`, and a URL for it. */
async function hosted(objectId = 'object1', content: string | Buffer = CONTENT, name = 'My secret film.mp4') {
  files += 1;
  const path = join(folder, `${files} ${name}`);
  await writeFile(path, content);
  const media = await describeFile(path);
  expect(await host.put(objectId, media, () => undefined, never)).toEqual({ ok: true, value: undefined });
  return { path, media, url: await urlOf(host, objectId, media) };
}

/** A file of 64 MB, more than the buffers of a connection hold, so that a reader who waits stops the server. */
async function hostedBig(objectId = 'big') {
  const path = join(folder, `${objectId}.mov`);
  const file = await open(path, 'w');
  await file.truncate(BIG);
  await file.close();
  const media = await describeFile(path);
  await host.put(objectId, media, () => undefined, never);
  return { path, media, url: await urlOf(host, objectId, media) };
}

/** Starts a download and reads nothing of its body yet. */
function slowly(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => {
      response.on('error', () => undefined);
      resolve(response);
    })
      .on('error', reject)
      .end();
  });
}

/** How many bytes arrive, and whether the body came to its proper end. */
async function received(response: IncomingMessage): Promise<{ bytes: number; complete: boolean }> {
  let bytes = 0;
  if (!response.closed) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    response.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('close', resolve);
    await promise;
  }
  return { bytes, complete: response.complete };
}

/** The answer to a request line that a proper client would never send. */
async function raw(target: string): Promise<string> {
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  now = 1_800_000_000_500;
  keys = [randomBytes(32)];
  refused = [];
  host = await start();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

describe('serving', () => {
  it('serves a file by its signed URL, and says nothing of its name', async () => {
    const { url } = await hosted();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/object1\/video\.mp4\?/);
    expect(nonceOfUrl(url)).toBe('0a1b2c');
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.get('content-length')).toBe('26');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(JSON.stringify([...response.headers])).not.toContain('secret');
    expect(await response.text()).toBe(CONTENT);
  });

  it('answers HEAD as GET, without a body', async () => {
    const { url } = await hosted();
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '26', '']);
    const part = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-3' } });
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '4']);
  });

  it.each([
    ['voice.WAV', 'media.wav', 'audio/wav'],
    ['film.webm', 'video.webm', 'video/webm'],
    ['a.odd', 'media.odd', 'application/octet-stream'],
    ['a.m p 4', 'media.bin', 'application/octet-stream'],
    ['a.视频', 'media.bin', 'application/octet-stream'],
    ['none', 'media.bin', 'application/octet-stream'],
    ['a.mp4?x', 'media.bin', 'application/octet-stream'],
  ])('offers %j as %s, %s', async (name, fileName, type) => {
    const { url } = await hosted('object1', CONTENT, name);
    expect(new URL(url).pathname).toBe(`/object1/${fileName}`);
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  });

  it('serves an empty file', async () => {
    const { url } = await hosted('empty', '');
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect((await fetch(url, { headers: { range: 'bytes=0-' } })).status).toBe(416);
  });

  it('serves many at the same time, each its own', async () => {
    const contents = Array.from({ length: 8 }, () => randomBytes(1_500_000));
    const answers = await Promise.all(
      contents.map(async (content, index) => {
        const { url } = await hosted(`object${index}`, content);
        return Promise.all([1, 2].map(async () => Buffer.from(await (await fetch(url)).arrayBuffer())));
      }),
    );
    const hash = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
    expect(answers.map((pair) => pair.map(hash))).toEqual(contents.map((content) => [hash(content), hash(content)]));
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=0-0', 206, 'a', 'bytes 0-0/26'],
    ['bytes=2-4', 206, 'cde', 'bytes 2-4/26'],
    ['bytes=24-', 206, 'yz', 'bytes 24-25/26'],
    ['bytes=24-900', 206, 'yz', 'bytes 24-25/26'],
    ['bytes=-3', 206, 'xyz', 'bytes 23-25/26'],
    ['bytes=-900', 206, CONTENT, 'bytes 0-25/26'],
    ['Bytes=0-1', 206, 'ab', 'bytes 0-1/26'],
    ['bytes=26-', 416, null, 'bytes */26'],
    ['bytes=-0', 416, null, 'bytes */26'],
    ['bytes=99999999999999999999-', 416, null, 'bytes */26'],
    ['bytes=4-2', 200, CONTENT, null],
    ['bytes=0-1,4-5', 200, CONTENT, null],
    ['bytes=-', 200, CONTENT, null],
    ['bytes=a-b', 200, CONTENT, null],
    ['seconds=0-1', 200, CONTENT, null],
  ])('%s: %i', async (range, status, body, contentRange) => {
    const { url } = await hosted();
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(contentRange);
    const answer = await response.text();
    if (body !== null) expect(answer).toBe(body);
  });

  it('applies a range only to the version it is meant for', async () => {
    const { url } = await hosted();
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    const status = async (ifRange: string): Promise<number> =>
      (await fetch(url, { headers: { range: 'bytes=1-2', 'if-range': ifRange } })).status;
    expect(await status(etag)).toBe(206);
    expect(await status('"other"')).toBe(200);
    expect(await status(`W/${etag}`)).toBe(200);
    expect(await status('Wed, 21 Oct 2026 07:28:00 GMT')).toBe(200);
  });
});

describe('what is not served', () => {
  it('anything but GET and HEAD', async () => {
    const { url } = await hosted();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const response = await fetch(url, { method, ...(method === 'POST' && { body: 'x'.repeat(100_000) }) });
      expect([response.status, response.headers.get('allow')], method).toEqual([405, 'GET, HEAD']);
    }
  });

  it('a URL that was changed in any part', async () => {
    const { url } = await hosted();
    await hosted('object2');
    const changes: Record<string, (changed: URL) => void> = {
      object: (changed) => (changed.pathname = '/object2/video.mp4'),
      name: (changed) => (changed.pathname = '/object1/video.mov'),
      expires: (changed) => changed.searchParams.set('expires', '9999999999'),
      'expires, as other text': (changed) =>
        changed.searchParams.set('expires', `${changed.searchParams.get('expires') ?? ''}.0`),
      nonce: (changed) => changed.searchParams.set('nonce', '0a1b2d'),
      signature: (changed) => changed.searchParams.set('signature', 'A'.repeat(43)),
      'signature, shorter': (changed) => changed.searchParams.set('signature', 'AAAA'),
      'no expires': (changed) => changed.searchParams.delete('expires'),
      'no nonce': (changed) => changed.searchParams.delete('nonce'),
      'no signature': (changed) => changed.searchParams.delete('signature'),
      'another first': (changed) => (changed.search = `?expires=9999999999&${changed.search.slice(1)}`),
    };
    for (const [what, change] of Object.entries(changes)) {
      const changed = new URL(url);
      change(changed);
      expect((await fetch(changed)).status, what).toBe(403);
    }
  });

  it('but a URL that only looks different is', async () => {
    const { url } = await hosted();
    const parsed = new URL(url);
    const reordered = [...parsed.searchParams].toReversed();
    parsed.search = new URLSearchParams([['from', 'proxy'], ...reordered]).toString();
    expect((await fetch(parsed)).status).toBe(200);
    expect((await fetch(url.replace('nonce=0a1b2c', 'nonce=%30a1b2c'))).status).toBe(200);
  });

  it('a URL after its expiry, to the second', async () => {
    const { url } = await hosted();
    const expires = Number(new URL(url).searchParams.get('expires')) * 1000;
    expect(expires - now).toBeGreaterThanOrEqual(60_000);
    now = expires - 1;
    expect((await fetch(url)).status).toBe(200);
    now = expires;
    expect((await fetch(url)).status).toBe(403);
  });

  it('a URL whose key was retired; but while it verifies, it is', async () => {
    const { url, media } = await hosted();
    const [old] = keys;
    keys = [randomBytes(32), ...(old ? [old] : [])];
    expect((await fetch(url)).status).toBe(200);
    const renewed = await urlOf(host, 'object1', media);
    keys = keys.slice(0, 1);
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(renewed)).status).toBe(200);
  });

  it('an object that was never put or was removed: 404 with a signature, and the same 403 for everything without', async () => {
    const { url, media } = await hosted();
    expect((await fetch(await urlOf(host, 'unknown', media))).status).toBe(404);
    await host.remove('object1');
    expect((await fetch(url)).status).toBe(404);
    await host.remove('object1');
    await hosted('object1');
    const forbidden = await (await fetch(`${host.url}/`)).text();
    for (const path of ['/object1/video.mp4', '/unknown/video.mp4', '/object1/', '/object1', '/check/check.txt']) {
      const response = await fetch(`${host.url}${path}?expires=9999999999&nonce=x&signature=x`);
      expect([response.status, await response.text()], path).toEqual([403, forbidden]);
    }
  });

  it('anything else on the disk', async () => {
    const { url } = await hosted();
    const query = new URL(url).search;
    for (const target of [
      '/',
      '//',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      `/object1/../../../etc/passwd${query}`,
      `/object1/..%2f..%2fetc%2fpasswd${query}`,
      `/object1/video.mp4/${query}`,
      `//object1/video.mp4${query}`,
      `/%/video.mp4${query}`,
      `/object1/video.mp4%00${query}`,
      url,
      '*',
      '/object1/video.mp4?',
      '?',
    ]) {
      expect(await raw(target), target).toMatch(/^HTTP\/1\.1 (403|400) /);
    }
    expect(await raw(`/x?${'a'.repeat(8_000)}`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(`/x?${'a'.repeat(20_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('a file that changed after it was put', () => {
  it.each([
    ['grew', (path: string) => appendFile(path, 'more')],
    ['shrank', (path: string) => truncate(path, 3)],
    ['was touched', (path: string) => utimes(path, 1, 1)],
    ['was removed', (path: string) => rm(path)],
    [
      'was replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, CONTENT);
        await utimes(`${path}.new`, 1, 1);
        await rename(`${path}.new`, path);
      },
    ],
  ])('is not served when it %s', async (_, change) => {
    const { path, url } = await hosted();
    await change(path);
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(url, { method });
      expect(response.status).toBe(410);
      expect(await response.text()).toBe(
        method === 'GET' ? 'This file changed after it was offered, and is not served.\n' : '',
      );
    }
    expect(refused).toEqual(['object1', 'object1']);
  });

  it.each([
    ['is touched', (path: string) => utimes(path, 1, 1)],
    ['shrinks', (path: string) => truncate(path, 100)],
  ])('is broken off when it %s during a download', async (_, change) => {
    const { path, url } = await hostedBig();
    const response = await slowly(url);
    await change(path);
    const { bytes, complete } = await received(response);
    expect(complete).toBe(false);
    expect(bytes).toBeLessThan(BIG);
    expect(refused).toEqual(['big']);
  });

  it('is served to its end when another took its place meanwhile, since the old content is still whole', async () => {
    const { path, url } = await hostedBig();
    const response = await slowly(url);
    await writeFile(`${path}.new`, 'other');
    await rename(`${path}.new`, path);
    expect(await received(response)).toEqual({ bytes: BIG, complete: true });
    expect((await fetch(url)).status).toBe(410);
  });

  it('is not even put', async () => {
    const { path, media } = await hosted();
    const put = (changed: HostableMedia) => host.put('other', changed, () => undefined, never);
    const code = async (changed: HostableMedia): Promise<string> => {
      const result = await put(changed);
      return result.ok ? 'good' : result.problem.code;
    };
    expect(await code({ ...media, size: 25 })).toBe('media.changed');
    expect(await code({ ...media, modifiedMs: media.modifiedMs - 1 })).toBe('media.changed');
    expect(await code({ ...media, path: `${path}${extname(path)}` })).toBe('media.missing');
    expect(await code({ ...media, path: folder })).toBe('media.changed');
    expect((await fetch(await urlOf(host, 'other', media))).status).toBe(404);
  });
});

describe('put', () => {
  it('reports progress, can be done again, and can be aborted', async () => {
    const { media, url } = await hosted();
    const progress: number[] = [];
    await host.put('object1', media, (bytes) => progress.push(bytes), never);
    expect(progress).toEqual([26]);
    expect((await fetch(url)).status).toBe(200);
    await expect(host.put('object3', media, () => undefined, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });

  it('makes URLs that are out work again after a restart on the same port with the same keys', async () => {
    const { media, url } = await hosted();
    const port = Number(new URL(host.url).port);
    await host.stop();
    await expect(fetch(url)).rejects.toThrow();
    const again = await start({ port });
    expect((await fetch(url)).status).toBe(404);
    await again.put('object1', media, () => undefined, never);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('remove', () => {
  it('breaks off a running download', async () => {
    const { url } = await hostedBig();
    const response = await slowly(url);
    await host.remove('big');
    expect((await received(response)).complete).toBe(false);
    expect(refused).toEqual([]);
  });
});

describe('start and stop', () => {
  it('says when the port is taken', async () => {
    const port = Number(new URL(host.url).port);
    const second = createThisComputerHost({ port, signingKeys: () => keys, clock });
    expect(await second.start()).toEqual({
      ok: false,
      problem: { code: 'host.unavailable', parameters: { reason: `port ${port} is taken` } },
    });
    await second.stop();
  });

  it('stops in the middle of downloads, and starts again', async () => {
    const { url, media } = await hostedBig();
    const responses = await Promise.all([slowly(url), slowly(url)]);
    await host.stop();
    for (const response of responses) expect((await received(response)).complete).toBe(false);
    await host.stop();
    await host.start();
    expect((await fetch(await urlOf(host, 'big', media), { method: 'HEAD' })).status).toBe(200);
  });

  it('outlives readers who go away in the middle', async () => {
    const { url } = await hostedBig();
    for (let reader = 0; reader < 5; reader += 1) (await slowly(url)).destroy();
    expect((await fetch(url, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
    await host.stop();
  });
});

describe('a host that was stopped', () => {
  it('starts again on the port that it had, also at once', async () => {
    host = await start();
    const { port } = host;
    const { url } = await hosted();
    const stopping = host.stop();
    expect(await host.start()).toEqual({ ok: true, value: undefined });
    await stopping;
    expect(host.port).toBe(port);
    expect((await fetch(url)).status).toBe(200);
    await host.stop();
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('a public base URL', () => {
  it('is what is signed', async () => {
    host = await start({ publicUrl: () => 'https://tunnel.example/my/films/' });
    expect(host.url).toBe('https://tunnel.example/my/films');
    const { url } = await hosted();
    expect(url).toMatch(/^https:\/\/tunnel\.example\/my\/films\/object1\/video\.mp4\?/);
  });

  it('is checked from outside, and its path may be passed on or taken off', async () => {
    expect(await host.check(never)).toEqual({ ok: true, value: undefined });
    const tunnel = createServer((incoming, response) => {
      const asked = incoming.url ?? '';
      if (asked.startsWith('/dead/')) response.writeHead(502).end('Bad gateway');
      else if (asked.startsWith('/other/')) response.end('<h1>Welcome</h1>');
      else {
        const onward = asked.startsWith('/off/') ? asked.slice('/off'.length) : asked;
        request(inner + onward, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }).end();
      }
    }).listen(0, '127.0.0.1');
    await once(tunnel, 'listening');
    const address = tunnel.address();
    const outer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    let inner = '';
    const port = await freePort();
    inner = `http://127.0.0.1:${port}`;

    const reason = async (publicUrl: string): Promise<string> => {
      const tunneled = await start({ port, publicUrl: () => publicUrl });
      const { media } = await hosted();
      await tunneled.put('object1', media, () => undefined, never);
      const result = await tunneled.check(never);
      if (result.ok) expect(await (await fetch(await urlOf(tunneled, 'object1', media))).text()).toBe(CONTENT);
      await tunneled.stop();
      return result.ok ? 'reachable' : String(result.problem.parameters['reason']);
    };
    try {
      expect(await reason(`${outer}/on`)).toBe('reachable');
      expect(await reason(`${outer}/off/`)).toBe('reachable');
      expect(await reason(`${outer}/dead`)).toBe('its address answers 502');
      expect(await reason(`${outer}/other`)).toBe('something else answers at its address');
      expect(await reason(`http://127.0.0.1:${await freePort()}`)).toBe('its address does not answer');
      await expect(host.check(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    } finally {
      tunnel.close();
      tunnel.closeAllConnections();
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
