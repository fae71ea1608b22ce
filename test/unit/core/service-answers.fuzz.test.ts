import { expect, it } from 'vitest';

import { classifyCreate } from '../../../src/main/core/outcome.ts';
import { readError, readJob, readPage, readProfile } from '../../../src/main/core/service-answers.ts';
import type { RemoteJob } from '../../../src/main/core/remote.ts';

/**
 * Answers mutated from valid ones. The rules are checked against the raw text, not with the parser's own helpers.
 * SHOAL_FUZZ_SEED replays a run.
 */
const ANSWERS = 100_000;
const seed = Number(process.env['SHOAL_FUZZ_SEED'] ?? Date.now() % 2 ** 32);

const job = {
  id: 'job_123',
  status: 'completed',
  progress: 100,
  result_url: 'https://cdn.example/r.mp4?sig=1',
  error_message: null,
  created_at: '2026-11-02T03:04:05Z',
  credits_used: 13,
  remaining_credits: 987,
  videoUrl: 'https://h.example/v?nonce=1',
};
const valid: unknown[] = [
  { success: true, message: 'Job created', data: { id: 'job_123', status: 'queued' } },
  { success: true, data: job },
  { success: true, data: { id: 'job_9', status: 'failed', error: { code: 'E', message: 'No face' }, result: {} } },
  {
    success: true,
    data: {
      tasks: [job, { id: 7, status: 'processing', progress: '40' }, { id: 'job_8', status: 'failed' }],
      pagination: { page: 1, limit: 20, total: 3, total_pages: 1, has_more: false },
    },
  },
  { data: [job] },
  { user_id: 'user_123', api_quota_remaining: 988000, tier: 'pro', credits: 1200 },
  { code: 'invalid_request', message: 'Bad URL https://h.example/v?nonce=1', requestId: 'req_1' },
];
const oddities: unknown[] = [
  ...[null, true, 0, -1, 1e308, 2 ** 53, 0.1, '', ' ', 'completed', 'failed', 'complete', 'Failed', ' completed'],
  ...[
    '\u0000',
    '\ud800',
    '\u202e',
    '..',
    '../x',
    'x'.repeat(500),
    'NaN',
    '1e999',
    'https://',
    'http://[',
    [],
    {},
    [[]],
  ],
  ...[{ id: 'inner', status: 'completed' }, [{ id: 'inner' }], { data: { id: 'inner' } }, 'https://u:p@h.example/?k=s'],
];
const texts = [
  '<html><body>502</body></html>',
  '\ufeff',
  '\u0000',
  '{}',
  '[',
  '"',
  ',',
  'null',
  '\\ud800',
  '1e9999',
  '__proto__',
];
const names = [
  'id',
  'ID',
  'status',
  'data',
  'result',
  'error',
  'tasks',
  'jobs',
  'url',
  '__proto__',
  'constructor',
  'toString',
];

/** Mulberry32: small, fast and good enough to choose mutations. */
function createChance(start: number): { below(limit: number): number; of<Item>(items: readonly Item[]): Item } {
  let state = start;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const of = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  return { below, of };
}
type Chance = ReturnType<typeof createChance>;

/** The value with one place in it replaced, removed, renamed or repeated. */
function mutateValue(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance.below(5) === 0) return chance.of(oddities);
  const entries = Object.entries<unknown>({ ...value });
  if (entries.length === 0) return chance.of(oddities);
  const index = chance.below(entries.length);
  const [name, content] = entries[index] ?? ['', null];
  const ways: [string, unknown][][] = [
    [[name, mutateValue(content, chance)]],
    [[name, mutateValue(content, chance)]],
    [],
    [[chance.of(names), content]],
    [
      [name, content],
      [chance.of(names), chance.of(oddities)],
    ],
  ];
  const changed = chance.of(ways);
  entries.splice(index, 1, ...changed);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function mutateText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + chance.of(texts) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(chance.below(0x10000)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(chance.below(text.length + 1));
    default:
      return chance.of(texts);
  }
}

function usableId(id: string): boolean {
  const controls = Array.from(id).some((character) => character < ' ' || character === '\u007f');
  const safeInPath = new URL(`https://h.example/jobs/${encodeURIComponent(id)}`).pathname.startsWith('/jobs/');
  return (
    id.trim() !== '' && id.length <= 200 && !controls && safeInPath && decodeURIComponent(encodeURIComponent(id)) === id
  );
}

/** Every text and number anywhere in the body, as the raw JSON has them. */
function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values<unknown>({ ...value }).flatMap(leaves);
  return [String(value)];
}

function checkJob({ id, status, phase, progress, resultUrl, errorMessage }: RemoteJob, raw: readonly string[]): void {
  const terminal = phase === 'completed' || phase === 'failed';
  if (
    !usableId(id) ||
    !raw.includes(id) ||
    (terminal && (status.toLowerCase() !== phase || !raw.includes(status))) ||
    (progress !== null && !(progress >= 0 && progress <= 100)) ||
    (resultUrl !== null && !/^https:\/\/[^/]/i.test(resultUrl)) ||
    (errorMessage !== null && (errorMessage.length > 500 || /[?]nonce|u:p@/.test(errorMessage)))
  )
    throw new Error(`a job that must not be: ${JSON.stringify({ id, status, phase, progress, resultUrl })}`);
}

it(`survives ${ANSWERS} mutated answers (SHOAL_FUZZ_SEED=${seed})`, { timeout: 600_000 }, () => {
  const chance = createChance(seed);
  const seen = { accepted: 0, terminal: 0, jobs: 0, pages: 0, profiles: 0, unreadable: 0 };
  for (let number = 0; number < ANSWERS; number += 1) {
    let value = chance.of(valid);
    for (let count = chance.below(4); count > 0; count -= 1) value = mutateValue(value, chance);
    let body = JSON.stringify(value);
    if (chance.below(4) === 0) body = mutateText(body, chance);
    const status = chance.of([200, 201, 202, 200, 204, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503]);
    const headers = {
      'retry-after': chance.of(['1', '-1', 'x', 'Sun, 99 Foo', '9'.repeat(400)]),
      date: chance.of(texts),
    };

    try {
      let raw: string[] = [];
      let json = true;
      try {
        raw = leaves(JSON.parse(body));
      } catch {
        json = false;
        seen.unreadable += 1;
      }
      const outcome = classifyCreate({ kind: 'answer', status, headers, body }, 0);
      if (outcome.kind === 'accepted') {
        if (!json || status < 200 || status > 299) throw new Error('accepted without a readable success');
        checkJob(outcome.job, raw);
        seen.accepted += 1;
      }
      for (const read of [readJob(body, null), readJob(body, 'job_123')])
        if (read.ok) {
          checkJob(read.value, [...raw, 'job_123']);
          seen.jobs += 1;
          seen.terminal += read.value.phase === 'completed' || read.value.phase === 'failed' ? 1 : 0;
        }
      const page = readPage(body);
      if (page.ok) {
        page.value.jobs.forEach((item) => checkJob(item, raw));
        seen.pages += 1;
      }
      seen.profiles += readProfile(body).ok ? 1 : 0;
      readError(body);
    } catch (error) {
      throw new Error(`answer ${number} of seed ${seed}: ${status} ${JSON.stringify(body)}`, { cause: error });
    }
  }
  // A fuzz whose answers all break at the first brace would prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(ANSWERS / 50);
});
