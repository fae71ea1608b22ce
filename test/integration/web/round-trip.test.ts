import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change } from '../../../src/shared/contract/changes.ts';
import { resultAddress, thumbnailAddress } from '../../../src/shared/contract/media-addresses.ts';
import { openTestWindow, type TestWindow } from '../../fakes/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openTestWindow();
});
afterAll(() => window.stop());

/** Follows the stream until `enough` of it was seen. */
async function follow(since: string, enough: (change: Change) => boolean): Promise<Change[]> {
  const seen: Change[] = [];
  for await (const change of await window.client.queue.changes({ since })) {
    seen.push(change);
    if (enough(change)) break;
  }
  return seen;
}

test('from the samples to results that play: the whole way over a real WebSocket', async () => {
  const { client } = window;
  const { revision, app } = await client.app.snapshot();
  expect(app).toMatchObject({ practice: true, holds: [], header: { counts: { all: 0 } } });

  const added = await client.intake.addSamples();
  expect(added).toEqual({ files: 6, leftOut: 0, problems: [] });
  await follow(revision, (change) => change.kind === 'changes' && change.intake?.probing === 0);
  const sheet = await client.intake.get();
  expect(sheet).toMatchObject({ clips: 4, withProblems: 1, mismatched: 1, unpaired: 0, start: { clips: 3 } });

  const { batchId, clips } = await client.intake.start({ clips: null, agreed: 3 });
  expect(clips).toBe(3);
  const seen = await follow(revision, (change) =>
    change.kind === 'changes' ? change.batches.some((batch) => batch.id === batchId && batch.endedAt !== null) : false,
  );
  expect(seen.length).toBeGreaterThan(3);

  const page = await client.queue.page({
    offset: 0,
    limit: 100,
    filter: 'done',
    search: '',
    batchId: null,
    sort: 'queue',
    descending: false,
  });
  expect(page.rows).toHaveLength(3);
  expect(page.counts).toMatchObject({ all: 3, done: 3 });
  const [row] = page.rows;
  if (row === undefined) throw new Error('no row');
  const detail = await client.clip.get({ id: row.id });
  expect(detail.result?.size).toBeGreaterThan(1000);
  expect(detail.events.map(({ body }) => body.kind)).toContain('attempt-settled');
  expect(JSON.stringify(detail)).not.toContain(window.folder);

  const whole = await window.fetch(resultAddress(row.id));
  expect(whole.headers.get('content-type')).toBe('video/mp4');
  const part = await window.fetch(resultAddress(row.id), { headers: { range: 'bytes=4-7' } });
  expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
  const picture = await window.fetch(thumbnailAddress(row.pictureId));
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(window.faults).toEqual([]);
});
