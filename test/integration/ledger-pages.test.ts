import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addClipsTo, apiUrl, openToldLedger, type ToldLedger } from '../fakes/ledger.ts';
import { filterOf, type ClipFilter } from '../../src/shared/contract/clip.ts';
import { jobStates } from '../../src/shared/job-state.ts';
import type { PageQuery } from '../../src/main/ledger/queue-pages.ts';

let told: ToldLedger;
let batchId: string;
beforeAll(() => {
  told = openToldLedger();
  batchId = addClipsTo(told, 10_000);
  const { ledger } = told;
  ledger.together(() => {
    for (const [index, { id }] of ledger.jobs.ofBatch(batchId).entries()) {
      if (index % 3 === 0) ledger.jobs.move(id, 'checking', 'ready', { billableSeconds: 10 });
      if (index % 6 === 0) ledger.jobs.move(id, 'ready', 'hosting');
      if (index % 6 === 1) ledger.jobs.move(id, 'checking', 'canceled', { endedAt: 1 });
    }
  });
});
afterAll(() => told.close());

const query = (change: Partial<PageQuery>): PageQuery => ({
  batchId,
  filter: 'all',
  search: '',
  sort: 'queue',
  descending: false,
  ...change,
});

describe('10,000 clips', () => {
  test.each<Partial<PageQuery>>([
    {},
    { descending: true },
    { filter: 'waiting' },
    { filter: 'working', descending: true },
    { sort: 'name' },
    { sort: 'language' },
    { sort: 'name', filter: 'done' },
  ])('a page in the middle is found by an index and sorted by none: %o', (change) => {
    const [sql, ...others] = told.statementsOf(() => told.ledger.pages.rows(query(change), 5_000, 50));
    expect(others).toEqual([]);
    const plan = told.planOf(sql ?? '').join('\n');
    expect(plan).toMatch(/SEARCH j USING INDEX jobs_/);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  test.each([
    ['tallies', () => told.ledger.pages.tallies(batchId)],
    ['languages', () => told.ledger.pages.languages(batchId)],
    ['neighbour', () => told.ledger.pages.nextWaiting({ batchId, position: 500 }, 'up')],
    ['first waiting', () => told.ledger.pages.firstWaiting()],
    ['batches in the queue', () => told.ledger.batches.inQueue(apiUrl)],
    ['beginnings', () => told.ledger.pages.beginnings(apiUrl)],
    ['durations', () => told.ledger.pages.durations(apiUrl, 100)],
  ])('%s: nothing is read from begin to end', (_, work) => {
    for (const sql of told.statementsOf(work)) {
      expect(
        told
          .planOf(sql)
          .filter(
            (step) => /^SCAN (jobs|j|batches|tallies|events)\b/.test(step) && !/COVERING INDEX jobs_waiting/.test(step),
          ),
      ).toEqual([]);
    }
  });

  test('pages follow each other without a gap, whatever the order', () => {
    for (const sort of ['queue', 'name', 'language'] as const) {
      const whole = told.ledger.pages.rows(query({ sort }), 0, 10_000).map(({ id }) => id);
      const pages = [0, 3_333, 6_666, 9_999].flatMap((offset) =>
        told.ledger.pages.rows(query({ sort }), offset, 3_333),
      );
      expect(pages.map(({ id }) => id)).toEqual(whole);
      expect(new Set(whole).size).toBe(10_000);
    }
  });

  test('each filter shows as many as are counted for it', () => {
    const counted = new Map<ClipFilter, number>();
    for (const { state, clips } of told.ledger.pages.tallies(batchId)) {
      counted.set(filterOf(state), (counted.get(filterOf(state)) ?? 0) + clips);
    }
    expect([...counted.values()].reduce((sum, each) => sum + each)).toBe(10_000);
    for (const [filter, clips] of counted) expect(told.ledger.pages.ids(query({ filter }))).toHaveLength(clips);
  });

  test.each([
    ['über', 10_000],
    ['ÜBER DEN', 10_000],
    ['9999', 1],
    // Too short for the index of names.
    ['99', Array.from({ length: 10_000 }, (_, index) => String(index)).filter((text) => text.includes('99')).length],
    ['"; --', 0],
    ['100%', 0],
    ['_', 0],
    ['nothing', 0],
  ])('a search for %s finds %i', (search, clips) => {
    const found = told.ledger.pages.found(search).reduce((sum, each) => sum + each.clips, 0);
    expect(told.ledger.pages.ids(query({ search }))).toHaveLength(found);
    expect(found).toBe(clips);
  });
});

test('the filter in the database is the one in the code, for every state', () => {
  const other = openToldLedger();
  const id = addClipsTo(other, 1);
  for (const state of jobStates) {
    other.run(`INSERT INTO jobs (id, batch_id, api_url, position, name, video_id, audio_id, state, created_at, remote_id,
        result_path, result_size, result_hash)
      SELECT '${state}', '${id}', api_url, 0, name, video_id, audio_id, '${state}', 0, '${state}', 'result', 1, 'hash'
      FROM jobs LIMIT 1`);
    const shown = other.ledger.pages.ids({
      batchId: id,
      filter: filterOf(state),
      search: '',
      sort: 'queue',
      descending: false,
    });
    expect(shown).toContain(state);
  }
  expect(
    other.ledger.pages
      .tallies(id)
      .map(({ clips }) => clips)
      .toSorted(),
  ).toEqual([...Array<number>(12).fill(1), 2]);
  other.close();
});

test('100,000 clips: any page, count and search comes in the time of a blink', () => {
  const large = openToldLedger();
  for (let number = 0; number < 10; number += 1) {
    const id = addClipsTo(large, 1, `Batch ${number}`);
    large.run(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999)
      INSERT INTO jobs (id, batch_id, api_url, position, name, video_id, audio_id, state, created_at)
      SELECT id || '-' || n, batch_id, api_url, position + n, 'Onboarding ' || n, video_id, audio_id, state, 0
      FROM numbers, jobs WHERE batch_id = '${id}'`);
  }
  const { pages } = large.ledger;
  const batches = large.ledger.batches.inQueue(apiUrl);
  const began = performance.now();
  for (const { id } of batches) {
    pages.tallies(id);
    pages.rows({ batchId: id, filter: 'waiting', search: '', sort: 'name', descending: false }, 9_000, 50);
  }
  pages.found('9999');
  process.stdout.write(
    `100,000 clips: ten pages, counts and a search in ${Math.round(performance.now() - began)} ms\n`,
  );
  expect(pages.found('9999')).toHaveLength(10);
  large.close();
});
