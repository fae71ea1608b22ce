import { describe, expect, it } from 'vitest';

import type { RemoteJob } from '../../../src/main/core/remote.ts';
import { readError, readJob, readPage, readProfile } from '../../../src/main/core/service-answers.ts';

function job(data: unknown): RemoteJob {
  const read = readJob(JSON.stringify({ success: true, data }), null);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

describe('readJob', () => {
  it('reads the documented create answer', () => {
    const read = readJob(
      '{"success": true, "message": "Job created", "data": {"id": "job_123", "status": "queued"}}',
      null,
    );
    expect(read).toEqual({
      ok: true,
      value: {
        id: 'job_123',
        status: 'queued',
        phase: 'waiting',
        progress: null,
        resultUrl: null,
        errorMessage: null,
        errorCode: null,
        creditsUsed: null,
        remainingCredits: null,
        billedSeconds: null,
        createdAtMs: null,
        namesZone: false,
        changedAtMs: null,
        inputUrls: { video: null, audio: null },
      },
    });
  });

  it('reads snake_case, camelCase, unwrapped bodies and numbers as texts alike', () => {
    const expected = {
      id: '7',
      status: 'completed',
      phase: 'completed',
      progress: 100,
      resultUrl: 'https://r.example/a.mp4?s=1',
      errorMessage: null,
      errorCode: null,
      creditsUsed: 12.5,
      remainingCredits: 900,
      billedSeconds: 13,
      createdAtMs: Date.UTC(2026, 10, 2, 3, 4, 5),
      namesZone: true,
      changedAtMs: null,
      inputUrls: { video: 'https://v.example/v', audio: 'https://v.example/a' },
    };
    const snake = {
      id: 7,
      status: 'completed',
      progress: '100',
      result_url: 'https://r.example/a.mp4?s=1',
      credits_used: '12.5',
      remaining_credits: 900,
      billing_duration_seconds: 13,
      created_at: '2026-11-02T03:04:05Z',
      video_url: 'https://v.example/v',
      audio_url: 'https://v.example/a',
      something_new: [{}],
    };
    const camel = {
      id: '7',
      status: 'completed',
      progress: 100,
      resultUrl: 'https://r.example/a.mp4?s=1',
      creditsUsed: 12.5,
      remainingCredits: '900',
      billingDurationSeconds: '13',
      createdAt: Date.UTC(2026, 10, 2, 3, 4, 5) / 1000,
      videoUrl: 'https://v.example/v',
      audioUrl: 'https://v.example/a',
    };
    expect(job(snake)).toEqual(expected);
    expect(job(camel)).toEqual(expected);
    expect(readJob(JSON.stringify(snake), null)).toEqual({ ok: true, value: expected });
    const zoneless = job({ ...camel, createdAt: '2026-11-02 03:04:05' });
    expect(zoneless).toMatchObject({ createdAtMs: expected.createdAtMs, namesZone: false });
    const changed = job({ ...camel, updated_at: '2026-11-02T03:04:06Z', completedAt: '2026-11-02T03:04:07+00:00' });
    expect(changed.changedAtMs).toBe(Date.UTC(2026, 10, 2, 3, 4, 7));
    expect(job({ ...camel, created_at: null }).createdAtMs).toBe(expected.createdAtMs);
  });

  it.each([
    { result_url: 'https://r.example/x' },
    { resultUrl: 'https://r.example/x' },
    { result: { video_url: 'https://r.example/x' } },
    { result: { videoUrl: 'https://r.example/x' } },
    { url: 'https://r.example/x' },
    { output_url: 'https://r.example/x' },
    { outputUrl: 'https://r.example/x' },
    { result_url: '', result: 'later', url: 'https://r.example/x' },
    { resultUrl: 'http://r.example/plain', output_url: 'https://r.example/x' },
  ])('finds the result in %j', (fields) => {
    expect(job({ id: 'a', status: 'completed', videoUrl: 'https://in.example/v', ...fields }).resultUrl).toBe(
      'https://r.example/x',
    );
  });

  it('takes a result over plain http only from this computer, and the input for no result', () => {
    const resultUrl = (url: string): string | null => job({ id: 'a', result_url: url }).resultUrl;
    expect(resultUrl('http://127.0.0.1:8080/x')).toBe('http://127.0.0.1:8080/x');
    expect(resultUrl('http://localhost/x')).toBe('http://localhost/x');
    for (const url of ['http://r.example/x', 'http://127.0.0.1.example/x', 'file:///etc/passwd', 'javascript:1', 'x'])
      expect(resultUrl(url)).toBeNull();
    expect(job({ id: 'a', status: 'completed', videoUrl: 'https://in.example/v' }).resultUrl).toBeNull();
  });

  it.each([
    ['queued', 'waiting'],
    ['pending', 'waiting'],
    ['processing', 'processing'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['almost_completed', 'unknown'],
    ['COMPLETED', 'completed'],
    ['Failed', 'failed'],
    ['completed\u0007', 'unknown'],
    ['done', 'unknown'],
  ])('takes the status %j for %s', (status, phase) => expect(job({ id: 'a', status }).phase).toBe(phase));

  it('shows an unknown status as it is, and a missing one as unknown', () => {
    expect(job({ id: 'a', status: 'rendering' }).status).toBe('rendering');
    expect(job({ id: 'a', status: 7 })).toMatchObject({ status: 'unknown', phase: 'unknown' });
    expect(job({ id: 'a' })).toMatchObject({ status: 'unknown', phase: 'unknown' });
  });

  it.each([null, '', ' ', 'a\nb', 'a\u202eb', '\ud800', '.', '..', 'x'.repeat(201), 1.5, 2 ** 60, true, {}, ['a']])(
    'does not take %j for an id',
    (id) => expect(readJob(JSON.stringify({ data: { id, status: 'queued' } }), null).ok).toBe(false),
  );

  it('keeps what the service says of a failure short and without URLs', () => {
    const long = `Cannot read https://user:pw@host.example/secret/path?sig=abc now ${'x'.repeat(1000)}`;
    const { errorMessage } = job({ id: 'a', status: 'failed', error_message: long, error_code: 'E1' });
    expect(errorMessage).toMatch(/^Cannot read https:\/\/host\.example\/… now x+…$/);
    expect(errorMessage?.length).toBeLessThanOrEqual(500);
    expect(job({ id: 'a', status: 'failed', error: { code: 'E2', message: 'No face' } })).toMatchObject({
      errorMessage: 'No face',
      errorCode: 'E2',
    });
    expect(job({ id: 'a', status: 'failed', error: 'No face' }).errorMessage).toBe('No face');
  });

  it('clamps progress and drops amounts that cannot be', () => {
    expect([-5, 250, '45', 'half', Number.NaN].map((progress) => job({ id: 'a', progress }).progress)).toEqual([
      0,
      100,
      45,
      null,
      null,
    ]);
    expect(job({ id: 'a', credits_used: -1, billing_duration_seconds: '1e9' })).toMatchObject({
      creditsUsed: null,
      billedSeconds: null,
    });
    expect(readJob('{"id":"a","credits_used":1e999,"created_at":"0001-01-01T00:00:00Z"}', null)).toMatchObject({
      value: { creditsUsed: null, createdAtMs: null },
    });
  });

  it('takes the answer to a get only for the job that was asked for', () => {
    expect(readJob('{"data":{"id":"b","status":"completed"}}', 'a').ok).toBe(false);
    expect(readJob('{"data":{"status":"processing"}}', 'a')).toMatchObject({ ok: true, value: { id: 'a' } });
    expect(readJob('{"success":false,"message":"Oops"}', 'a').ok).toBe(false);
    expect(readJob('{"data":{"status":"queued"}}', null).ok).toBe(false);
  });

  it.each(['', 'null', '[]', '"job_1"', '{"data":{"id":"job', '<html></html>', '{"data":[{"id":"a"}]}'])(
    'reads no job from %j',
    (body) => expect(readJob(body, null)).toMatchObject({ ok: false, problem: { code: 'service.nonsense' } }),
  );
});

describe('readPage', () => {
  const items = [{ id: 'a', status: 'queued' }, { status: 'no id' }, { id: 2, status: 'completed' }];
  it.each([
    { data: items },
    { data: { tasks: items } },
    { data: { jobs: items } },
    { data: { items } },
    { jobs: items },
    items,
  ])('finds the items in shape %#', (body) => {
    const read = readPage(JSON.stringify(body));
    expect(read).toMatchObject({ ok: true, value: { hasMore: null, total: null, dropped: 1 } });
    expect(read.ok && read.value.jobs.map(({ id }) => id)).toEqual(['a', '2']);
  });

  it('reads the documented pagination', () => {
    const page = (pagination: unknown): unknown => readPage(JSON.stringify({ data: { tasks: [], pagination } }));
    expect(page({ page: 1, limit: 20, total: '41', total_pages: 3, has_more: true })).toMatchObject({
      value: { hasMore: true, total: 41 },
    });
    expect(page({ page: 3, totalPages: 3 })).toMatchObject({ value: { hasMore: false, total: null } });
    expect(page('none')).toMatchObject({ value: { hasMore: null, total: null } });
  });

  it('reads no page from a body without a list', () => {
    for (const body of ['{}', '', '<html>', '{"data":{"tasks":{}}}', '{"success":false}'])
      expect(readPage(body)).toMatchObject({ ok: false, problem: { code: 'service.nonsense' } });
  });
});

describe('readProfile', () => {
  it('reads it as documented, wrapped, in camelCase, and with a number missing', () => {
    const value = { userId: 'user_123', credits: 1200, quota: 988000, tier: 'pro' };
    const documented = { user_id: 'user_123', api_quota_remaining: 988000, tier: 'pro', credits: 1200, new: 1 };
    expect(readProfile(JSON.stringify(documented))).toEqual({ ok: true, value });
    expect(readProfile(JSON.stringify({ success: true, data: documented }))).toEqual({ ok: true, value });
    expect(readProfile('{"userId":"user_123","apiQuotaRemaining":"988000","tier":"pro","credits":1200}')).toEqual({
      ok: true,
      value,
    });
    expect(readProfile('{"user_id":"u","credits":0}')).toMatchObject({ value: { credits: 0, quota: null } });
  });
  it('takes nothing else for a profile', () => {
    for (const body of ['{}', '[]', 'null', '', '{"error":"x"}', '<html>'])
      expect(readProfile(body)).toMatchObject({ ok: false, problem: { code: 'service.nonsense' } });
  });
});

describe('readError', () => {
  it('reads the newer, the older and the nested shape', () => {
    expect(readError('{"code": "invalid_request", "message": "Bad URL", "requestId": "req_1"}')).toEqual({
      fromService: true,
      code: 'invalid_request',
      message: 'Bad URL',
      requestId: 'req_1',
    });
    expect(readError('{"error": "Bad", "details": "https://h.example/a?s=1 is late", "code": "E"}')).toEqual({
      fromService: true,
      code: 'E',
      message: 'Bad: https://h.example/… is late',
      requestId: null,
    });
    expect(readError('{"error": {"code": "E", "message": "Bad"}}')).toMatchObject({ code: 'E', message: 'Bad' });
  });
  it('tells what a CDN or a proxy wrote', () => {
    for (const body of ['', '<html>403</html>', 'Forbidden', '{}', '[]', '{"code": "cut'])
      expect(readError(body)).toEqual({ fromService: false, code: null, message: null, requestId: null });
  });
});
