import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock, HostableMedia, StorageHost } from '../../../src/main/core/ports.ts';
import { createS3Host } from '../../../src/main/hosting/s3.ts';
import { identify } from '../../../src/main/media/identify.ts';
import { systemClock, systemRandom } from '../../../src/main/session/clock.ts';
import { failed, kindOf, OddServer, xml, type OddAnswer, type OddRequest } from './odd-server.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;
const good = { ok: true, value: undefined };
/** What a hotel's network answers to everything until a person has signed in. */
const portal: OddAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><body>Welcome<br><p>Sign in</body></html>',
};

/** The real clock, but pauses are short. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 2), signal) };

let folder: string;
let server: OddServer;
let host: StorageHost;
let files = 0;

async function file(size: number): Promise<HostableMedia> {
  files += 1;
  const path = join(folder, `${files}.mp4`);
  writeFileSync(path, randomBytes(size));
  const identified = await identify(path, never);
  if (!identified.ok) throw new Error(identified.problem.code);
  return { id: `m${files}`, path, ...identified.value };
}

const nameOf = (media: HostableMedia): string => host.contentName(media) ?? '';
const put = (media: HostableMedia) => host.put(nameOf(media), media, () => undefined, never);

/** Answers so to the first `times` requests of a kind. */
function toFirst(kind: string, times: number, answer: OddAnswer): (request: OddRequest) => OddAnswer | null {
  return (request) => (kindOf(request) === kind && request.nth < times ? answer : null);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-odd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = new OddServer();
  const endpoint = await server.start();
  host = createS3Host({
    storage: () => ({
      endpoint,
      region: 'us-east-1',
      bucket: 'media',
      prefix: 'shoal/',
      keyId: 'testkey',
      pathStyle: true,
      keepDays: 0,
      uploadLimit: null,
    }),
    owner: 'test',
    secretOf: () => Promise.resolve('testsecret'),
    clock,
    random: systemRandom,
  });
});
afterEach(async () => {
  await host.stop();
  await server.stop();
});

