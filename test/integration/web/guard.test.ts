import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { z } from 'zod';
import { contractPath, mediaAddress, uploadAddress } from '../../../src/shared/contract/media-addresses.ts';
import { openTestWindow, type TestWindow } from '../../fakes/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openTestWindow();
});
afterAll(() => window.stop());

/** A request exactly as it is given: no client corrects its path or its headers. */
async function raw(
  path: string,
  { headers = {}, method = 'GET', body }: { headers?: Record<string, string>; method?: string; body?: Buffer } = {},
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  const { port } = new URL(window.base);
  const asked = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: `127.0.0.1:${port}`, ...headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => asked.on('response', resolve).on('error', reject));
  asked.end(body);
  const response = await answered;
  return { status: response.statusCode ?? 0, body: await text(response), headers: response.headers };
}

/** Whether a WebSocket is let in with these headers. */
async function mayConnect(headers: Record<string, string>, path = contractPath): Promise<boolean> {
  const socket = new Socket(window.base.replace('http', 'ws') + path, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

const known = () => ({ cookie: window.cookie });
const ownPage = () => ({ cookie: window.cookie, origin: window.base });

test('the page of the window is there for whoever came by a link, with headers that shut everybody else out', async () => {
  const { status, headers, body } = await raw('/', { headers: known() });
  expect([status, body]).toEqual([200, '<!doctype html><title>Shoal</title>']);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

test('a link lets one browser in, once, with a cookie that no script and no other site can use', async () => {
  const link = new URL(window.host.newLink());
  const first = await raw(link.pathname);
  expect(first.status).toBe(200);
  expect(String(first.headers['set-cookie'])).toMatch(/^shoal-\d+=[0-9a-f]{48}; Path=\/; HttpOnly; SameSite=Strict$/);
  const again = await raw(link.pathname);
  expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined]);
  expect((await raw(`/enter/${'0'.repeat(48)}`)).status).toBe(403);
});

describe('nothing is reachable', () => {
  test.each(['/', '/assets/index-abc.js', '/media/m1', '/result/c1', '/thumbnail/m1'])(
    'without the cookie: %s',
    async (path) => {
      expect((await raw(path)).status).toBe(401);
      const wrong = `${window.cookie.split('=')[0] ?? ''}=${'0'.repeat(48)}`;
      expect((await raw(path, { headers: { cookie: wrong } })).status).toBe(401);
    },
  );

  test.each(['evil.example', '127.0.0.1', 'localhost:1', '[::1]:80'])(
    'by another name than its own, as a name that was rebound has: %s',
    async (host) => {
      const answer = await raw('/', { headers: { ...known(), host } });
      expect(answer.status).toBe(421);
      expect(await mayConnect({ ...ownPage(), host })).toBe(false);
    },
  );

  test.each<Record<string, string>>([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('from another page, even with the cookie: %o', async (headers) => {
    expect((await raw('/', { headers: { ...known(), ...headers } })).status).toBe(403);
  });

  test.each([
    '/../package.json',
    '/assets/../../data/practice/ledger.sqlite',
    '/%2e%2e/data/practice/ledger.sqlite',
    '/assets/..%2f..%2fdata%2fpractice%2fledger.sqlite',
    '/media/..%2f..%2fetc%2fpasswd',
    '/media/../../../etc/passwd',
    '/result//etc/passwd',
    '/thumbnail/..',
    '/constructor',
    '/index.html/..',
    '//evil.example/',
    '/media/',
    '/media/m-that-nobody-added',
  ])('by a path that was not added: %s', async (path) => {
    expect((await raw(path, { headers: known() })).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('by %s', async (method) => {
    expect((await raw('/', { headers: ownPage(), method })).status).toBe(405);
  });
});

describe('the WebSocket', () => {
  test('lets the own page in', async () => expect(await mayConnect(ownPage())).toBe(true));
  test('refuses everybody else', async () => {
    expect(await mayConnect({ cookie: window.cookie })).toBe(false);
    expect(await mayConnect({ origin: window.base })).toBe(false);
    expect(await mayConnect({ ...ownPage(), origin: 'http://evil.example' })).toBe(false);
    expect(await mayConnect({ ...ownPage(), origin: 'null' })).toBe(false);
    expect(await mayConnect({ ...ownPage(), 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(await mayConnect(ownPage(), '/other')).toBe(false);
  });

  test('a stranger who is refused and breaks the connection ends nothing', async () => {
    const { port } = new URL(window.base);
    const stranger = connect(Number(port), '127.0.0.1');
    stranger.on('error', () => undefined);
    stranger.write(
      `GET ${contractPath} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    const [answer] = z.tuple([z.instanceof(Buffer)]).parse(await once(stranger, 'data'));
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /);
    stranger.resetAndDestroy();
    await once(stranger, 'close');
    // An error that nobody hears would fail this test, and end the program.
    expect((await raw('/', { headers: known() })).status).toBe(200);
  });

  test('a message that is nonsense, or too long, ends nothing but its own connection', async () => {
    for (const message of ['nonsense', '{"i":', Buffer.alloc(8), 'x'.repeat(5_000_000)]) {
      const socket = new Socket(window.base.replace('http', 'ws') + contractPath, { headers: ownPage() });
      socket.on('error', () => undefined);
      await once(socket, 'open');
      socket.send(message);
      socket.close();
      await once(socket, 'close');
    }
    expect((await window.client.app.snapshot()).app.practice).toBe(true);
  });
});

describe('a file that is sent', () => {
  const announce = async (name: string, size: number, folder = ''): Promise<string> => {
    const { ids } = await window.client.intake.announceUploads({ drop: null, files: [{ name, size, folder }] });
    return ids[0] ?? 'none';
  };
  const put = (id: string, bytes: number, headers: Record<string, string> = ownPage()) =>
    raw(uploadAddress(id), { method: 'PUT', headers, body: Buffer.alloc(bytes) });

  test('must be announced, and come from the own page', async () => {
    expect((await put('u000', 10)).status).toBe(404);
    const id = await announce('a.mp4', 10);
    expect((await put(id, 10, known())).status).toBe(403);
    expect((await put(id, 10, { origin: window.base })).status).toBe(401);
    expect((await put(id, 10)).status).toBe(204);
    expect((await put(id, 10)).status).toBe(404);
  });

  test('is refused before it is read when it is larger than announced, and cut off when it does not say so', async () => {
    const id = await announce('large.mp4', 1_000);
    expect((await put(id, 2_000)).status).toBe(413);
    const chunked = { ...ownPage(), 'transfer-encoding': 'chunked' };
    const answer = await put(id, 2_000_000, chunked).catch(() => ({ status: 400 }));
    expect(answer.status).toBe(400);
    expect((await put(id, 1_000)).status).toBe(204);
  });

  test('leaves nothing behind when it breaks off, and can be sent again', async () => {
    const id = await announce('broken.wav', 1_000);
    const { port } = new URL(window.base);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `PUT ${uploadAddress(id)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${window.base}\r\n` +
        `Cookie: ${window.cookie}\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    await once(socket, 'connect');
    socket.destroySoon();
    let sent = await put(id, 1_000);
    // The host may hear of the end of the broken one a little later.
    for (let tries = 0; sent.status === 404 && tries < 100; tries += 1) sent = await put(id, 1_000);
    expect(sent.status).toBe(204);
  });

  test('gets a name that cannot leave its folder, and is not taken by its name when it is no media', async () => {
    const { drop } = await window.client.intake.beginDrop();
    const { ids } = await window.client.intake.announceUploads({
      drop,
      files: [
        { name: 'a/../../../../evil.mp4', size: 4, folder: '../../x' },
        { name: 'run.sh', size: 1, folder: '' },
        { name: '.hidden.mp4', size: 1, folder: '' },
      ],
    });
    expect(ids.slice(1)).toEqual([null, null]);
    expect((await put(ids[0] ?? '', 4)).status).toBe(204);
    expect(await window.client.intake.finishDrop({ drop })).toMatchObject({ files: 1 });
    const { revision } = await window.client.app.snapshot();
    for await (const change of await window.client.queue.changes({ since: revision })) {
      if (change.kind === 'changes' && change.intake?.probing === 0) break;
    }
    const { files } = await window.client.intake.unpaired({ offset: 0, limit: 50 });
    const evil = files.find(({ file }) => file.name === 'evil.mp4');
    expect(evil?.file.folder).toBe('x');
    // It plays from where it is, by an id that tells nothing.
    expect((await raw(mediaAddress(evil?.file.mediaId ?? ''), { headers: known() })).body).toHaveLength(4);
  });
});

test('a manifest or a folder that does not exist is told as a problem, with nothing added', async () => {
  await writeFile(join(window.folder, 'notes.txt'), 'notes');
  const added = await window.client.intake.add({
    paths: [join(window.folder, 'not there'), join(window.folder, 'notes.txt')],
  });
  expect(added).toMatchObject({ files: 0, leftOut: 1, problems: [{ code: 'intake.missing' }] });
});
