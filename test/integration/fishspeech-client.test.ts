import { createHash } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseBaseUrl } from '../../src/main/fishspeech/base-url.ts';
import { createFishSpeechClient, type CallRecord, type FishSpeechClient } from '../../src/main/fishspeech/client.ts';
import { createTransport } from '../../src/main/fishspeech/transport.ts';
import { createHastyClock, noChance } from '../fakes/client-ports.ts';
import { startRawServer, type RawServer } from '../fakes/raw-server.ts';

const urls = { videoUrl: 'https://h.example/v?nonce=é', audioUrl: 'https://h.example/a' };
const date = 'Sun, 01 Nov 2026 12:00:00 GMT';
const { signal } = new AbortController();

interface Planned {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}
let plan: (Planned | 'reset')[];
let requests: string[];
let server: RawServer;
let clock: ReturnType<typeof createHastyClock>;
let records: CallRecord[];

beforeEach(async () => {
  plan = [];
  requests = [];
  records = [];
  clock = createHastyClock();
  server = await startRawServer(({ request, connection, reset }) => {
    requests.push(request);
    const next = plan.shift();
    if (next === undefined || next === 'reset') {
      reset();
      return;
    }
    const { status, body = '', headers = {} } = next;
    const lines = Object.entries({ ...headers, date, 'content-length': Buffer.byteLength(body) });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    connection.end(`HTTP/1.1 ${status} X\r\n${head}\r\n${body}`);
  });
});
afterEach(() => server.stop());

function client(token: string | null = 'tok-1', baseUrl = server.url): FishSpeechClient {
  return createFishSpeechClient({
    transport: createTransport(),
    clock,
    random: noChance,
    baseUrl,
    token: () => token,
    log: (record) => records.push(record),
  });
}

