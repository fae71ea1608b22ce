import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nonceOfUrl } from '../../../src/main/core/nonce.ts';
import type { Clock, HostableMedia, StorageHost } from '../../../src/main/core/ports.ts';
import { PART_BYTES } from '../../../src/main/hosting/part-buffers.ts';
import { createS3Host } from '../../../src/main/hosting/s3.ts';
import { identify } from '../../../src/main/media/identify.ts';
import { systemClock, systemRandom } from '../../../src/main/session/clock.ts';
import type { Storage } from '../../../src/shared/storage.ts';
import { findCanary } from '../../e2e/support/canary.ts';
import { canary, createDesk, putClips, type Desk } from '../../e2e/support/desk.ts';
import { samplesForAll } from '../../e2e/support/samples.ts';
import { jsonLines, ofKind, shoal } from '../../e2e/support/shoal.ts';
import { startCeph, type Ceph } from './ceph.ts';
import { FaultProxy, type Fault } from './fault-proxy.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;
const good = { ok: true, value: undefined };
const nothing = (): void => undefined;

let ceph: Ceph;
let proxy: FaultProxy;
let proxyUrl: string;
let folder: string;
let admin: S3Client;
let host: StorageHost;
let storage: Storage;
/** Whether any storage is set. */
let isSet = true;
let secret: string | null;
/** How far this computer's clock is from the server's, in ms. */
let skewMs = 0;
let slept: number[];
const started: StorageHost[] = [];
let files = 0;

/** The real clock, but pauses are short. */
const clock: Clock = {
  now: () => Date.now() + skewMs,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => {
    slept.push(ms);
    return systemClock.sleep(Math.min(ms, 5), signal);
  },
};

function start(): StorageHost {
  const made = createS3Host({
    storage: () => (isSet ? storage : null),
    owner: 'test',
    secretOf: () => Promise.resolve(secret),
    clock,
    random: systemRandom,
  });
  started.push(made);
  return made;
}

async function file(size: number, extension = 'mp4'): Promise<HostableMedia> {
  files += 1;
  const path = join(folder, `My secret film ${files}.${extension}`);
  writeFileSync(path, randomBytes(size));
  const identified = await identify(path, never);
  if (!identified.ok) throw new Error(identified.problem.code);
  return { id: `m${files}`, path, ...identified.value };
}

const nameOf = (media: HostableMedia): string => host.contentName(media) ?? '';
const put = (media: HostableMedia, progress: (bytes: number) => void = nothing) =>
  host.put(nameOf(media), media, progress, never);

async function linkTo(media: HostableMedia, lifetimeMs = 60_000): Promise<string> {
  const signed = await host.sign(nameOf(media), media, { nonce: 'led-job-0a1b', lifetimeMs });
  if (!signed.ok) throw new Error(signed.problem.code);
  return signed.value;
}

async function readBack(media: HostableMedia): Promise<string> {
  const response = await fetch(await linkTo(media));
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.ok ? createHash('sha256').update(bytes).digest('hex') : String(response.status);
}

/** What lies in the bucket: objects, and uploads that were begun and not finished. */
async function inBucket(): Promise<{ objects: string[]; unfinished: string[] }> {
  const [objects, uploads] = await Promise.all([
    admin.send(new ListObjectsV2Command({ Bucket: 'media' })),
    admin.send(new ListMultipartUploadsCommand({ Bucket: 'media' })),
  ]);
  return {
    objects: (objects.Contents ?? []).map(({ Key }) => Key ?? ''),
    unfinished: (uploads.Uploads ?? []).map(({ Key }) => Key ?? ''),
  };
}

/** A fault for the first request that `matches`. */
function onFirst(
  matches: (request: { method: string; path: string; part: number | null }) => boolean,
  fault: Fault,
): void {
  let isOver = false;
  proxy.fault = (request) => {
    if (isOver || !matches(request)) return null;
    isOver = true;
    return fault;
  };
}

