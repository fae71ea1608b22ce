import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { FaultPlan } from '../../src/practice/faults.ts';
import { faultPlanSchema } from '../../src/practice/faults.ts';
import { findFfmpeg, practiceComment } from '../../src/practice/ffmpeg.ts';
import { PortTaken } from '../../src/practice/server.ts';
import { createPracticeService } from '../../src/practice/service.ts';
import type { PracticeOptions, PracticeService } from '../../src/practice/service.ts';
import { createSlots } from '../../src/practice/slots.ts';

const jobs = '/api/open/v1/media/lip-sync/jobs';
const profile = '/api/open/v1/profile';

let folder = '';
let ffmpeg = '';
let mediaServer: Server;
let media = '';
const cleanups: (() => Promise<void>)[] = [];

/** Lets ffmpeg run; gives what it said and what it wrote on its standard output. */
async function runFfmpeg(...options: string[]): Promise<{ told: string; written: Buffer }> {
  const settings = { encoding: 'buffer', maxBuffer: 50_000_000 } as const;
  // Describing a file without an output counts as a failure for ffmpeg.
  const failed = z.object({ stdout: z.instanceof(Buffer), stderr: z.instanceof(Buffer) });
  const { stdout, stderr } = await promisify(execFile)(ffmpeg, ['-hide_banner', '-y', ...options], settings).catch(
    (error: unknown) => failed.parse(error),
  );
  return { told: stderr.toString(), written: stdout };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-test-'));
  ffmpeg = await findFfmpeg(undefined);
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=10:duration=2'];
  const encoded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  await runFfmpeg(...picture, ...encoded, join(folder, 'two.mp4'));
  await runFfmpeg('-f', 'lavfi', '-i', 'sine=duration=1.3', join(folder, 'short.wav'));
  await runFfmpeg('-f', 'lavfi', '-i', 'sine=duration=3.2', join(folder, 'long.wav'));
  await writeFile(join(folder, 'notes.txt'), 'not media');
  const files = new Map<string, Buffer>();
  for (const name of ['two.mp4', 'short.wav', 'long.wav', 'notes.txt']) {
    files.set(`/${name}`, await readFile(join(folder, name)));
  }
  mediaServer = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://media').pathname;
    const file = files.get(path);
    if (path === '/expired.mp4') response.writeHead(403).end();
    else if (path === '/moved.mp4') response.writeHead(302, { location: '/two.mp4' }).end();
    else if (path === '/cut.mp4') {
      response.writeHead(200, { 'content-length': 1000 }).write('half', () => response.destroy());
    } else if (file === undefined) response.writeHead(404).end();
    else response.end(file);
  });
  media = await listenOn(mediaServer);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(async () => {
  mediaServer.closeAllConnections();
  mediaServer.close();
  await rm(folder, { recursive: true, force: true });
});

