import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListReading } from '../../../src/main/core/list-reading.ts';
import type { PageRequest } from '../../../src/main/core/list-window.ts';
import { readPage } from '../../../src/main/core/service-answers.ts';

const start = Date.UTC(2026, 10, 1);
const minute = 60_000;

interface Item {
  id: string;
  status: string;
  created_at?: string;
  updated_at?: string;
}

/** A service's list: what it does with a page, whatever that is asked for. */
interface Ways {
  /** The most items of a page, when it honours `limit`; the size of every page, when it does not. */
  size: number;
  honoursLimit: boolean;
  tells: 'nothing' | 'more' | 'total' | 'false-end';
  /** What it answers beyond its last page. */
  beyond: 'empty' | 'last-page' | 'refused';
}
const usual: Ways = { size: 50, honoursLimit: true, tells: 'nothing', beyond: 'empty' };

/** `count` items, the newest first, a minute apart. */
function items(count: number, tellsTime = true): Item[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `job_${count - index}`,
    status: 'completed',
    ...(tellsTime && { created_at: new Date(start + (count - index) * minute).toISOString() }),
  }));
}

function pageOf(list: readonly Item[], { page, limit }: PageRequest, ways: Ways): string | null {
  const size = ways.honoursLimit ? Math.min(limit, ways.size) : ways.size;
  const last = Math.max(1, Math.ceil(list.length / size));
  if (page > last && ways.beyond === 'refused') return null;
  const shown = page > last && ways.beyond === 'last-page' ? last : page;
  const tasks = list.slice((shown - 1) * size, shown * size);
  const has_more = ways.tells === 'false-end' ? false : shown * size < list.length;
  const pagination = { has_more, ...(ways.tells === 'total' && { total: list.length }) };
  return JSON.stringify({ data: ways.tells === 'nothing' ? tasks : { tasks, pagination } });
}

/** Reads the list as it is at each call. */
function read(
  listAt: (call: number) => readonly Item[],
  { backTo = null, ...given }: Partial<Ways> & { backTo?: number | null } = {},
) {
  const reading = new ListReading(backTo);
  for (let call = 0; call < 1_000; call += 1) {
    const body = pageOf(listAt(call), reading.request, { ...usual, ...given });
    const answer = body === null ? null : readPage(body);
    if (answer?.ok === false) throw new Error('an unreadable page');
    const end = answer === null ? reading.refused() : reading.take(answer.value);
    if (end !== null) return { ...end, ids: reading.jobs.map(({ id }) => id), calls: call + 1 };
  }
  throw new Error('it never ends');
}
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const always = (list: readonly Item[]) => () => list;
const ids = (list: readonly Item[]) => list.map(({ id }) => id);

describe('reading a list', () => {
  it('ends early once whole pages prove that the newest come first', () => {
    const list = items(500);
    const backTo = start + 470 * minute;
    expect(read(always(list), { backTo, tells: 'total' })).toMatchObject({ isComplete: true, calls: 2 });
  });

  it.each([
    ['the oldest come first', items(500).toReversed()],
    ['an old job is pinned to the top', [...items(500).slice(-1), ...items(500).slice(0, -1)]],
    ['times are not told', items(500, false)],
    ['they are in no order', items(500).toSorted((a, b) => digest(a.id).localeCompare(digest(b.id)))],
    [
      'the last changed come first',
      [
        ...items(500)
          .slice(200, 300)
          .map((item) => ({ ...item, updated_at: new Date(start + 900 * minute).toISOString() })),
        ...items(500).slice(0, 200),
        ...items(500).slice(300),
      ],
    ],
  ])('does not end early where %s', (_, list) => {
    const found = read(always(list), { backTo: start + 470 * minute, tells: 'total' });
    expect(found).toMatchObject({ isComplete: true });
    expect(new Set(found.ids)).toEqual(new Set(ids(list)));
  });

  it('is not complete where the service keeps giving its first page', () => {
    const list = items(120);
    for (const tells of ['nothing', 'more'] as const) {
      const first = (request: PageRequest) =>
        pageOf(list, { ...request, page: 1 }, { ...usual, tells, honoursLimit: false });
      const reading = new ListReading(null);
      let end = null;
      for (let calls = 0; end === null; calls += 1) {
        expect(calls).toBeLessThan(5);
        const answer = readPage(first(reading.request) ?? '');
        if (!answer.ok) throw new Error('an unreadable page');
        end = reading.take(answer.value);
      }
      expect(end.isComplete).toBe(false);
    }
  });

  it('does not believe an end that its own total contradicts', () => {
    const reading = new ListReading(null);
    const tasks = items(20);
    const answer = readPage(JSON.stringify({ data: { tasks, pagination: { has_more: false, total: 41 } } }));
    if (!answer.ok) throw new Error('an unreadable page');
    expect(reading.take(answer.value)).toBeNull();
    expect(reading.take({ jobs: [], dropped: 0, hasMore: false, total: 41 })).toEqual({ isComplete: false });
  });

  it('is not complete with an item that cannot be read', () => {
    const reading = new ListReading(null);
    const answer = readPage(
      JSON.stringify({
        data: { tasks: [...items(3), { status: 'queued' }], pagination: { has_more: false, total: 3 } },
      }),
    );
    if (!answer.ok) throw new Error('an unreadable page');
    expect(reading.take(answer.value)).toEqual({ isComplete: false });
  });

  it('misses nothing of a list that stands still, whatever its ways, or says so', () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 0, max: 230 }),
          size: fc.constantFrom(1, 5, 10, 20, 50, 100),
          honoursLimit: fc.boolean(),
          tells: fc.constantFrom('nothing', 'more', 'total', 'false-end'),
          beyond: fc.constantFrom('empty', 'last-page', 'refused'),
          order: fc.constantFrom('newest', 'oldest', 'shuffled'),
          tellsTime: fc.boolean(),
          backTo: fc.option(fc.integer({ min: 0, max: 230 })),
        }),
        ({ count, order, tellsTime, backTo, ...ways }) => {
          const newestFirst = items(count, tellsTime);
          const orders = {
            newest: newestFirst,
            oldest: newestFirst.toReversed(),
            shuffled: newestFirst.toSorted((a, b) => digest(a.id).localeCompare(digest(b.id))),
          };
          const after = backTo === null ? null : start + backTo * minute;
          const found = read(always(orders[order]), { ...ways, backTo: after });
          const wanted = newestFirst.filter((_, index) => after === null || count - index >= (backTo ?? 0));
          const missing = ids(wanted).filter((id) => !found.ids.includes(id));
          if (found.isComplete) expect(missing).toEqual([]);
          // The documented ways [G] are read to their end.
          if (ways.honoursLimit && ways.size >= 10 && ways.tells !== 'nothing' && ways.beyond === 'empty')
            expect(found.isComplete).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('misses no older job when new ones come in meanwhile, or says so', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 30, maxLength: 30 }),
        fc.constantFrom('nothing', 'more', 'total'),
        (count, arrivals, tells) => {
          const all = items(count + arrivals.reduce((sum, each) => sum + each, 0));
          const come = (call: number) => arrivals.slice(0, call).reduce((sum, each) => sum + each, 0);
          const found = read((call) => all.slice(all.length - count - come(call)), { tells });
          const missing = ids(all.slice(all.length - count)).filter((id) => !found.ids.includes(id));
          if (found.isComplete) expect(missing).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('notices pages that shift by more than they overlap', () => {
    const all = items(200);
    const found = read((call) => (call === 0 ? all : call === 1 ? all.slice(3) : all.slice(20)), { tells: 'more' });
    expect(found.isComplete).toBe(false);
  });
});