describe('an upload to a server', () => {
  it.each<[string, (request: OddRequest) => OddAnswer | null]>([
    ['that fails inside of a 200', toFirst('complete', 1, failed(200, 'InternalError'))],
    ['whose last answer is empty', toFirst('complete', 99, { status: 200, after: true })],
    [
      'that shows the object later',
      (request) => (kindOf(request) === 'head' && request.nth < 4 ? { status: 404 } : null),
    ],
    ['that cannot list uploads', toFirst('list-uploads', 99, failed(501, 'NotImplemented'))],
    ['that cannot list parts', toFirst('list-parts', 99, failed(501, 'NotImplemented'))],
    [
      'that lists the same parts for ever',
      toFirst(
        'list-parts',
        99,
        xml(
          '<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>7</NextPartNumberMarker></ListPartsResult>',
        ),
      ),
    ],
    ['that keeps no metadata', (request) => withoutMetadata(request)],
    [
      'that takes no trailers and no streams',
      ({ headers }) =>
        headers['x-amz-trailer'] !== undefined || headers['content-encoding'] === 'aws-chunked'
          ? failed(411, 'MissingContentLength')
          : null,
    ],
    [
      'that knows no conditional writes',
      ({ headers }) => (headers['if-none-match'] === undefined ? null : failed(501, 'NotImplemented')),
    ],
  ])('%s ends well', async (_, odd) => {
    server.odd = odd;
    const [small, large] = [await file(1000), await file(13 * MB)];
    expect([await put(small), await put(large)]).toEqual([good, good]);
    expect([...server.objects.keys()].toSorted()).toEqual(
      [small, large].map((media) => `/media/shoal/test/${nameOf(media)}`).toSorted(),
    );
    expect([...server.objects.values()].map(({ bytes }) => bytes.length).toSorted((a, b) => a - b)).toEqual([
      1000,
      13 * MB,
    ]);
    expect(server.uploads.size).toBe(0);
  });

  /** A HEAD that is answered without what was kept with the object. */
  function withoutMetadata(request: OddRequest): OddAnswer | null {
    const object = server.objects.get(request.path);
    return kindOf(request) === 'head' && object !== undefined
      ? { status: 200, headers: { 'content-length': String(object.bytes.length) } }
      : null;
  }

  it('that cannot list uploads and fails leaves no part behind', async () => {
    server.odd = (request) => {
      if (kindOf(request) === 'list-uploads') return failed(403, 'AccessDenied');
      return request.query.get('partNumber') === '2' ? failed(503, 'SlowDown') : null;
    };
    expect(await put(await file(13 * MB))).toMatchObject({ ok: false, problem: { code: 'host.unavailable' } });
    expect(server.uploads.size).toBe(0);
    expect(server.count('abort')).toBe(1);
  });

  it.each<[string, OddAnswer, string, Record<string, string>]>([
    [
      'names the region in a header',
      { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      'host.wrong-region',
      { expected: 'eu-west-1' },
    ],
    [
      'names the region in its answer to the upload only',
      failed(400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'),
      'host.wrong-region',
      { expected: 'eu-west-1' },
    ],
    ['is a page to sign in at', portal, 'host.', {}],
    [
      'leads to a page to sign in at',
      { status: 302, headers: { location: 'http://portal.example/' } },
      'host.not-storage',
      {},
    ],
    ['is a page that forbids', { ...portal, status: 403 }, 'host.not-storage', {}],
    ['takes no bucket in the path', failed(403, 'SecondLevelDomainForbidden'), 'host.path-style-refused', {}],
    ['dates what it has by no calendar', { status: 200, headers: { 'last-modified': 'yesterday' } }, 'host.', {}],
  ])('that %s is said to', async (_, answer, code, parameters) => {
    server.odd = () => answer;
    const tried = await put(await file(1000));
    expect(tried).toMatchObject({ ok: false, problem: { parameters } });
    expect(tried.ok ? '' : tried.problem.code).toContain(code);
  });

  it('that was broken off is begun anew for a clip that comes at that moment', async () => {
    const media = await file(13 * MB);
    const leaving = new AbortController();
    server.odd = (request) => {
      if (kindOf(request) === 'part') leaving.abort();
      return null;
    };
    const left = host.put(nameOf(media), media, () => undefined, leaving.signal).catch(() => 'left');
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof put>>();
    leaving.signal.addEventListener('abort', () => resolve(put(media)));
    expect(await promise).toEqual(good);
    await left;
  });
});

describe('the connection test', () => {
  it('of a page to sign in at says so, and claims nothing of links and privacy', async () => {
    server.odd = () => portal;
    const tried = await host.test(never);
    expect(tried.find(({ step }) => step === 'read')?.problem?.code).toBe('host.link-altered');
    expect(tried.map(({ step }) => step)).not.toEqual(expect.arrayContaining(['private']));
    expect(tried.find(({ step }) => step === 'list')?.problem?.code).toBe('host.not-storage');
    expect(tried.find(({ step }) => step === 'delete')?.problem?.code).toBe('host.unavailable');
  });
});

describe('an object', () => {
  it.each<[string, OddAnswer]>([
    ['a page', portal],
    ['a page that is not found', { ...portal, status: 404 }],
  ])('is not taken for deleted on the word of %s', async (_, answer) => {
    const media = await file(1000);
    expect(await put(media)).toEqual(good);
    server.odd = (request) => (request.method === 'DELETE' || request.method === 'HEAD' ? answer : null);
    expect(await host.remove(nameOf(media))).toMatchObject({ ok: false });
    server.odd = (request) => (kindOf(request) === 'delete' ? { status: 204 } : null);
    expect(await host.remove(nameOf(media))).toMatchObject({ ok: false, problem: { code: 'host.unavailable' } });
    server.odd = () => null;
    expect(await host.remove(nameOf(media))).toEqual(good);
    expect(server.objects.size).toBe(0);
  });
});