function listenOn(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`);
    });
  });
}

const jobSchema = z.strictObject({
  id: z.string().min(1),
  status: z.enum(['queued', 'processing', 'completed', 'failed']),
  progress: z.number().min(0).max(100),
  videoUrl: z.string().optional(),
  audioUrl: z.string().optional(),
  result_url: z.url().nullable(),
  error_message: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  completed_at: z.iso.datetime().nullable(),
  credits_used: z.number().nullable(),
  billing_duration_seconds: z.number().nullable(),
});
const createdSchema = z.strictObject({
  success: z.literal(true),
  message: z.literal('Job created'),
  data: z.strictObject({
    id: z.string().min(1),
    status: z.literal('queued'),
    created_at: z.iso.datetime(),
    credits_used: z.number().optional(),
    remaining_credits: z.number(),
  }),
});
const count = z.number().int().nonnegative();
const listSchema = z.strictObject({
  success: z.literal(true),
  data: z.strictObject({
    tasks: z.array(jobSchema),
    pagination: z.strictObject({ page: count, limit: count, total: count, total_pages: count, has_more: z.boolean() }),
    statistics: z.strictObject({ total: count, pending: count, processing: count, completed: count, failed: count }),
  }),
});
const profileSchema = z.strictObject({
  user_id: z.string(),
  api_quota_remaining: z.number(),
  tier: z.string(),
  credits: z.number(),
});
const errorSchema = z.strictObject({ code: z.string(), message: z.string(), requestId: z.string().startsWith('req_') });
type JobView = z.infer<typeof jobSchema>;

/** A running practice service and the calls that tests make to it. */
interface Bench {
  service: PracticeService;
  url: string;
  folder: string;
  ask: (path: string, init?: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }) => Promise<Response>;
  create: (video?: string, audio?: string) => Promise<Response>;
  created: (video?: string, audio?: string) => Promise<string>;
  job: (id: string) => Promise<JobView>;
  list: (query?: string) => Promise<z.infer<typeof listSchema>['data']>;
  credits: () => Promise<number>;
  until: (id: string, ...statuses: JobView['status'][]) => Promise<JobView>;
}

async function setUp(options: Partial<PracticeOptions> = {}): Promise<Bench> {
  const own = options.folder ?? (await mkdtemp(join(folder, 'service-')));
  const quick = 'renderSpeed' in options ? {} : { renderSeconds: 0 };
  const service = createPracticeService({ folder: own, render: 'copy', ...quick, ...options });
  const { url } = await service.start();
  cleanups.push(() => service.stop());
  const ask: Bench['ask'] = (path, init = {}) =>
    fetch(url + path, { ...init, headers: { authorization: 'Bearer practice', ...init.headers } });
  const create = (video = `${media}/two.mp4`, audio = `${media}/short.wav`): Promise<Response> =>
    ask(jobs, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ videoUrl: video, audioUrl: audio }),
    });
  const job = async (id: string): Promise<JobView> => {
    const answer = await ask(`${jobs}/${id}`);
    expect(answer.status).toBe(200);
    return z.strictObject({ success: z.literal(true), data: jobSchema }).parse(await answer.json()).data;
  };
  return {
    service,
    url,
    folder: own,
    ask,
    create,
    job,
    created: async (video, audio) => {
      const answer = await create(video, audio);
      expect(answer.status).toBe(201);
      return createdSchema.parse(await answer.json()).data.id;
    },
    list: async (query = '') => listSchema.parse(await (await ask(jobs + query)).json()).data,
    credits: async () => profileSchema.parse(await (await ask(profile)).json()).credits,
    until: (id, ...statuses) =>
      vi.waitFor(
        async () => {
          const now = await job(id);
          expect(statuses).toContain(now.status);
          return now;
        },
        { timeout: 20_000, interval: 15 },
      ),
  };
}

async function expectError(answer: Response, status: number, code: string): Promise<void> {
  expect(answer.status).toBe(status);
  expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())).toBeLessThan(60_000);
  expect(errorSchema.parse(await answer.json()).code).toBe(code);
}

describe('a job', () => {
  test('goes from queued through processing with rising progress to a marked result cut to the shorter input', async () => {
    const bench = await setUp({ render: 'ffmpeg', renderSeconds: 1 });
    const id = await bench.created(`${media}/moved.mp4`);
    const seen: JobView[] = [];
    await vi.waitFor(
      async () => {
        const now = await bench.job(id);
        seen.push(now);
        expect(now.status).toBe('completed');
      },
      { timeout: 20_000, interval: 30 },
    );
    const progress = seen.map((view) => view.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(
      new Set(seen.filter(({ status }) => status === 'processing').map((view) => view.progress)).size,
    ).toBeGreaterThan(2);

    const done = seen.at(-1);
    expect(done).toMatchObject({ progress: 100, credits_used: 2, billing_duration_seconds: 2, error_message: null });
    expect(done?.completed_at).not.toBeNull();
    const file = join(bench.folder, 'fetched.mp4');
    await writeFile(file, Buffer.from(await (await fetch(done?.result_url ?? '')).arrayBuffer()));
    const { told } = await runFfmpeg('-i', file);
    expect(told).toMatch(/Duration: 00:00:01\.3\d/);
    expect(told).toContain(practiceComment);
    expect(told).toMatch(/Video: h264/);
    expect(told).toMatch(/Audio: aac/);
    // The stem of the P is white, the gap after it is dark.
    const { written } = await runFfmpeg('-i', file, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-');
    expect(written.at(10 * 160 + 11)).toBeGreaterThan(200);
    expect(written.at(10 * 160 + 26)).toBeLessThan(140);
    await expect(stat(join(bench.folder, 'inputs', id))).rejects.toThrow('ENOENT');
  });

  test('is processed for its result’s duration over the render speed, at least', async () => {
    const bench = await setUp({ renderSpeed: 5 });
    const view = await bench.until(await bench.created(), 'completed');
    const milliseconds = Date.parse(view.completed_at ?? '') - Date.parse(view.created_at);
    expect(milliseconds).toBeGreaterThanOrEqual(250);
  });

  test.for([
    ['an input that is not there', '/missing.mp4', '/short.wav', /^The video could not be downloaded \(HTTP 404\)/],
    ['an input whose URL has expired', '/expired.mp4', '/short.wav', /^The video could not be downloaded \(HTTP 403\)/],
    ['an input that is cut', '/cut.mp4', '/short.wav', /^The video could not be downloaded \(the download broke off\)/],
    ['an audio that is not media', '/two.mp4', '/notes.txt', /^The audio could not be read/],
    ['a video that is not media', '/notes.txt', '/short.wav', /^The video could not be read/],
    ['a video without a picture', '/long.wav', '/short.wav', /^The video could not be read/],
  ] as const)('fails, unbilled, for %s', async ([, video, audio, message]) => {
    const bench = await setUp();
    const view = await bench.until(await bench.created(media + video, media + audio), 'failed');
    expect(view.error_message).toMatch(message);
    expect(view).toMatchObject({ result_url: null, credits_used: 0 });
    expect(await bench.credits()).toBe(1000);
  });

  test('fails when the host of an input cannot be reached', async () => {
    const bench = await setUp();
    const gone = createServer();
    const url = await listenOn(gone);
    await new Promise((resolve) => gone.close(resolve));
    const view = await bench.until(await bench.created(`${url}/a.mp4`), 'failed');
    expect(view.error_message).toContain('ECONNREFUSED');
  });
});

describe('who may call and with what', () => {
  test.for([
    ['GET', `${jobs}/job_1`],
    ['GET', jobs],
    ['POST', jobs],
    ['GET', profile],
  ] as const)('%s %s needs a token', async ([method, path]) => {
    const bench = await setUp();
    await expectError(await fetch(bench.url + path, { method }), 401, 'unauthorized');
    for (const authorization of ['practice', 'Basic practice', 'Bearer other']) {
      await expectError(await bench.ask(path, { method, headers: { authorization } }), 401, 'unauthorized');
    }
  });

  test('replacing the tokens revokes the old and does not disturb jobs', async () => {
    const bench = await setUp({ renderSeconds: 0.3 });
    const id = await bench.created();
    const replaced = await fetch(`${bench.url}/practice/tokens`, { method: 'POST', body: '{"tokens":["new"]}' });
    expect(replaced.status).toBe(200);
    await expectError(await bench.ask(`${jobs}/${id}`), 401, 'unauthorized');
    bench.service.setTokens(['new', 'practice']);
    await bench.until(id, 'completed');
  });

  test('bad requests are refused in the error shape and make no job', async () => {
    const bench = await setUp();
    const post = (body: string, type = 'application/json'): Promise<Response> =>
      bench.ask(jobs, { method: 'POST', body, headers: { 'content-type': type } });
    const good = `${media}/two.mp4`;
    await expectError(await post('{'), 400, 'invalid_request');
    await expectError(await post(JSON.stringify({ videoUrl: good })), 400, 'invalid_request');
    await expectError(
      await post(JSON.stringify({ videoUrl: good, audioUrl: good }), 'text/plain'),
      400,
      'invalid_request',
    );
    for (const audioUrl of ['http://example.com/a.wav', 'file:///etc/passwd', 'a.wav', 7]) {
      await expectError(await post(JSON.stringify({ videoUrl: good, audioUrl })), 400, 'invalid_request');
    }
    await expectError(
      await post(JSON.stringify({ videoUrl: good, padding: 'x'.repeat(70_000) })),
      413,
      'payload_too_large',
    );
    for (const query of ['?limit=51', '?limit=0', '?page=0', '?status=done']) {
      await expectError(await bench.ask(jobs + query), 400, 'invalid_request');
    }
    await expectError(await bench.ask(`${jobs}/job_0`), 404, 'not_found');
    await expectError(await bench.ask('/api/open/v2'), 404, 'not_found');
    await expectError(await bench.ask(profile, { method: 'DELETE' }), 405, 'method_not_allowed');
    expect(bench.service.stats().creates).toEqual({ received: 8, accepted: 0 });
  });

  test('the paths of the API are listed', async () => {
    const bench = await setUp();
    const { paths } = z
      .object({ paths: z.record(z.string(), z.unknown()) })
      .parse(await (await bench.ask('/api/openapi.json')).json());
    expect(Object.keys(paths)).toEqual([jobs, `${jobs}/{jobId}`, profile]);
  });
});

describe('credits', () => {
  test.for([
    ['shorter-second', 6],
    ['longer-second', 12],
    ['audio-second', 12],
    ['per-job', 3],
  ] as const)('%s is billed by its rule', async ([billing, price]) => {
    const bench = await setUp({ billing, creditsPerUnit: 3 });
    const view = await bench.until(await bench.created(`${media}/two.mp4`, `${media}/long.wav`), 'completed');
    expect(view.credits_used).toBe(price);
    expect(await bench.credits()).toBe(1000 - price);
  });

  test('402 when they have run out, until there are more', async () => {
    const bench = await setUp({ credits: 2 });
    await bench.until(await bench.created(), 'completed');
    await expectError(await bench.create(), 402, 'insufficient_credits');
    const topUp = await fetch(`${bench.url}/practice/credits`, { method: 'POST', body: '{"add":5}' });
    expect(topUp.status).toBe(200);
    expect(await bench.credits()).toBe(5);
    await bench.until(await bench.created(), 'completed');
    await fetch(`${bench.url}/practice/credits`, { method: 'POST', body: '{"credits":0}' });
    await expectError(await bench.create(), 402, 'insufficient_credits');
    expect(bench.service.stats()).toMatchObject({ creates: { received: 4, accepted: 2 }, credits: 0 });
  });

  test('jobs whose price is still open are counted with one unit', async () => {
    const bench = await setUp({ credits: 2, faults: [{ on: 'input', do: 'silence' }] });
    await bench.created();
    await bench.created();
    await expectError(await bench.create(), 402, 'insufficient_credits');
  });

  test.for([
    [true, 998, 2],
    [false, 1000, 0],
  ] as const)('a job that the plan lets fail is billed: %s', async ([billFailedJobs, balance, used]) => {
    const bench = await setUp({ faults: { failJobs: [2], billFailedJobs } });
    const first = await bench.created();
    const second = await bench.created();
    await bench.until(first, 'completed');
    const view = await bench.until(second, 'failed');
    expect(view.error_message).toContain('as the fault plan says');
    expect(view.credits_used).toBe(used);
    expect(await bench.credits()).toBe(balance - 2);
  });
});

describe('the list', () => {
  test('is paged from the newest on, filtered, and counts all', async () => {
    const bench = await setUp({ faults: { failJobs: [2] } });
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const id = await bench.created();
      await bench.until(id, 'completed', 'failed');
      ids.unshift(id);
    }
    const statistics = { total: 5, pending: 0, processing: 0, completed: 4, failed: 1 };
    const first = await bench.list('?page=1&limit=2');
    expect(first.tasks.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.pagination).toEqual({ page: 1, limit: 2, total: 5, total_pages: 3, has_more: true });
    expect(first.statistics).toEqual(statistics);
    const last = await bench.list('?page=3&limit=2');
    expect(last.tasks.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(last.pagination.has_more).toBe(false);
    expect((await bench.list('?page=4&limit=2')).tasks).toEqual([]);
    const failed = await bench.list('?status=failed');
    expect(failed.tasks.map(({ id }) => id)).toEqual([ids[3]]);
    expect(failed.pagination).toMatchObject({ limit: 20, total: 1 });
    expect(failed.statistics).toEqual(statistics);
  });

  test('shows a new job only after the lag', async () => {
    const bench = await setUp({ listLagSeconds: 1000 });
    const id = await bench.created();
    expect((await bench.list()).tasks).toEqual([]);
    expect((await bench.job(id)).id).toBe(id);
    bench.service.setFaults({ listLagSeconds: 0 });
    expect((await bench.list()).tasks.map((task) => task.id)).toEqual([id]);
  });

  test('lists the jobs in the order of the plan', async () => {
    const bench = await setUp();
    const first = await bench.created();
    const second = await bench.created();
    await bench.until(second, 'completed');
    await bench.until(first, 'completed');
    const listed = async (listOrder: 'newest' | 'oldest' | 'changed' | 'shuffled') => {
      bench.service.setFaults({ listOrder });
      return (await bench.list()).tasks;
    };
    expect((await listed('newest')).map(({ id }) => id)).toEqual([second, first]);
    expect((await listed('oldest')).map(({ id }) => id)).toEqual([first, second]);
    const changed = (await listed('changed')).map(({ updated_at }) => Date.parse(updated_at));
    expect(changed).toEqual(changed.toSorted((a, b) => b - a));
    expect((await listed('shuffled')).map(({ id }) => id).toSorted()).toEqual([first, second].toSorted());
  });

  test('repeats the input URLs or does not', async () => {
    const bench = await setUp();
    const id = await bench.created(`${media}/two.mp4?nonce=1`);
    const urls = { videoUrl: `${media}/two.mp4?nonce=1`, audioUrl: `${media}/short.wav` };
    expect((await bench.list()).tasks).toMatchObject([urls]);
    expect(await bench.job(id)).toMatchObject(urls);
    bench.service.setFaults({ repeatInputUrls: false });
    expect((await bench.list()).tasks[0]).not.toHaveProperty('videoUrl');
    expect(await bench.job(id)).not.toHaveProperty('audioUrl');
  });
});

describe('results', () => {
  test('are served whole, in part, by HEAD, and are told apart by their tag', async () => {
    const bench = await setUp();
    const { result_url: url } = await bench.until(await bench.created(), 'completed');
    const whole = await fetch(url ?? '');
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.status).toBe(200);
    expect(bytes.length).toBe(Number(whole.headers.get('content-length')));
    const tag = whole.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);

    const part = async (
      range: string,
      headers: Record<string, string> = {},
    ): Promise<[number, string | null, Buffer]> => {
      const answer = await fetch(url ?? '', { headers: { range, ...headers } });
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())];
    };
    const size = bytes.length;
    expect(await part('bytes=10-19')).toEqual([206, `bytes 10-19/${size}`, bytes.subarray(10, 20)]);
    expect(await part('bytes=100-', { 'if-range': tag })).toEqual([
      206,
      `bytes 100-${size - 1}/${size}`,
      bytes.subarray(100),
    ]);
    expect(await part('bytes=-7')).toEqual([206, `bytes ${size - 7}-${size - 1}/${size}`, bytes.subarray(size - 7)]);
    expect(await part('bytes=100-', { 'if-range': '"other"' })).toEqual([200, null, bytes]);
    expect((await part(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    const head = await fetch(url ?? '', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([
      200,
      String(size),
      0,
    ]);
    await expectError(await fetch(url ?? '', { method: 'POST' }), 405, 'method_not_allowed');
  });

  test('expire, cannot be forged, and another get gives a fresh URL', async () => {
    const bench = await setUp({ resultLifetimeSeconds: 0.5 });
    const id = await bench.created();
    const { result_url: old } = await bench.until(id, 'completed');
    const forged = new URL(old ?? '');
    forged.searchParams.set('expires', String(Date.now() + 1e9));
    await expectError(await fetch(forged), 403, 'url_expired');
    await vi.waitFor(async () => expectError(await fetch(old ?? ''), 403, 'url_expired'), { timeout: 5000 });
    const { result_url: fresh } = await bench.job(id);
    expect((await fetch(fresh ?? '')).status).toBe(200);
  });
});

describe('misbehaviour', () => {
  const broken = 'fetch failed';

  test('a connection that is dropped before or after the job is accepted', async () => {
    const bench = await setUp({
      faults: [
        { on: 'create', nth: 1, do: 'drop-before' },
        { on: 'create', nth: 2, do: 'drop-after' },
      ],
    });
    await expect(bench.create()).rejects.toThrow(broken);
    expect(bench.service.stats().creates).toEqual({ received: 1, accepted: 0 });
    await expect(bench.create()).rejects.toThrow(broken);
    expect(bench.service.stats().creates).toEqual({ received: 2, accepted: 1 });
    await bench.created();
  });

  test('a delay before the acceptance, which a client that gives up does not undo', async () => {
    const bench = await setUp({ faults: [{ on: 'create', do: 'delay', seconds: 0.5 }] });
    const patience = new AbortController();
    const asked = expect(
      bench.ask(jobs, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ videoUrl: `${media}/two.mp4`, audioUrl: `${media}/short.wav` }),
        signal: patience.signal,
      }),
    ).rejects.toThrow('abort');
    await vi.waitFor(() => expect(bench.service.stats().creates).toEqual({ received: 1, accepted: 0 }), {
      interval: 5,
    });
    patience.abort();
    await asked;
    await vi.waitFor(() => expect(bench.service.stats().creates.accepted).toBe(1), { timeout: 5000 });
  });

  test('a delay after the acceptance', async () => {
    const bench = await setUp({ faults: [{ on: 'create', do: 'delay', seconds: 0.5, when: 'after' }] });
    let answered = false;
    const creating = bench.created().finally(() => (answered = true));
    await vi.waitFor(() => expect(bench.service.stats().creates.accepted).toBe(1), { interval: 5 });
    expect(answered).toBe(false);
    await creating;
  });

  test('silence: accepted and never answered, until a stop', async () => {
    const bench = await setUp({ faults: [{ on: 'create', do: 'silence' }] });
    const waiting = expect(bench.create()).rejects.toThrow(broken);
    await vi.waitFor(() => expect(bench.service.stats().creates.accepted).toBe(1));
    await bench.service.stop();
    await waiting;
  });

  test.for(['before', 'after'] as const)(
    'HTML, nonsense, too much and errors, %s the job is accepted',
    async (when) => {
      const bench = await setUp({
        faults: [
          { on: 'create', nth: 1, do: 'html', status: 403, when },
          { on: 'create', nth: 2, do: 'nonsense', when },
          { on: 'create', nth: 3, do: 'huge', megabytes: 3, when },
          {
            on: 'create',
            nth: 4,
            do: 'status',
            status: 429,
            retryAfterSeconds: 7,
            code: 'slow_down',
            message: 'Slow.',
            when,
          },
          { on: 'create', nth: 5, do: 'status', status: 503, when },
        ],
      });
      const html = await bench.create();
      expect([html.status, html.headers.get('content-type')]).toEqual([403, 'text/html']);
      expect(await html.text()).toContain('<h1>403</h1>');
      const nonsense = await bench.create();
      expect(createdSchema.safeParse(await nonsense.json()).success).toBe(false);
      expect((await (await bench.create()).text()).length).toBeGreaterThan(3_000_000);
      const slow = await bench.create();
      expect(slow.headers.get('retry-after')).toBe('7');
      await expectError(slow, 429, 'slow_down');
      await expectError(await bench.create(), 503, 'internal_error');
      expect(bench.service.stats().creates).toEqual({ received: 5, accepted: when === 'after' ? 5 : 0 });
    },
  );

  test('a cut body has its first half and then ends', async () => {
    const bench = await setUp({ faults: [{ on: 'create', do: 'cut-body' }] });
    const answer = await bench.create();
    expect(answer.status).toBe(201);
    await expect(answer.text()).rejects.toThrow('terminated');
    const [job] = bench.service.stats().jobs;
    const view = await bench.until(job?.id ?? '', 'completed');

    bench.service.setFaults([{ on: 'result', nth: 1, do: 'cut-body' }]);
    const cut = await fetch(view.result_url ?? '');
    const announced = Number(cut.headers.get('content-length'));
    let arrived = 0;
    const reading = (async (): Promise<void> => {
      for await (const chunk of cut.body ?? []) arrived += z.instanceof(Uint8Array).parse(chunk).length;
    })();
    await expect(reading).rejects.toThrow('terminated');
    expect(arrived).toBe(Math.ceil(announced / 2));
    expect((await (await fetch(view.result_url ?? '')).arrayBuffer()).byteLength).toBe(announced);
  });

  test('strikes the kind of call and the count that the rule says', async () => {
    const bench = await setUp();
    const id = await bench.created();
    const paths = { get: `${jobs}/${id}`, list: jobs, profile };
    for (const on of ['get', 'list', 'profile'] as const) {
      const statuses = async (plan: FaultPlan): Promise<number[]> => {
        bench.service.setFaults(plan);
        const seen: number[] = [];
        for (let index = 0; index < 5; index += 1) seen.push((await bench.ask(paths[on])).status);
        return seen;
      };
      const fault = { on, do: 'status', status: 500 } as const;
      expect(await statuses([{ ...fault, nth: 2 }])).toEqual([200, 500, 200, 200, 200]);
      expect(await statuses([{ ...fault, nth: [1, 4] }])).toEqual([500, 200, 200, 500, 200]);
      expect(await statuses([{ ...fault, nth: 2, times: 3 }])).toEqual([200, 500, 500, 500, 200]);
      expect(await statuses([{ ...fault, times: 2 }])).toEqual([500, 500, 200, 200, 200]);
      expect(await statuses([fault])).toEqual([500, 500, 500, 500, 500]);
      expect(await statuses([{ ...fault, on: 'create' }])).toEqual([200, 200, 200, 200, 200]);
    }
  });

  test('of the download of inputs', async () => {
    const bench = await setUp({
      faults: [
        { on: 'input', nth: 1, do: 'status', status: 410 },
        { on: 'input', nth: 3, do: 'drop-before' },
        { on: 'input', nth: 4, do: 'delay', seconds: 0.05 },
        { on: 'input', nth: 6, do: 'silence' },
      ],
    });
    const gone = await bench.until(await bench.created(), 'failed');
    expect(gone.error_message).toBe('The video could not be downloaded (HTTP 410).');
    const whole = await bench.created();
    // The second download was this job's video, the third its audio.
    const dropped = await bench.until(whole, 'failed');
    expect(dropped.error_message).toBe('The audio could not be downloaded (the download broke off).');
    await bench.until(await bench.created(), 'completed');
    const stuck = await bench.created();
    await bench.until(await bench.created(), 'completed');
    expect(await bench.job(stuck)).toMatchObject({ status: 'queued', progress: 0 });
  });

  test('a plan is read strictly and can be replaced over HTTP', async () => {
    for (const plan of [
      { rule: [] },
      [{ on: 'create', do: 'vanish' }],
      [{ on: 'create', do: 'status', status: 200 }],
      [{ on: 'get', nth: [1, 2], times: 2, do: 'silence' }],
      [{ on: 'get', nth: 0, do: 'silence' }],
    ]) {
      expect(faultPlanSchema.safeParse(plan).success).toBe(false);
    }
    const bench = await setUp();
    const post = (body: string): Promise<Response> => fetch(`${bench.url}/practice/faults`, { method: 'POST', body });
    await expectError(await post('[{"on":"create"}]'), 400, 'invalid_request');
    expect((await post('{"rules":[{"on":"profile","do":"status","status":402}]}')).status).toBe(200);
    await expectError(await bench.ask(profile), 402, 'insufficient_credits');
    expect((await post('{}')).status).toBe(200);
    expect(await bench.credits()).toBe(1000);
  });
});

describe('the admin surface', () => {
  test('tells what was created, without queries', async () => {
    const bench = await setUp();
    const id = await bench.created(`${media}/two.mp4?signature=secret`);
    const view = await bench.until(id, 'completed');
    const answer = await fetch(`${bench.url}/practice/stats`);
    expect(await answer.json()).toEqual({
      creates: { received: 1, accepted: 1 },
      credits: 998,
      jobs: [{ id, status: 'completed', videoPath: '/two.mp4', audioPath: '/short.wav', createdAt: view.created_at }],
    });
    await expectError(
      await fetch(`${bench.url}/practice/credits`, { method: 'POST', body: '{}' }),
      400,
      'invalid_request',
    );
    await expectError(await fetch(`${bench.url}/practice/other`), 404, 'not_found');
  });
});

describe('a restart', () => {
  test('in the middle keeps all jobs and finishes them, each charged once', async () => {
    const before = await setUp({ renderSeconds: 600 });
    const processing = await before.created();
    await before.until(processing, 'processing');
    before.service.setFaults([{ on: 'input', do: 'silence' }]);
    const queued = await before.created();
    await before.service.stop();
    // What was downloaded is not asked for again: its URL may have expired.
    const inputs = join(before.folder, 'inputs', processing, 'video');
    expect((await stat(inputs)).size).toBeGreaterThan(0);

    const after = await setUp({ folder: before.folder, credits: 5000 });
    expect((await after.until(processing, 'completed')).credits_used).toBe(2);
    await after.until(queued, 'completed');
    expect(await after.credits()).toBe(996);
    expect(after.service.stats().creates).toEqual({ received: 2, accepted: 2 });
    const { result_url: url } = await after.job(processing);
    expect((await fetch(url ?? '')).status).toBe(200);
  });

  test('ends ffmpeg in its middle and renders again', async () => {
    const before = await setUp({ render: 'ffmpeg' });
    const real = join(before.folder, 'slow-ffmpeg');
    await before.service.stop();
    // Describes at once (no output asked for), but is slow to render, and tells its process id.
    const pidFile = join(before.folder, 'pid');
    const script = `#!/bin/sh\ncase "$*" in *comment=*) echo $$ > '${pidFile}'; exec sleep 600;; esac\nexec '${ffmpeg}' "$@"\n`;
    await writeFile(real, script);
    await chmod(real, 0o755);
    const slow = await setUp({ folder: before.folder, ffmpegPath: real });
    const id = await slow.created();
    const pid = await vi.waitFor(async () =>
      z.coerce
        .number()
        .min(1)
        .parse(await readFile(pidFile, 'utf8')),
    );
    expect(process.kill(pid, 0)).toBe(true);
    expect(await slow.job(id)).toMatchObject({ status: 'processing' });
    await slow.service.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const after = await setUp({ folder: before.folder });
    await after.until(id, 'completed');
  });

  test('drops a last line that was cut, and goes on behind it', async () => {
    const first = await setUp();
    const id = await first.created();
    await first.until(id, 'completed');
    await first.service.stop();
    const journal = join(first.folder, 'journal.jsonl');
    await appendFile(journal, '{"type":"accepted","id":"job_torn","vid');
    const second = await setUp({ folder: first.folder });
    const another = await second.created();
    await second.service.stop();
    const third = await setUp({ folder: first.folder });
    expect(third.service.stats().jobs.map((job) => job.id)).toEqual([id, another]);
  });

  test('refuses a journal that is damaged elsewhere', async () => {
    const own = await mkdtemp(join(folder, 'damaged-'));
    await writeFile(join(own, 'journal.jsonl'), '{"type":"balance","at":1,"credits":3}\nnot an event\n');
    const service = createPracticeService({ folder: own });
    await expect(service.start()).rejects.toThrow('Line 2 of the practice journal');
  });
});

describe('starting', () => {
  test('says when the port is taken', async () => {
    const holder = createTcpServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => resolve(z.object({ port: z.number() }).parse(holder.address()).port));
    });
    const service = createPracticeService({ folder: await mkdtemp(join(folder, 'port-')), port });
    await expect(service.start()).rejects.toThrow(PortTaken);
    await new Promise((resolve) => holder.close(resolve));
    await service.start();
    await service.stop();
  });

  test('an ffmpeg that is not there fails the jobs, not the service', async () => {
    const bench = await setUp({ ffmpegPath: join(folder, 'no-ffmpeg') });
    const view = await bench.until(await bench.created(), 'failed');
    expect(view.error_message).toContain('ENOENT');
  });

  test('at most as many tasks as there are slots run at a time', async () => {
    const slots = createSlots(2);
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.allSettled(
      [...Array(9).keys()].map((index) => slots(index === 3 ? () => Promise.reject(new Error('no')) : task)),
    );
    expect([most, running]).toEqual([2, 0]);
  });
});