beforeAll(async () => {
  ceph = await startCeph();
  admin = new S3Client({
    endpoint: ceph.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await admin.send(new CreateBucketCommand({ Bucket: 'media' }));
  proxy = new FaultProxy(ceph.url);
  proxyUrl = await proxy.start();
  folder = await mkdtemp(join(tmpdir(), 'shoal-s3-'));
});
afterAll(async () => {
  admin.destroy();
  await proxy.stop();
  await ceph.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  skewMs = 0;
  isSet = true;
  slept = [];
  secret = 'testsecret';
  storage = {
    endpoint: proxyUrl,
    region: 'us-east-1',
    bucket: 'media',
    prefix: 'shoal/',
    keyId: 'testkey',
    pathStyle: true,
    keepDays: 0,
    uploadLimit: null,
  };
  proxy.reset();
  host = start();
});
afterEach(async () => {
  proxy.reset();
  await Promise.all(started.splice(0).map((each) => each.stop()));
});

describe('a small file', () => {
  it('goes in one piece, is named by its content and read through a signed link', async () => {
    const media = await file(MB, 'WAV');
    expect(await put(media)).toEqual(good);
    expect((await inBucket()).objects).toContain(`shoal/test/${media.contentHash}.wav`);
    expect(await readBack(media)).toBe(media.contentHash);
    const head = await fetch(await linkTo(media), { headers: { range: 'bytes=0-9' } });
    expect([head.status, head.headers.get('content-type')]).toEqual([206, 'audio/wav']);
  });

  it('is reached by a link that carries the nonce, signed, and says nothing of its name', async () => {
    const media = await file(1000);
    await put(media);
    const url = await linkTo(media);
    expect(nonceOfUrl(url)).toBe('led-job-0a1b');
    expect(url).not.toMatch(/secret|film/i);
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace('0a1b', '0a1c'))).status).toBe(403);
    expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
  });

  it('is not uploaded again when it is there', async () => {
    const media = await file(1000);
    await put(media);
    const before = proxy.taken().length;
    const sent: number[] = [];
    expect(await put(media, (bytes) => sent.push(bytes))).toEqual(good);
    expect(proxy.taken().length).toBe(before);
    expect(sent).toEqual([1000]);
  });

  it('that is empty is hosted too', async () => {
    const media = await file(0);
    expect(await put(media)).toEqual(good);
    expect(await readBack(media)).toBe(media.contentHash);
  });

  it('that is not what was checked any more is never uploaded', async () => {
    const media = await file(1000);
    writeFileSync(media.path, randomBytes(1000));
    const { mtimeMs } = statSync(media.path);
    // The same size and time: only the content tells.
    const disguised = { ...media, modifiedMs: Math.floor(mtimeMs) };
    expect(await put(disguised)).toMatchObject({ ok: false, problem: { code: 'media.changed' } });
    expect(proxy.taken()).toEqual([]);
  });
});

