import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addClipsTo, openToldLedger, type ToldLedger } from '../fakes/ledger.ts';
import { actionsOf } from '../../src/main/core/clip-actions.ts';
import { recheckClips } from '../../src/main/queue/recheck.ts';
import { cancelClips, moveClips, replaceMedia, retryClips, selected } from '../../src/main/queue/requests.ts';
import { problem } from '../../src/shared/problems.ts';
import type { Selection } from '../../src/shared/contract/clip.ts';

let told: ToldLedger;
let batchId: string;
let ids: string[];
beforeEach(() => {
  told = openToldLedger();
  batchId = addClipsTo(told, 6);
  ids = told.ledger.jobs.ofBatch(batchId).map(({ id }) => id);
});
afterEach(() => told.close());

const clips = (...numbers: number[]): Selection => ({ kind: 'clips', ids: numbers.map((number) => ids[number] ?? '') });
const order = (id = batchId): number[] =>
  told.ledger.pages
    .rows({ batchId: id, filter: 'all', search: '', sort: 'queue', descending: false }, 0, 100)
    .map((row) => ids.indexOf(row.id));
const id = (number: number): string => ids[number] ?? '';
const all: Selection = { kind: 'filter', filter: 'all', batchId: null, search: '' };

describe('moving', () => {
  test('up and down goes past one neighbour; what is at the end stays, and so does what is behind it', () => {
    expect(moveClips(clips(3, 4), 'up', told.context)).toBe(2);
    expect(order()).toEqual([0, 1, 3, 4, 2, 5]);
    expect(moveClips(clips(3, 4), 'down', told.context)).toBe(2);
    expect(order()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(moveClips(clips(0, 1, 3), 'up', told.context)).toBe(1);
    expect(order()).toEqual([0, 1, 3, 2, 4, 5]);
    expect(moveClips(clips(5, 4), 'down', told.context)).toBe(0);
  });

  test('to the top goes before every waiting clip of the queue, other batches’ too, in the order they had', () => {
    const other = addClipsTo(told, 2, 'Other');
    const [first, second] = told.ledger.jobs.ofBatch(other).map((job) => job.id);
    moveClips({ kind: 'clips', ids: [second ?? '', first ?? '', id(4)] }, 'top', told.context);
    expect(told.ledger.jobs.inState(told.context.apiUrl, 'checking', 3).map((job) => job.id)).toEqual([
      id(4),
      first,
      second,
    ]);
  });

  test('leaves alone what is worked on, and goes past it', () => {
    told.ledger.jobs.move(id(2), 'checking', 'ready');
    told.ledger.jobs.move(id(2), 'ready', 'hosting');
    expect(moveClips(clips(2), 'top', told.context)).toBe(0);
    expect(moveClips(clips(3), 'up', told.context)).toBe(1);
    expect(order()).toEqual([0, 3, 2, 1, 4, 5]);
  });
});

test('canceling takes what nothing was sent for, and a clip that is over is no longer to be canceled', () => {
  expect(cancelClips(clips(0, 1), told.context)).toBe(2);
  expect(cancelClips(all, told.context)).toBe(4);
  expect(cancelClips(all, told.context)).toBe(0);
});

test('a retry is a new clip with one authorisation, that names the one it retries; nothing is retried twice', () => {
  cancelClips(clips(1, 2), told.context);
  const asked = retryClips(all, 1, told.context);
  expect(asked).toMatchObject({ problem: { code: 'request.more-than-agreed', parameters: { clips: 2, agreed: 1 } } });
  expect(selected(all, told.context)).toHaveLength(6);
  expect(retryClips(clips(1, 2, 3), 2, told.context)).toMatchObject({ value: 2 });
  expect(retryClips(clips(1, 2), 2, told.context)).toMatchObject({ value: 0 });
  const row = told.ledger.pages.row(id(1));
  expect(row).toMatchObject({ state: 'canceled', retryState: 'checking' });
  const retry = told.ledger.jobs.get(row?.retriedBy ?? '');
  expect(retry).toMatchObject({ retryOf: id(1), authorisations: 1, state: 'checking', batchId, name: row?.name });
  expect(told.ledger.jobs.get(id(1))?.state).toBe('canceled');
});

test('a retry brings an ended batch back into the queue', () => {
  cancelClips(all, told.context);
  told.ledger.batches.end(batchId, 0, { done: 0, failed: 0, rejected: 0 });
  told.ledger.batches.clearEnded(told.context.apiUrl);
  expect(selected(all, told.context)).toEqual([]);
  retryClips(clips(0), 1, told.context);
  expect(told.ledger.batches.open(told.context.apiUrl).map((batch) => batch.id)).toEqual([batchId]);
  expect(selected(all, told.context)).toHaveLength(7);
});

test('a rejected clip is checked again, with another file if one is given; nothing else can have its media replaced', async () => {
  for (const { id } of told.ledger.jobs.ofBatch(batchId))
    told.ledger.jobs.move(id, 'checking', 'rejected', { problem: problem('media.empty', { name: 'a' }) });
  const gone = { ok: false as const, problem: problem('media.missing', { name: 'a' }) };
  const media = { stat: () => Promise.resolve(gone) };
  expect(await recheckClips(all, { ...told.context, media })).toBe(1); // all are of the same two files
  expect(replaceMedia(id(0), 'audio', '/other/voice.wav', told.context)).toEqual({ ok: true, value: undefined });
  const job = told.ledger.jobs.get(id(0));
  expect(job).toMatchObject({ state: 'checking', problem: null });
  expect(told.ledger.media.get(job?.audioId ?? '')).toMatchObject({ location: '/other/voice.wav', name: 'voice.wav' });
  expect(replaceMedia(id(5), 'video', '/x.mp4', told.context)).toMatchObject({
    problem: { code: 'request.not-rejected' },
  });
  expect(replaceMedia('c-nobody', 'video', '/x.mp4', told.context)).toMatchObject({
    problem: { code: 'request.no-job' },
  });
});

test('a filter selects all that it shows, however many', () => {
  cancelClips(clips(5), told.context);
  expect(selected({ ...all, filter: 'canceled' }, told.context).map((clip) => clip.id)).toEqual([id(5)]);
  expect(selected({ ...all, search: 'boarding 3' }, told.context).map((clip) => clip.id)).toEqual([id(3)]);
  expect(selected({ ...all, batchId: 'b-nobody' }, told.context)).toEqual([]);
});

test.each([
  ['unconfirmed', null, ['decide']],
  ['rejected', null, ['replace', 'recheck', 'cancel']],
  ['failed', null, ['retry']],
  ['failed', 'c2', []],
  ['canceled', null, ['retry']],
  ['hosted', null, ['move', 'cancel']],
  ['hosting', null, ['cancel']],
  ['submitting', null, []],
  ['accepted', null, []],
  ['done', null, []],
] as const)('a clip that is %s (retried by %s) can be: %s', (state, retriedBy, actions) => {
  expect(actionsOf({ state, retriedBy })).toEqual(actions);
});
