import { expect, test } from 'vitest';
import { Feed, type ReadChange } from '../../../src/main/feed/feed.ts';
import type { Clock } from '../../../src/main/core/ports.ts';
import type { Change } from '../../../src/shared/contract/changes.ts';
import type { ClipRow } from '../../../src/shared/contract/clip.ts';

/** A clock that stands still until it is told to go on. */
function standingClock() {
  let now = 0;
  let sleepers: { until: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = (): void => resolve();
        sleepers.push({ until: now + ms, wake });
        signal?.addEventListener('abort', wake, { once: true });
      }),
  };
  /** Goes on for `ms`, in steps of one, and lets what waits run after each. */
  const goOn = async (ms: number): Promise<void> => {
    for (let step = 0; step <= ms; step += 1) {
      if (step > 0) now += 1;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { clock, goOn };
}

function row(id: string): ClipRow {
  return {
    id,
    batchId: 'b1',
    name: id,
    language: null,
    state: 'ready',
    step: 'host',
    endedAtStep: null,
    fraction: null,
    problem: null,
    remoteStatus: null,
    seconds: null,
    lengths: { video: null, audio: null },
    creditsUsed: null,
    unknownAttempts: 0,
    pictureId: 'm1',
    beganAt: null,
    endedAt: null,
    retryOf: null,
    retriedBy: null,
    actions: [],
  };
}

const read: ReadChange = ({ clips, reordered }) => ({
  kind: 'changes',
  rows: [...clips].map(row),
  reordered,
  batches: [],
});

function setUp(reading: ReadChange = read) {
  const time = standingClock();
  const faults: unknown[] = [];
  const feed = new Feed(time.clock, 'e', reading, (error) => faults.push(error));
  const ending = new AbortController();
  const listen = (since: string): { revision: string; change: Change }[] => {
    const heard: { revision: string; change: Change }[] = [];
    void (async () => {
      for await (const event of feed.subscribe(since, ending.signal)) heard.push(event);
    })();
    return heard;
  };
  return { ...time, feed, listen, ending, faults };
}

const idsOf = (change: Change): string[] => (change.kind === 'changes' ? change.rows.map(({ id }) => id) : ['reset']);

test('a thousand changes a second are at most ten events, and only the rows that changed are in them', async () => {
  const { feed, listen, goOn } = setUp();
  const heard = listen(feed.revision);
  for (let ms = 0; ms < 999; ms += 1) {
    feed.touch({ kind: 'clip', id: `c${ms % 3}` });
    await goOn(1);
  }
  expect(heard.length).toBeLessThanOrEqual(10);
  expect(heard.length).toBeGreaterThanOrEqual(9);
  for (const { change } of heard.slice(1)) expect(idsOf(change).sort()).toEqual(['c0', 'c1', 'c2']);
});

test('the first change after a rest comes at once, and none is lost between two events', async () => {
  const { feed, listen, goOn } = setUp();
  const heard = listen(feed.revision);
  feed.touch({ kind: 'clip', id: 'a' });
  await goOn(0);
  feed.touch({ kind: 'clip', id: 'b', reordered: true });
  feed.touch({ kind: 'clip', id: 'b' });
  expect(heard.map(({ change }) => idsOf(change))).toEqual([['a']]);
  await goOn(100);
  expect(heard.map(({ change }) => idsOf(change))).toEqual([['a'], ['b']]);
  expect(heard[1]?.change).toMatchObject({ reordered: true });
});

test('a window that was away goes on after the last event that it saw', async () => {
  const { feed, listen, goOn } = setUp();
  for (const id of ['a', 'b', 'c']) {
    feed.touch({ kind: 'clip', id });
    await goOn(100);
  }
  const heard = listen('e:1');
  await goOn(0);
  expect(heard.map(({ revision, change }) => [revision, ...idsOf(change)])).toEqual([
    ['e:2', 'b'],
    ['e:3', 'c'],
  ]);
});

test.each(['other:2', 'e:4', 'e:-1', 'e:x', ''])(
  'a revision that is not of this feed (%s) begins with a reset',
  async (since) => {
    const { feed, listen, goOn } = setUp();
    for (const id of ['a', 'b', 'c']) {
      feed.touch({ kind: 'clip', id });
      await goOn(100);
    }
    const heard = listen(since);
    await goOn(0);
    expect(heard).toEqual([{ revision: 'e:3', change: { kind: 'reset' } }]);
    feed.touch({ kind: 'clip', id: 'd' });
    await goOn(100);
    expect(heard.map(({ change }) => idsOf(change))).toEqual([['reset'], ['d']]);
  },
);

test('a reader that is slow gets every event while they are kept, and one reset for all that are not', async () => {
  const { feed, goOn, ending } = setUp();
  const events = feed.subscribe(feed.revision, ending.signal);
  feed.touch({ kind: 'clip', id: 'first' });
  await goOn(100);
  expect((await events.next()).value).toMatchObject({ revision: 'e:1' });
  for (let index = 0; index < 300; index += 1) {
    feed.touch({ kind: 'clip', id: `c${index}` });
    await goOn(100);
  }
  expect((await events.next()).value).toEqual({ revision: 'e:301', change: { kind: 'reset' } });
  feed.touch({ kind: 'clip', id: 'last' });
  await goOn(100);
  expect((await events.next()).value).toMatchObject({ revision: 'e:302' });
});

test('more rows than a page in sight could show are a reset, for everybody', async () => {
  const { feed, listen, goOn } = setUp();
  const heard = listen(feed.revision);
  for (let index = 0; index <= 500; index += 1) feed.touch({ kind: 'clip', id: `c${index}` });
  await goOn(100);
  expect(heard.map(({ change }) => change.kind)).toEqual(['reset']);
});

test('a reading that fails is heard of as a fault, and windows begin again instead of missing what changed', async () => {
  const { feed, listen, goOn, faults } = setUp((changed) => {
    if (changed.clips.has('unreadable')) throw new Error('cannot be read');
    return read(changed);
  });
  const heard = listen(feed.revision);
  for (const id of ['unreadable', 'a']) {
    feed.touch({ kind: 'clip', id });
    await goOn(100);
  }
  expect(heard.map(({ change }) => idsOf(change))).toEqual([['reset'], ['a']]);
  expect(faults).toHaveLength(1);
});

test('stopping ends every subscription', async () => {
  const { feed, ending } = setUp();
  const next = feed.subscribe(feed.revision, ending.signal).next();
  await feed.stop();
  expect(await next).toEqual({ done: true, value: undefined });
});