describe('one content', () => {
  it('that many clips need at the same time is uploaded once, and all hear how far it is', async () => {
    const media = await file(15 * MB);
    const heard: number[][] = [[], [], []];
    const all = await Promise.all(heard.map((list) => put(media, (bytes) => list.push(bytes))));
    expect(all).toEqual([good, good, good]);
    expect(proxy.taken().map(({ part }) => part)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(proxy.taken()).toHaveLength(3);
    for (const list of heard) {
      expect(list.at(-1)).toBe(15 * MB);
      expect(list.length).toBeGreaterThan(10); // by bytes, not by part
      expect(list).toEqual(list.toSorted((one, other) => one - other));
    }
  });

  it('goes on while one of those who wait is left', async () => {
    const media = await file(15 * MB);
    const leaving = new AbortController();
    const first = host.put(nameOf(media), media, nothing, leaving.signal).catch(() => 'left');
    const second = put(media);
    await proxy.until(() => proxy.seen.some(({ part }) => part !== null));
    leaving.abort();
    expect(await second).toEqual(good);
    await first;
    expect(await readBack(media)).toBe(media.contentHash);
  });
});

describe('a large file', () => {
  const last = 3;

  it.each(Array.from({ length: last }, (_, index) => index + 1))(
    'survives a connection that is cut in the middle of part %i, which alone is sent again',
    async (part) => {
      const media = await file(15 * MB);
      onFirst((request) => request.part === part, { kind: 'cut', after: 2 * MB });
      expect(await put(media)).toEqual(good);
      expect(await readBack(media)).toBe(media.contentHash);
      const sent = proxy.seen.filter((request) => request.part !== null).map((request) => request.part);
      expect(sent.toSorted()).toEqual([1, 2, 3, part].toSorted());
      expect((await inBucket()).unfinished).toEqual([]);
    },
  );

  it.each([
    ['a fault of the server', { kind: 'answer', status: 500, code: 'InternalError' }],
    ['a server that asks to slow down', { kind: 'answer', status: 503, code: 'SlowDown' }],
    ['an answer that is lost', { kind: 'lose-answer' }],
  ] as const)('survives %s, with a pause', async (_, fault) => {
    const media = await file(15 * MB);
    onFirst(({ part }) => part === 2, fault);
    expect(await put(media)).toEqual(good);
    expect(await readBack(media)).toBe(media.contentHash);
    expect(slept.filter((ms) => ms >= 250)).toHaveLength(1);
  });

  it.each(['begin', 'end'] as const)('survives the loss of the answer to its %s', async (moment) => {
    const media = await file(15 * MB);
    onFirst(({ method, path }) => method === 'POST' && path.includes(moment === 'begin' ? '?uploads' : 'uploadId'), {
      kind: 'lose-answer',
    });
    expect(await put(media)).toEqual(good);
    expect(await readBack(media)).toBe(media.contentHash);
    for (const { name } of await listed()) await host.remove(name);
  });

  it('goes on after a kill -9: what had arrived is not sent again', async () => {
    const media = await file(25 * MB);
    // The third part and those after it never end.
    proxy.fault = ({ part }) => (part !== null && part > 2 ? { kind: 'hang' } : null);
    const script = fileURLToPath(new URL('upload-forever.ts', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(storage), media.path, nameOf(media)], {
      stdio: 'inherit',
    });
    await proxy.until(() => proxy.taken().length === 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await inBucket()).unfinished).toHaveLength(1);
    proxy.reset();
    const told: number[] = [];
    expect(await put(media, (bytes) => told.push(bytes))).toEqual(good);
    expect(
      proxy
        .taken()
        .map(({ part }) => part)
        .toSorted(),
    ).toEqual([3, 4, 5]);
    expect(told.at(-1)).toBe(25 * MB);
    expect(await readBack(media)).toBe(media.contentHash);
    expect((await inBucket()).unfinished).toEqual([]);
  });

  it('that was begun before is continued; a part that arrived with another content is sent again', async () => {
    const media = await file(15 * MB);
    const Key = `shoal/test/${nameOf(media)}`;
    const about = { Bucket: 'media', Key };
    const Metadata = { sha256: media.contentHash };
    const { UploadId } = await admin.send(new CreateMultipartUploadCommand({ ...about, Metadata }));
    const content = readFileSync(media.path);
    const parts = [randomBytes(PART_BYTES), content.subarray(PART_BYTES, 2 * PART_BYTES)];
    for (const [index, Body] of parts.entries()) {
      await admin.send(new UploadPartCommand({ ...about, UploadId, PartNumber: index + 1, Body }));
    }
    expect(await put(media)).toEqual(good);
    expect(
      proxy
        .taken()
        .map(({ part }) => part)
        .toSorted(),
    ).toEqual([1, 3]);
    expect(await readBack(media)).toBe(media.contentHash);
  });

  it('that changes while it is sent is said to have changed, and leaves nothing', async () => {
    const media = await file(25 * MB);
    proxy.fault = ({ part }) => {
      if (part === 1) appendFileSync(media.path, 'more');
      return null;
    };
    const before = await inBucket();
    expect(await put(media)).toMatchObject({ ok: false, problem: { code: 'media.changed' } });
    expect(await inBucket()).toEqual(before);
  });

  it('whose upload is broken off by its removal leaves nothing', async () => {
    const media = await file(15 * MB);
    const before = await inBucket();
    proxy.fault = ({ part }) => (part === 3 ? { kind: 'hang' } : null);
    const broken = put(media);
    await proxy.until(() => proxy.taken().length === 2);
    expect(await host.remove(nameOf(media))).toEqual(good);
    expect(await broken).toMatchObject({ ok: false, problem: { code: 'host.unavailable' } });
    expect(await inBucket()).toEqual(before);
  });

  it('is checked by MD5 where the server does not look at the SHA-256', async () => {
    proxy.fault = ({ path }) =>
      path.includes('shoal-test-') ? { kind: 'answer', status: 200, code: 'TakesAnything' } : null;
    const media = await file(15 * MB);
    expect(await put(media)).toEqual(good);
    const parts = proxy.seen.filter(({ part }) => part !== null);
    expect(parts.map(({ headers }) => typeof headers['content-md5'])).toEqual(['string', 'string', 'string']);
  });

  it('keeps to the limit of the bandwidth', async () => {
    storage = { ...storage, uploadLimit: 500 };
    const media = await file(10 * 1000 * 1000);
    expect(await put(media)).toEqual(good);
    // 10 MB at 500 kB a second, but pauses are cut short here: the longest of them tells how long it would take.
    expect(Math.max(...slept)).toBeGreaterThan(10_000);
    expect(Math.max(...slept)).toBeLessThan(21_000);
  });
});

