import { once } from 'node:events';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CreateOutcome } from '../../src/main/core/outcome.ts';
import { createFishSpeechClient, type CallRecord, type FishSpeechClient } from '../../src/main/fishspeech/client.ts';
import { createTransport } from '../../src/main/fishspeech/transport.ts';
import { createHastyClock, noChance } from '../fakes/client-ports.ts';
import {
  startRawServer,
  testCertificate,
  type Arrival,
  type Certificate,
  type RawServer,
} from '../fakes/raw-server.ts';

/**
 * The proof that a create goes out at most once: raw servers that take it and then do everything a network can do. They
 * stay open to the end, so that a late second try would be seen by the last test.
 */

const TOKEN = 'token-of-the-audit';
const urls = { videoUrl: 'https://host.example/v?nonce=abc', audioUrl: 'https://host.example/a?nonce=abc' };
const job = '{"success":true,"data":{"id":"job_1","status":"queued"}}';
const answer = (status: string, body: string, more = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

const servers: { name: string; server: RawServer; connections: number; posts: number }[] = [];
const records: CallRecord[] = [];

function clientOf(baseUrl: string, timeouts = { connectMs: 5000, answerMs: 5000 }): FishSpeechClient {
  return createFishSpeechClient({
    transport: createTransport(),
    clock: createHastyClock(),
    random: noChance,
    baseUrl,
    token: () => TOKEN,
    timeouts: () => timeouts,
    log: (record) => records.push(record),
  });
}

beforeAll(() => {
  const trusted = [testCertificate('trusted'), testCertificate('other-host')];
  setDefaultCACertificates([...getCACertificates('default'), ...trusted]);
});
afterAll(async () => {
  await Promise.all(servers.map(({ server }) => server.stop()));
});

/** What the server does with the create, and what has to come of it. */
interface Case {
  name: string;
  answer: (arrival: Arrival) => void;
  expected: Partial<Record<'kind' | 'reason' | 'httpStatus', unknown>>;
  answerMs?: number;
}
const write =
  (text: string, then: 'stay' | 'end' | 'reset' = 'stay') =>
  ({ connection, reset }: Arrival): void => {
    connection.write(text, () => {
      if (then === 'end') connection.end();
      if (then === 'reset') reset();
    });
  };
const closed = 'the connection was closed before the answer was complete';
const unknown = (reason: string): Case['expected'] => ({ kind: 'unknown', reason });
const accepted = { kind: 'accepted', job: { id: 'job_1' } };

const cases: Case[] = [
  { name: 'a reset', answer: ({ reset }) => reset(), expected: { kind: 'unknown' } },
  { name: 'an orderly end (FIN)', answer: ({ connection }) => connection.end(), expected: unknown(closed) },
  { name: 'silence', answer: () => undefined, answerMs: 150, expected: unknown('no answer in time') },
  {
    name: 'half an answer, then silence',
    answer: write(answer('201 Created', job).slice(0, -5)),
    answerMs: 150,
    expected: unknown('no answer in time'),
  },
  { name: '408', answer: write(answer('408 Request Timeout', ''), 'end'), expected: unknown('it answered 408') },
  { name: '409', answer: write(answer('409 Conflict', '{"code":"c"}')), expected: unknown('it answered 409') },
  { name: '500', answer: write(answer('500 Oops', '{}')), expected: unknown('it answered 500') },
  { name: '502 in HTML', answer: write(answer('502 Bad Gateway', '<html>')), expected: unknown('it answered 502') },
  {
    name: '503 with Retry-After',
    answer: write(answer('503 Busy', '', 'Retry-After: 0\r\n')),
    expected: { kind: 'unknown' },
  },
  {
    name: '1xx answers before the real one',
    answer: write(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n${answer('202 Accepted', job)}`,
    ),
    expected: { ...accepted, httpStatus: 202 },
  },
  { name: '1xx and nothing more', answer: write('HTTP/1.1 100 Continue\r\n\r\n', 'end'), expected: unknown(closed) },
  {
    name: '101, another protocol',
    answer: write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', 'end'),
    expected: { kind: 'unknown' },
  },
  {
    name: 'two answers at once, the first a success',
    answer: write(answer('200 OK', job) + answer('500 Oops', '{}')),
    expected: { ...accepted, httpStatus: 200 },
  },
  {
    name: 'two answers at once, the first a failure',
    answer: write(answer('502 Oops', '') + answer('200 OK', job)),
    expected: unknown('it answered 502'),
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `a redirect (${status})`,
    answer: write(answer(`${status} Moved`, '', 'Location: /elsewhere\r\n')),
    expected: unknown(`it answered ${status}`),
  })),
  { name: 'a cut head', answer: write('HTTP/1.1 200 OK\r\nContent-Le', 'end'), expected: { kind: 'unknown' } },
  { name: 'a cut body', answer: write(answer('200 OK', job).slice(0, -1), 'end'), expected: unknown(closed) },
  {
    name: 'a body cut by a reset',
    answer: write(answer('200 OK', job).slice(0, -1), 'reset'),
    expected: { kind: 'unknown' },
  },
  {
    name: 'a cut body of a status that would be a plain no',
    answer: write(answer('422 No', '{"code":"no_face"}').slice(0, -1), 'end'),
    expected: { kind: 'unknown' },
  },
  {
    name: 'a body cut between chunks',
    answer: write(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${job.length.toString(16)}\r\n${job}\r\n`,
      'end',
    ),
    expected: unknown(closed),
  },
  {
    name: 'broken chunks',
    answer: write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${job}\r\n0\r\n\r\n`),
    expected: { kind: 'unknown' },
  },
  {
    name: 'a huge body',
    answer: write(answer('200 OK', `{"x":"${'x'.repeat(5_000_000)}"}`)),
    expected: unknown('the answer is too large'),
  },
  {
    name: 'a huge head',
    answer: write(answer('200 OK', job, `X: ${'x'.repeat(100_000)}\r\n`)),
    expected: unknown('the answer is too large'),
  },
  { name: 'garbage', answer: write('\u0000\u0001SSH-2.0-what\r\n\r\n', 'end'), expected: { kind: 'unknown' } },
  { name: 'HTML with 200', answer: write(answer('200 OK', '<html>')), expected: { kind: 'unknown', httpStatus: 200 } },
  { name: '204', answer: write('HTTP/1.1 204 No Content\r\n\r\n'), expected: { kind: 'unknown', httpStatus: 204 } },
  { name: 'an answer, then a reset', answer: write(answer('201 Created', job), 'reset'), expected: accepted },
  { name: 'an answer, then garbage', answer: write(`${answer('201 Created', job)}\u0000\u0001`), expected: accepted },
  {
    name: 'a last answer, then garbage',
    answer: write(`${answer('201 Created', job, 'Connection: close\r\n')}\u0000`),
    expected: accepted,
  },
  { name: 'an answer and its end', answer: write(answer('201 Created', job), 'end'), expected: accepted },
  {
    name: 'an answer that asks to keep the connection',
    answer: write(answer('200 OK', job, 'Connection: keep-alive\r\n')),
    expected: accepted,
  },
  {
    name: 'an answer that ends with the connection',
    answer: write(`HTTP/1.0 200 OK\r\n\r\n${job}`, 'end'),
    expected: accepted,
  },
  {
    name: 'an answer byte by byte',
    answer: ({ connection }) => {
      for (const byte of Buffer.from(answer('200 OK', job))) connection.write(Buffer.of(byte));
    },
    expected: accepted,
  },
  { name: '401', answer: write(answer('401 No', '{"code":"c","message":"m"}')), expected: { kind: 'refused' } },
  { name: '429', answer: write(answer('429 Slow', '', 'Retry-After: 1\r\n')), expected: { kind: 'refused' } },
  { name: '422', answer: write(answer('422 No', '{"code":"c"}')), expected: { kind: 'rejected' } },
];

describe.each<[string, Certificate | null]>([
  ['http', null],
  ['https', 'trusted'],
])('a create over %s, answered with', (scheme, certificate) => {
  it.each(cases)('$name', async ({ name, answer: respond, expected, answerMs = 5000 }) => {
    const server = await startRawServer(respond, certificate);
    servers.push({ name: `${scheme}: ${name}`, server, connections: 1, posts: 1 });
    const outcome = await clientOf(server.url, { connectMs: 5000, answerMs }).create(urls);
    expect(outcome).toMatchObject(expected);
    expect(server.connections()).toBe(1);
  });

  it('an abort by the caller while it waits', async () => {
    const stop = new AbortController();
    const server = await startRawServer(() => stop.abort(), certificate);
    servers.push({ name: `${scheme}: abort`, server, connections: 1, posts: 1 });
    expect(await clientOf(server.url).create(urls, stop.signal)).toMatchObject(unknown('stopped'));
  });
});

describe('certainly not sent', () => {
  const notSent = (outcome: CreateOutcome, reason: string): void =>
    expect(outcome).toMatchObject({
      kind: 'not-sent',
      problem: { code: 'service.unreachable', parameters: { reason } },
    });
  const insecure = 'no secure connection could be made';

  it.each<[Certificate, string]>([
    ['stranger', 'nobody trusts'],
    ['other-host', 'is for another host'],
  ])('to a server whose certificate (%s) %s, which sees no byte of HTTP', async (certificate) => {
    const server = await startRawServer(write(answer('200 OK', job)), certificate);
    notSent(await clientOf(server.url).create(urls), insecure);
    servers.push({ name: certificate, server, connections: 1, posts: 0 });
    expect(server.received()).toEqual(['']);
  });

  it('to a server that does not answer the TLS handshake, or breaks it', async () => {
    const silent = await startRawServer(() => undefined);
    servers.push({ name: 'silent handshake', server: silent, connections: 1, posts: 0 });
    const silentUrl = silent.url.replace('http:', 'https:');
    notSent(await clientOf(silentUrl, { connectMs: 150, answerMs: 5000 }).create(urls), 'no answer in time');
    expect(silent.received().join()).not.toMatch(/POST|HTTP|token/);

    const plain = await startRawServer(() => undefined);
    servers.push({ name: 'broken handshake', server: plain, connections: 1, posts: 0 });
    const waiting = clientOf(plain.url.replace('http:', 'https:')).create(urls);
    await expect.poll(() => plain.received().join('').length).toBeGreaterThan(0);
    plain.resetAll();
    expect((await waiting).kind).toBe('not-sent');
  });

  it('to a port where nobody listens, or a name that does not exist', async () => {
    const server = await startRawServer(() => undefined);
    await server.stop();
    notSent(await clientOf(server.url).create(urls), 'the connection was refused');
    const nowhere = await clientOf('https://no-such-host.invalid', { connectMs: 3000, answerMs: 1 }).create(urls);
    expect(nowhere.kind).toBe('not-sent');
  });

  it('when the caller had stopped before', async () => {
    const server = await startRawServer(write(answer('200 OK', job)));
    servers.push({ name: 'stopped before', server, connections: 0, posts: 0 });
    notSent(await clientOf(server.url).create(urls, AbortSignal.abort()), 'stopped');
  });

  it('when the request cannot be put as HTTP', async () => {
    const limits = { connectTimeoutMs: 1000, answerTimeoutMs: 1000, maxBytes: 1000 };
    const server = await startRawServer(write(answer('200 OK', job)));
    servers.push({ name: 'not HTTP', server, connections: 0, posts: 0 });
    const transport = createTransport();
    const headers = { authorization: 'two\r\nlines' };
    expect(await transport.exchange({ method: 'POST', url: server.url, headers, ...limits })).toEqual({
      kind: 'not-sent',
      failure: 'other',
    });
    for (const url of ['', 'nothing', 'ftp://127.0.0.1/'])
      expect(await transport.exchange({ method: 'POST', url, headers: {}, ...limits })).toMatchObject({
        kind: 'not-sent',
      });
  });
});

describe('a server that keeps connections open and closes them at the worst time', () => {
  it.each<[string, Certificate | null]>([
    ['http', null],
    ['https', 'trusted'],
  ])('sees each request of a row once, on a connection of its own (%s)', async (_, certificate) => {
    const open: Arrival[] = [];
    const keepAlive = 'Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n';
    const server = await startRawServer((arrival) => {
      // Whoever sent this one on an old connection would lose it.
      open.splice(0).forEach((earlier) => earlier.reset());
      open.push(arrival);
      // Every third is lost, after it was taken.
      if (arrival.request.startsWith('POST') && arrival.number % 3 === 0) arrival.reset();
      else arrival.connection.write(answer('200 OK', job, keepAlive));
    }, certificate);
    const client = clientOf(server.url);
    const creates = 12;
    const kinds: string[] = [];
    let gets = 0;
    for (let number = 0; number < creates; number += 1) {
      kinds.push((await client.create(urls)).kind);
      if (number % 2 === 0) {
        expect((await client.get('job_1', new AbortController().signal)).ok).toBe(true);
        gets += 1;
      }
    }
    expect(new Set(kinds)).toEqual(new Set(['accepted', 'unknown']));
    servers.push({ name: 'keep-alive', server, connections: creates + gets, posts: creates });
  });

  it('sees one connection although the host name has two addresses', async () => {
    const server = await startRawServer(write(answer('200 OK', job)));
    servers.push({ name: 'two addresses', server, connections: 1, posts: 1 });
    const outcome = await clientOf(server.url.replace('127.0.0.1', 'localhost')).create(urls);
    expect(outcome.kind).toBe('accepted');
  });
});

it('reads an answer that came while this process was stalled past the time-out', async () => {
  // The server runs in a thread of its own, because this one sleeps when the answer comes.
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    require('node:net').createServer((socket) => socket.once('data', () => {
      parentPort.postMessage('arrived');
      Atomics.wait(workerData.flag, 0, 0);
      socket.write(workerData.answer);
    })).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`;
  const worker = new Worker(code, { eval: true, workerData: { flag, answer: answer('200 OK', job) } });
  const port = await new Promise((resolve) => worker.once('message', resolve));
  const answerMs = 300;
  const outcome = clientOf(`http://127.0.0.1:${String(port)}`, { connectMs: 5000, answerMs }).create(urls);
  await once(worker, 'message');
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * answerMs);
  expect(await outcome).toMatchObject(accepted);
  await worker.terminate();
});

it('in the end, no server has seen a second POST or a second connection, and the log holds no secret', () => {
  expect(servers.length).toBeGreaterThan(2 * cases.length);
  for (const { name, server, connections, posts } of servers) {
    const seen = server.received().join('');
    expect([name, server.connections(), seen.match(/POST \//g)?.length ?? 0]).toEqual([name, connections, posts]);
  }
  expect(records.length).toBeGreaterThan(2 * cases.length);
  expect(JSON.stringify(records)).not.toMatch(/token-of|nonce|host\.example|job_1/);
});
