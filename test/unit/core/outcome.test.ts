import { describe, expect, it } from 'vitest';

import { classifyCreate, statusProblem } from '../../../src/main/core/outcome.ts';
import type { NetworkFailure } from '../../../src/main/core/ports.ts';
import { describe as describeProblem } from '../../../src/shared/problems.ts';

const bodies = {
  job: '{"success":true,"data":{"id":"job_1","status":"queued"}}',
  error: '{"code":"some_code","message":"Some message","requestId":"req_1"}',
  html: '<html><body>Something</body></html>',
  empty: '',
  cut: '{"success":true,"data":{"id":"job_1","sta',
  noId: '{"success":true,"data":{"status":"queued"}}',
  unsuccessful: '{"success":false,"message":"No"}',
};
const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  classifyCreate({ kind: 'answer', status, headers, body }, 0);

describe('classifyCreate', () => {
  it('sorts every status with every kind of body as DESIGN.md says', () => {
    const rejected = [400, 404, 413, 422];
    const refused = [401, 402, 403, 429];
    for (let status = 100; status < 600; status += 1)
      for (const [name, body] of Object.entries(bodies)) {
        const expected =
          status >= 200 && status < 300 && name === 'job'
            ? 'accepted'
            : rejected.includes(status)
              ? 'rejected'
              : refused.includes(status)
                ? 'refused'
                : 'unknown';
        const outcome = answer(status, body);
        expect(`${status} ${name}: ${outcome.kind}`).toBe(`${status} ${name}: ${expected}`);
        expect(outcome.httpStatus).toBe(status);
      }
  });

  it('calls only a request that was certainly not written not-sent', () => {
    const failures: NetworkFailure[] = ['dns', 'refused', 'tls', 'timeout', 'reset', 'closed', 'too-large', 'aborted'];
    for (const failure of failures) {
      expect(classifyCreate({ kind: 'not-sent', failure }, 0)).toMatchObject({
        kind: 'not-sent',
        problem: { code: 'service.unreachable' },
      });
      expect(classifyCreate({ kind: 'lost', failure }, 0)).toMatchObject({ kind: 'unknown', httpStatus: null });
    }
  });

  it('chooses the hold, and tells a CDN’s 403 from the service’s own', () => {
    const held = (status: number, body: string): unknown => {
      const outcome = answer(status, body);
      return outcome.kind === 'refused' && [outcome.hold, outcome.problem.code];
    };
    expect(held(401, bodies.error)).toEqual(['auth', 'service.token']);
    expect(held(401, bodies.empty)).toEqual(['auth', 'service.token']);
    expect(held(402, bodies.html)).toEqual(['credits', 'service.credits']);
    expect(held(403, bodies.error)).toEqual(['auth', 'service.not-permitted']);
    expect(held(403, bodies.html)).toEqual(['offline', 'service.blocked']);
    expect(held(403, bodies.empty)).toEqual(['offline', 'service.blocked']);
    expect(held(429, bodies.error)).toEqual(['rate-limit', 'service.rate-limit']);
    expect(held(429, bodies.html)).toEqual(['rate-limit', 'service.rate-limit']);
    expect(held(429, '{"code":"insufficient_credits","message":"x"}')).toEqual(['credits', 'service.credits-429']);
    expect(held(429, '{"error":"Not enough credits"}')).toEqual(['credits', 'service.credits-429']);
    expect(held(429, '{"error":"Too many requests, quota 60 a minute"}')).toEqual(['rate-limit', 'service.rate-limit']);
  });

  it('keeps the code, the request id and Retry-After', () => {
    expect(answer(429, bodies.error, { 'retry-after': '7' })).toMatchObject({
      errorCode: 'some_code',
      requestId: 'req_1',
      retryAfterMs: 7000,
    });
  });

  it('names the reason of a rejection, also when there is none', () => {
    const what = (status: number, body: string): unknown => {
      const outcome = answer(status, body);
      return outcome.kind === 'rejected' && describeProblem(outcome.problem).what;
    };
    expect(what(400, bodies.error)).toContain('Some message');
    expect(what(422, '{"code":"no_face"}')).toContain('no_face');
    expect(what(404, bodies.html)).toContain('no reason given');
  });
});

it('statusProblem has a problem for every status', () => {
  const error = { fromService: true, code: null, message: null, requestId: null };
  for (let status = 100; status < 600; status += 1)
    expect(describeProblem(statusProblem(status, error)).what).not.toContain('unknown');
});