describe('what lies there', () => {
  it('is listed with size and age, also what is not finished, and removed', async () => {
    for (const { name } of await listed()) expect(await host.remove(name)).toEqual(good);
    const small = await file(1000);
    await put(small);
    const large = await file(15 * MB);
    const stopping = new AbortController();
    proxy.fault = ({ part }) => (part === 3 ? { kind: 'hang' } : null);
    const stopped = host.put(nameOf(large), large, nothing, stopping.signal).catch(nothing);
    await proxy.until(() => proxy.taken().filter(({ part }) => part !== null).length === 2);
    stopping.abort();
    await stopped;
    const found = await listed();
    expect(found).toMatchObject([
      { name: nameOf(small), size: 1000, unfinished: false },
      { name: nameOf(large), unfinished: true },
    ]);
    for (const { atMs } of found) expect(Math.abs(Date.now() - atMs)).toBeLessThan(60_000);
    const link = await linkTo(small);
    for (const { name } of found) expect(await host.remove(name)).toEqual(good);
    expect(await listed()).toEqual([]);
    expect((await fetch(link)).status).toBe(404);
    expect(await host.remove(nameOf(small))).toEqual(good); // again: it is as good
  });

  it('put again while it is being removed is there afterwards', async () => {
    const media = await file(1000);
    await put(media);
    const [removed, again] = await Promise.all([host.remove(nameOf(media)), put(media)]);
    expect([removed, again]).toEqual([good, good]);
    expect(await readBack(media)).toBe(media.contentHash);
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['host.not-set', () => (isSet = false)],
    ['host.no-secret', () => (secret = null)],
    ['host.wrong-secret', () => (secret = 'wrong')],
    ['host.wrong-key', () => (storage = { ...storage, keyId: 'nobody' })],
    ['host.no-bucket', () => (storage = { ...storage, bucket: 'gone' })],
    ['host.unreachable', () => (storage = { ...storage, endpoint: 'http://127.0.0.1:1' })],
    ['host.full', () => (proxy.fault = puts({ kind: 'answer', status: 507, code: 'XMinioStorageFull' }))],
    ['host.full', () => (proxy.fault = puts({ kind: 'answer', status: 403, code: 'QuotaExceeded' }))],
    ['host.denied', () => (proxy.fault = puts({ kind: 'answer', status: 403, code: 'AccessDenied' }))],
    ['host.wrong-region', () => (proxy.fault = puts({ kind: 'answer', status: 301, code: 'PermanentRedirect' }))],
    ['host.unavailable', () => (proxy.fault = puts({ kind: 'answer', status: 500, code: 'InternalError' }))],
  ])('%s', async (code, spoil) => {
    spoil();
    const media = await file(1000);
    expect(await put(media)).toMatchObject({ ok: false, problem: { code } });
    expect(await host.check(never)).toMatchObject({ ok: false, problem: { code } });
    expect(await host.test(never)).toMatchObject([{ step: 'write', problem: { code } }]);
  });

  it.each([1000, 13 * MB])('host.full, by the server itself, of %i bytes; with room again it goes on', async (size) => {
    const media = await file(size);
    await ceph.setRoom(1);
    try {
      expect(await put(media)).toMatchObject({ ok: false, problem: { code: 'host.full' } });
      expect(await host.check(never)).toMatchObject({ ok: false, problem: { code: 'host.full' } });
    } finally {
      await ceph.setRoom(null);
    }
    expect(await host.check(never)).toEqual(good);
    expect(await put(media)).toEqual(good);
    expect(await readBack(media)).toBe(media.contentHash);
    expect((await inBucket()).unfinished).toEqual([]);
  });

  const puts =
    (fault: Fault) =>
    ({ method }: { method: string }): Fault | null =>
      method === 'PUT' ? fault : null;
});