describe('a token that is replaced while a call is on its way', () => {
  const refusal = { status: 401, body: '{"code":"unauthorized","message":"revoked"}' };
  /** Gives the old token once, and from then on the new one. */
  const replacing = (): FishSpeechClient => {
    const tokens = ['old', 'new'];
    return createFishSpeechClient({
      transport: createTransport(),
      clock,
      random: noChance,
      baseUrl: server.url,
      token: () => (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? null,
    });
  };

  it('is not held against the new one: a reading is made again with it', async () => {
    plan = [refusal, { status: 200, body: '{"credits":7}' }];
    expect(await replacing().profile(signal)).toMatchObject({ ok: true, value: { credits: 7 } });
    expect(requests.map((request) => /Bearer (\w+)/.exec(request)?.[1])).toEqual(['old', 'new']);
  });

  it('refuses a create without a hold, and without sending it again', async () => {
    plan = [refusal];
    expect(await replacing().create(urls)).toMatchObject({ kind: 'refused', hold: null });
    expect(requests).toHaveLength(1);
    plan = [refusal];
    expect(await client().create(urls)).toMatchObject({ kind: 'refused', hold: 'auth' });
  });
});

describe('what is sent', () => {
  it('is the documented create', async () => {
    plan = [{ status: 201, body: '{"data":{"id":"job_1","status":"queued"}}' }];
    expect(await client().create(urls)).toMatchObject({ kind: 'accepted', job: { id: 'job_1' }, httpStatus: 201 });
    const [head = '', body = ''] = (requests[0] ?? '').split('\r\n\r\n');
    expect(head).toMatch(/^POST \/api\/open\/v1\/media\/lip-sync\/jobs HTTP\/1\.1\r\n/);
    expect(head).toMatch(/^authorization: Bearer tok-1\r$/im);
    expect(head).toMatch(/^content-type: application\/json\r$/im);
    expect(head).toMatch(/^user-agent: .*Shoal.*\r$/im);
    expect(head).toMatch(/^connection: close/im);
    const sent = Buffer.from(body, 'latin1');
    expect(JSON.parse(sent.toString())).toEqual(urls);
    expect(client().payloadDigest(urls)).toBe(createHash('sha256').update(sent).digest('hex'));
  });

  it('is the documented get, list and profile, below the path of the API address', async () => {
    plan = [
      { status: 200, body: '{"data":{"id":"a/b ü","status":"queued"}}' },
      { status: 200, body: '{"data":{"tasks":[]}}' },
      { status: 200, body: '{"user_id":"u","credits":3}' },
    ];
    const here = client('tok-1', `${server.url}/sister`);
    expect(await here.get('a/b ü', signal)).toMatchObject({ ok: true, value: { id: 'a/b ü' } });
    expect(await here.list({ page: 2, limit: 50, status: 'completed' }, signal)).toMatchObject({ ok: true });
    expect(await here.profile(signal)).toMatchObject({ ok: true, value: { credits: 3 } });
    expect(requests.map((request) => request.split(' HTTP')[0])).toEqual([
      'GET /sister/api/open/v1/media/lip-sync/jobs/a%2Fb%20%C3%BC',
      'GET /sister/api/open/v1/media/lip-sync/jobs?page=2&limit=50&status=completed',
      'GET /sister/api/open/v1/profile',
    ]);
    expect(requests.join()).not.toMatch(/content-type/i);
  });

  it('is nothing without a token that can stand in a header', async () => {
    for (const [token, code] of [
      [null, 'request.no-token'],
      ['', 'request.no-token'],
      ['two\r\nlines', 'request.token-unusable'],
      ['ключ', 'request.token-unusable'],
      ['with space', 'request.token-unusable'],
    ] as const) {
      expect(await client(token).create(urls)).toMatchObject({ kind: 'refused', hold: 'auth', problem: { code } });
      expect(await client(token).profile(signal)).toMatchObject({ ok: false, problem: { code } });
    }
    expect(server.connections()).toBe(0);
  });
});

describe('reading again', () => {
  const profile = { status: 200, body: '{"credits":1}' };

  it('happens up to three times, with backoff, for what may pass', async () => {
    plan = [{ status: 503 }, 'reset', { status: 408 }, profile];
    expect(await client().profile(signal)).toMatchObject({ ok: true, serverDateMs: Date.parse(date) });
    expect(clock.slept).toEqual([250, 500, 1000]);
    plan = [{ status: 500 }, { status: 500 }, { status: 500 }, { status: 502 }, profile];
    expect(await client().profile(signal)).toMatchObject({
      ok: false,
      problem: { code: 'service.fault', parameters: { status: 502 } },
      serverDateMs: Date.parse(date),
    });
    expect(plan).toEqual([profile]);
  });

  it('waits as long as Retry-After asks, and hands a long wait to the caller', async () => {
    plan = [
      { status: 429, headers: { 'Retry-After': '7' } },
      { status: 503, headers: { 'Retry-After': 'Sun, 01 Nov 2026 12:00:09 GMT' } },
      profile,
    ];
    expect((await client().profile(signal)).ok).toBe(true);
    expect(clock.slept).toEqual([7000, 9000]);
    plan = [{ status: 429, headers: { 'retry-after': '600' } }, profile];
    expect(await client().profile(signal)).toMatchObject({
      ok: false,
      problem: { code: 'service.rate-limit' },
      retryAfterMs: 600_000,
    });
    expect(clock.slept).toHaveLength(2);
  });

  it('never happens to a create', async () => {
    for (const first of ['reset', { status: 503 }, { status: 408 }, { status: 429 }] as const) {
      plan = [first, { status: 200, body: '{"data":{"id":"second"}}' }];
      const { kind } = await client().create(urls);
      expect(kind).not.toBe('accepted');
      expect(plan).toHaveLength(1);
    }
    expect(server.connections()).toBe(4);
    expect(clock.slept).toEqual([]);
  });

  it('ends when the caller stops', async () => {
    const stop = new AbortController();
    clock.sleep = () => {
      stop.abort();
      return Promise.resolve();
    };
    plan = ['reset', profile];
    expect(await client().profile(stop.signal)).toMatchObject({ ok: false, problem: { code: 'service.unreachable' } });
    expect(server.connections()).toBe(1);
  });
});

describe('problems', () => {
  const json = '{"code":"some_code","message":"Some message","requestId":"req_1"}';
  it.each([
    [400, json, 'service.bad-request'],
    [401, json, 'service.token'],
    [401, '', 'service.token'],
    [402, json, 'service.credits'],
    [403, json, 'service.not-permitted'],
    [403, '<html>', 'service.blocked'],
    [404, json, 'service.job-not-found'],
    [404, '<html>', 'service.nonsense'],
    [409, json, 'service.conflict'],
    [429, '{"error":"insufficient credits"}', 'service.credits-429'],
    [302, '', 'service.nonsense'],
    [200, '<html>', 'service.nonsense'],
    [200, '{"data":{"id":"other","status":"completed"}}', 'service.nonsense'],
    [200, `{"x":"${'x'.repeat(5_000_000)}"}`, 'service.nonsense'],
  ])('a get answered with %i %.20s is %s, without trying again', async (status, body, code) => {
    plan = [{ status, body }];
    expect(await client().get('job_1', signal)).toMatchObject({ ok: false, problem: { code } });
    expect(requests).toHaveLength(1);
  });

  it('a 404 to a list or profile is about the address', async () => {
    plan = [{ status: 404, body: json }, { status: 404 }];
    expect(await client().list({ page: 1, limit: 10 }, signal)).toMatchObject({
      problem: { code: 'service.not-found' },
    });
    expect(await client().profile(signal)).toMatchObject({ problem: { code: 'service.not-found' } });
  });

  it('are logged with what identifies the call, and nothing secret', async () => {
    plan = [
      { status: 422, body: json },
      { status: 404, body: json },
    ];
    await client().create(urls);
    await client().get('job_77', signal);
    expect(records).toMatchObject([
      {
        endpoint: 'create',
        method: 'POST',
        httpStatus: 422,
        errorCode: 'some_code',
        requestId: 'req_1',
        failure: null,
      },
      { endpoint: 'get', method: 'GET', path: '/api/open/v1/media/lip-sync/jobs/{id}', httpStatus: 404 },
    ]);
    expect(JSON.stringify(records)).not.toMatch(/tok-1|h\.example|nonce|job_77/);
  });
});

describe('parseBaseUrl', () => {
  it.each([
    ['https://fishaudio.org', 'https://fishaudio.org'],
    [' https://FishAudio.org/ ', 'https://fishaudio.org'],
    ['https://h.example/sister//', 'https://h.example/sister'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:1/', 'http://localhost:1'],
    ['http://[::1]:1', 'http://[::1]:1'],
  ])('takes %s', (text, value) => expect(parseBaseUrl(text)).toEqual({ ok: true, value }));

  it.each([
    'http://fishaudio.org',
    'http://127.0.0.1.evil.example',
    'ftp://h.example',
    'https://me:secret@h.example',
    'https://h.example/?key=secret',
    'https://h.example/#secret',
    'secret',
    '',
  ])('refuses %s, and repeats nothing that may be secret', (text) => {
    const read = parseBaseUrl(text);
    expect(read).toMatchObject({ ok: false, problem: { code: 'service.url' } });
    expect(JSON.stringify(read)).not.toContain('secret');
  });
});
