import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDefinedError, safe } from '@orpc/client';
import { ConnectionLost } from '../../../src/shared/contract/link.ts';
import { openTestWindow, type TestWindow } from '../../fakes/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openTestWindow();
});
afterAll(() => window.stop());

test('a problem arrives as the contract’s own error, with its code and parameters', async () => {
  const { error } = await safe(window.client.clip.get({ id: 'c-nobody' }));
  expect(isDefinedError(error) && error.data).toEqual({ code: 'request.no-job', parameters: { id: 'c-nobody' } });
});

test('input that is not of the contract is refused', async () => {
  await expect(window.client.queue.setConcurrency({ concurrency: 0 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(window.client.clip.get({ id: '../x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('a call that was under way when the connection went says so, and the next call connects again', async () => {
  const { client, sockets } = window;
  await client.app.snapshot();
  const call = client.intake.addSamples();
  const underWay = expect(call).rejects.toBeInstanceOf(ConnectionLost);
  // Answered after the one before it was begun.
  await client.app.snapshot();
  sockets.at(-1)?.close();
  await underWay;
  const before = sockets.length;
  expect((await client.app.snapshot()).app.practice).toBe(true);
  expect(sockets.length).toBe(before + 1);
});

test('a call that the window itself gave up is not taken for a loss', async () => {
  const giving = new AbortController();
  const call = window.client.intake.addSamples(undefined, { signal: giving.signal });
  giving.abort();
  const error: unknown = await call.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(ConnectionLost);
});

test('the stream of changes goes on over a cut without losing one, and ends when it is left', async () => {
  const { client, sockets } = window;
  const { revision } = await client.app.snapshot();
  await client.queue.setConcurrency({ concurrency: 5 });
  const seen: number[] = [];
  for await (const change of await client.queue.changes({ since: revision })) {
    expect(change.kind).toBe('changes');
    if (change.kind === 'changes' && change.app !== undefined) seen.push(change.app.settings.concurrency);
    if (seen.at(-1) === 5) {
      sockets.at(-1)?.close();
      await client.queue.setConcurrency({ concurrency: 6 });
    }
    if (seen.at(-1) === 6) break;
  }
  expect(seen.filter((concurrency) => concurrency > 3)).toEqual([5, 6]);
}, 20_000);

test('two windows see the same intake, and only one of them can start it', async () => {
  const { client } = window;
  await client.intake.clear();
  await client.intake.addSamples();
  const { revision } = await client.app.snapshot();
  if ((await client.intake.get()).probing > 0) {
    for await (const change of await client.queue.changes({ since: revision })) {
      if (change.kind === 'changes' && change.intake?.probing === 0) break;
    }
  }
  // A start of more than the person was asked about is none at all.
  const { error } = await safe(client.intake.start({ clips: null, agreed: 2 }));
  expect(isDefinedError(error) && error.data).toEqual({
    code: 'request.more-than-agreed',
    parameters: { clips: 3, agreed: 2 },
  });
  const started = await Promise.allSettled([
    client.intake.start({ clips: null, agreed: 3 }),
    client.intake.start({ clips: null, agreed: 3 }),
  ]);
  expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const page = await client.queue.page({
    offset: 0,
    limit: 10,
    filter: 'all',
    search: '',
    batchId: null,
    sort: 'queue',
    descending: false,
  });
  expect(page.counts.all).toBe(3);
});

test('changing from the practice service to the real one and back tells every window to begin again', async () => {
  const { client } = window;
  const { revision } = await client.app.snapshot();
  const stream = await client.queue.changes({ since: revision });
  await client.app.practise({ practice: false });
  let change = await stream.next();
  while (!change.done && change.value.kind !== 'reset') change = await stream.next();
  const real = await client.app.snapshot();
  expect(real.app).toMatchObject({ practice: false, apiHost: 'service.example', account: { state: 'none' } });
  expect(real.app.header.counts.all).toBe(0);
  await client.app.practise({ practice: true });
  expect((await client.app.snapshot()).app.practice).toBe(true);
  await stream.return(undefined);
  expect(window.faults).toEqual([]);
});