describe('the connection test', () => {
  it('finds nothing wrong with storage that works, and leaves nothing there', async () => {
    const before = await inBucket();
    const tried = await host.test(never);
    expect(tried.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(tried.map(({ step }) => step)).toEqual([
      'write',
      'read',
      'range',
      'expiry',
      'private',
      'list',
      'delete',
      'clock',
    ]);
    expect(await host.check(never)).toEqual(good);
    expect(await inBucket()).toEqual(before);
  });

  it.each([
    ['read', 'host.link-refused', (path: string) => path.includes('X-Amz-Signature'), 403],
    ['range', 'host.no-range', (path: string, range: boolean) => range && path !== '', 200],
    ['list', 'host.denied', (path: string) => path.includes('list-type'), 403],
  ] as const)('finds what is wrong with “%s”: %s', async (step, code, matches, status) => {
    proxy.fault = ({ method, path, headers }) =>
      method === 'GET' && matches(path, headers.range !== undefined)
        ? { kind: 'answer', status, code: 'AccessDenied' }
        : null;
    const tried = await host.test(never);
    expect(tried.find((each) => each.step === step)?.problem?.code).toBe(code);
  });

  it('finds a bucket that is open to all', async () => {
    await admin.send(
      new PutBucketPolicyCommand({
        Bucket: 'media',
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::media/*' }],
        }),
      }),
    );
    const tried = await host.test(never);
    expect(tried.filter(({ problem }) => problem !== null)).toMatchObject([
      { step: 'private', problem: { code: 'host.public' } },
    ]);
    await admin.send(new DeleteBucketPolicyCommand({ Bucket: 'media' }));
  });

  it('says how wrong this computer’s clock is; links and uploads go by the server’s', async () => {
    skewMs = 3_600_000;
    host = start();
    const tried = await host.test(never);
    const wrong = tried.filter(({ problem }) => problem !== null);
    expect(wrong).toMatchObject([{ step: 'clock', problem: { code: 'host.clock' } }]);
    expect(Number(wrong[0]?.problem?.parameters['seconds'])).toBeGreaterThan(3_590);
    const media = await file(1000);
    expect(await put(media)).toEqual(good);
    expect(await readBack(media)).toBe(media.contentHash);
  });
});

describe('the command line', () => {
  const samples = samplesForAll();
  const secretOfKey = { SHOAL_S3_SECRET_ACCESS_KEY: 'testsecret' };

  /** A desk whose files go to the storage, with a clip of each name; the sound is the same for all. */
  async function deskWith(names: readonly string[], practice: Parameters<typeof createDesk>[0] = {}): Promise<Desk> {
    const desk = await createDesk(practice, { host: 's3', storage }, secretOfKey);
    await putClips(samples(), desk.clips, names);
    for (const name of names) appendFileSync(join(desk.clips, `${name}.mp4`), freeBox(name));
    return desk;
  }

  it('makes a batch through the storage, each content sent once, and leaves nothing there', async () => {
    await using desk = await deskWith(['one', 'two', 'three']);
    const before = await inBucket();
    expect(await desk.shoal('run', desk.clips)).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.resultFiles()).toHaveLength(4);
    const media = proxy.taken().filter(({ path }) => !path.includes('shoal-test'));
    expect(media.filter(({ path }) => path.includes('.wav'))).toHaveLength(1);
    expect(media.filter(({ path }) => path.includes('.mp4'))).toHaveLength(3);
    expect(await inBucket()).toEqual(before);
  });

  it('keeps and says neither the secret of the key nor a signature, also when the storage refuses', async () => {
    await using desk = await deskWith(['one', 'two'], {
      faults: [
        { on: 'create', nth: 1, do: 'status', status: 422, message: 'see https://x.example/a?X-Amz-Signature=abc' },
      ],
    });
    proxy.reset();
    const outputs = [await desk.shoal('run', desk.clips), await desk.shoal('host list'), await desk.shoal('host test')];
    for (const command of ['status --json', 'export', 'doctor', 'diagnostics'])
      outputs.push(await desk.shoal(...command.split(' ')));
    const links = proxy.seen.filter(({ path }) => path.includes('x-shoal-nonce='));
    const signatures = links.flatMap(({ path }) => new URL(path, proxyUrl).searchParams.get('X-Amz-Signature') ?? []);
    expect(signatures.length).toBeGreaterThan(0);
    const texts = Object.fromEntries(outputs.map(({ stdout, stderr }, index) => [`output ${index}`, stdout + stderr]));
    expect(texts['output 6']).toMatch(/"status":422/);
    const folders = [desk.data, desk.results];
    for (const secret of new Set(['testsecret', ...signatures]))
      expect(await findCanary(secret, { texts, folders })).toEqual([]);
  });

  it('says what is wrong before anything is sent, and needs the secret', async () => {
    await using desk = await deskWith(['one']);
    storage = { ...storage, bucket: 'nobody-has-this' };
    await using wrong = await deskWith(['one']);
    const refused = await wrong.shoal('run', wrong.clips);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('There is no bucket')]);
    expect(wrong.service.stats().creates.received).toBe(0);
    const without = await shoal(
      ['run', desk.clips, '--data-dir', desk.data, '--api-url', desk.url, '--out', desk.results],
      { env: { FISHSPEECH_API_TOKEN: canary } },
    );
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('SHOAL_S3_SECRET_ACCESS_KEY')]);
  });

  it('is set, tried, listed and purged', async () => {
    await using desk = await createDesk({}, {}, secretOfKey);
    const set = [
      'host set',
      's3',
      '--preset',
      'ceph',
      '--bucket',
      'media',
      '--key-id',
      'testkey',
      '--keep-days',
      'never',
    ];
    const missing = await desk.shoal(...set);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('--endpoint')]);
    expect(await desk.shoal(...set, '--endpoint', ceph.url)).toMatchObject({ code: 0, stderr: '' });
    const tried = await desk.shoal('host test');
    expect([tried.code, tried.stdout.match(/^✓/gm)?.length]).toEqual([0, 8]);
    expect((await desk.shoal('doctor')).stdout).toContain('It is read back whole through a signed link');

    await putClips(samples(), desk.clips, ['one']);
    expect(await desk.shoal('run', desk.clips)).toMatchObject({ code: 0 });
    const listed = await desk.shoal('host list');
    expect(listed.stdout).toMatch(/not needed {2}[0-9a-f]{64}\.mp4/);
    expect(listed.stdout).toContain('2 objects');
    expect((await desk.shoal('host purge')).stdout).toContain('Deleted 2 objects');
    expect((await desk.shoal('host list')).stdout).toContain('0 objects');
  });

  it('submits a doubtful clip again only once the old links are dead, and under other names', async () => {
    await using desk = await deskWith(['one'], {
      faults: [{ on: 'create', nth: 1, do: 'drop-after' }],
      repeatInputUrls: false,
    });
    expect((await desk.shoal('run', desk.clips)).code).toBe(5);
    const old = proxy.seen.filter(({ method, path }) => method === 'GET' && path.includes('x-shoal-nonce=s'));
    const links = old.map(({ path }) => proxyUrl + path);
    expect(links.length).toBeGreaterThan(0);
    const [clip] = ofKind(jsonLines((await desk.shoal('status', '--json')).stdout), 'clip-status');
    expect(await desk.shoal('decide', clip?.clip ?? '', '--submit-again')).toMatchObject({ code: 0, stderr: '' });
    for (const link of links) expect((await fetch(link)).status).toBe(404);
    proxy.reset();
    expect((await desk.shoal('resume')).code).toBe(0);
    for (const link of links) expect((await fetch(link)).status).toBe(404);
    const again = proxy.taken().map(({ path }) => path.split('?')[0] ?? '');
    expect(again.filter((path) => links.some((link) => link.includes(path)))).toEqual([]);
    expect(desk.service.stats().creates).toEqual({ received: 2, accepted: 2 });
  });

  /** A box that MP4 readers skip: makes a file another content and no other film. */
  function freeBox(text: string): Buffer {
    const box = Buffer.from(`....free${text}`);
    box.writeUInt32BE(box.length, 0);
    return box;
  }
});

async function listed(): Promise<{ name: string; size: number | null; atMs: number; unfinished: boolean }[]> {
  const found = await host.list(never);
  if (!found.ok) throw new Error(found.problem.code);
  return found.value;
}
