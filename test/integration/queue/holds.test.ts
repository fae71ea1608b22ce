import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { problem } from '../../../src/shared/problems.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const statesOf = (engine: Engine, ids: readonly string[]) => ids.map((id) => engine.clip(id)?.state);
const holdsOf = (engine: Engine): string[] => engine.holdsInForce().map(({ kind }) => kind);
const minute = 60_000;

describe('a refused token (401)', () => {
  it('stops submitting, asking and fetching until a person has put a new one in', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd', 'e']);
    await clock.until(() => service.creates.length === 3);
    service.token = 'rotated';
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['auth']);
    const before = service.calls.length;
    await clock.pass(60 * minute);
    expect(service.calls.slice(before)).toEqual([]);
    world().token = 'rotated';
    engine.resume();
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(ids.map(() => 'done'));
  });

  it('at the create leaves the clip as it was: it is submitted once, after the new token', async () => {
    world().service.token = 'rotated';
    const engine = await world().start();
    const ids = await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.clip(ids[0] ?? '')).toMatchObject({ heldBy: 'auth', state: 'hosted' });
    world().token = 'rotated';
    engine.resume();
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(['done']);
    expect(world().service.accepted('/media/a.mp4')).toBe(1);
  });

  it('without any token nothing is sent, and what is at the service waits behind the same hold', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => service.creates.length === 1);
    world().token = null;
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['auth']);
    world().token = 'secret';
    engine.resume();
    await world().untilAtRest(engine);
    expect(world().disk.published).toHaveLength(1);
  });
});

describe('too few credits (402)', () => {
  it('stops submitting only: what is at the service is still fetched', async () => {
    world().service.credits = 10;
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd']);
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['credits']);
    expect(statesOf(engine, ids).slice(0, 2)).toEqual(['done', 'done']);
    expect(engine.holdsInForce()[0]?.stops).toEqual(['submit']);
  });

  it('ends by itself when the account has more, and the clip that met it goes first', async () => {
    const { service, clock } = world();
    service.credits = 5;
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd', 'e', 'f']);
    await world().untilAtRest(engine);
    await clock.pass(5 * minute);
    const refused = service.creates.findIndex(({ accepted }) => !accepted);
    const tried = service.creates.length;
    service.credits = 500;
    await clock.until(() => engine.clips(engine.batches()[0]?.id ?? '').every(({ state }) => state === 'done'));
    expect(service.creates[tried]?.video).toBe(service.creates[refused]?.video);
    expect(statesOf(engine, ids)).toEqual(ids.map(() => 'done'));
  });

  it('ends by itself also when the account now has less than the batch began with', async () => {
    const { service, clock } = world();
    service.credits = 10;
    service.pricePerJob = 10;
    const engine = await world().start();
    await world().batch(engine, ['a', 'b']);
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['credits']);
    service.pricePerJob = 5;
    service.credits = 5; // less than the 10 at the start, more than the 0 at the refusal
    await clock.until(() => world().disk.published.length === 2);
  });

  it('ends by itself also when the top-up came before the account could be read', async () => {
    const { service, clock } = world();
    service.credits = 0;
    const engine = await world().start();
    const [id = ''] = await world().batch(engine, ['a']);
    await clock.until(() => service.creates.length === 1);
    service.credits = 500;
    await clock.until(() => statesOf(engine, [id])[0] === 'done', 5 * minute);
    expect(holdsOf(engine)).toEqual([]);
  });

  it('does not try again while the account is as it was', async () => {
    const { service, clock } = world();
    service.credits = 0;
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd', 'e', 'f']);
    await world().untilAtRest(engine);
    const tried = service.creates.length;
    expect(tried).toBeLessThanOrEqual(3);
    await clock.pass(600 * minute);
    expect(service.creates).toHaveLength(tried);
  });

  it('that was topped up while Shoal was not running ends soon after the next start', async () => {
    const { service } = world();
    service.credits = 0;
    const first = await world().start();
    await world().batch(first, ['a']);
    await world().untilAtRest(first);
    await world().clock.pass(minute);
    await world().stop(first);
    service.credits = 50;
    await world().start();
    await world().clock.until(() => world().disk.published.length === 1, 2 * minute);
  });

  it('ends on a person’s word', async () => {
    world().service.credits = 0;
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    world().service.credits = 50;
    engine.resume();
    await world().untilAtRest(engine);
    expect(world().disk.published).toHaveLength(1);
  });
});

describe('too many requests (429)', () => {
  const slowDown = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });

  it('waits at least as long as the service asks for', async () => {
    const { service } = world();
    service.next('create', slowDown(100));
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    const [first = 0, second = 0] = service.callsOf('create');
    expect(second - first).toBeGreaterThanOrEqual(100_000);
    expect(world().disk.published).toHaveLength(1);
  });

  it('waits for the longest of several that come at once', async () => {
    const { service } = world();
    service.next('create', slowDown(10), slowDown(20), slowDown(200));
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c']);
    await world().untilAtRest(engine);
    const [, , third = 0, fourth = 0] = service.callsOf('create');
    expect(fourth - third).toBeGreaterThanOrEqual(200_000);
  });

  it('waits longer each time in a row, and starts over after a success', async () => {
    world().settings = { ...world().settings, concurrency: 1 };
    const { service } = world();
    service.next('create', ...Array.from({ length: 5 }, () => ({ status: 429 })));
    const engine = await world().start();
    await world().batch(engine, ['a', 'b']);
    await world().untilAtRest(engine);
    const calls = service.callsOf('create');
    const pauses = calls.slice(1, 6).map((at, index) => at - (calls[index] ?? 0));
    // Equal jitter: each pause is in the upper half of 5, 10, 20, 40 and 80 s (and an answer’s time more).
    expect(pauses.map((pause, index) => pause >= 2_500 * 2 ** index && pause <= 5_000 * 2 ** index + 500)).toEqual(
      pauses.map(() => true),
    );
  });

  it('is waited for again when a person resumes too early', async () => {
    const { service, clock } = world();
    service.next('create', slowDown(100), slowDown(100));
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => holdsOf(engine).includes('rate-limit'));
    await clock.pass(95_000);
    engine.resume();
    await world().untilAtRest(engine);
    const [, second = 0, third = 0] = service.callsOf('create');
    expect(third - second).toBeGreaterThanOrEqual(100_000);
  });

  it('for lack of credits, as older pages have it, holds for credits', async () => {
    world().service.next('create', { status: 429, body: '{"error":"Insufficient credits"}' });
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().clock.until(() => engine.holdsInForce().length > 0);
    expect(holdsOf(engine)).toEqual(['credits']);
    engine.resume();
    await world().untilAtRest(engine);
    expect(world().disk.published).toHaveLength(1);
  });
});

describe('offline', () => {
  it('at the create holds, goes on by itself and sends no second create for anything that was sent', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd', 'e']);
    await clock.until(() => service.creates.length === 2);
    service.online = false;
    await clock.pass(30 * minute);
    expect(holdsOf(engine)).toEqual(['offline']);
    service.online = true;
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(ids.map(() => 'done'));
    expect(service.creates).toHaveLength(5);
  });

  it('is not left because the token is refused at the same time: that is another hold', async () => {
    const { service, clock } = world();
    service.online = false;
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => holdsOf(engine).includes('offline'));
    service.token = 'rotated';
    service.online = true;
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['auth']);
  });

  it('because something before the service refuses creates only: they are tried more and more rarely', async () => {
    const { service } = world();
    service.next('create', ...Array.from({ length: 7 }, () => ({ status: 403, body: '<html>Forbidden</html>' })));
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    const calls = service.callsOf('create');
    const pauses = calls.slice(1, 8).map((at, index) => at - (calls[index] ?? 0));
    // Equal jitter: each pause is at least half of 2, 4, 8, 16, 32, 60 and 60 s.
    expect(pauses.map((pause, index) => pause >= Math.min(30_000, 1_000 * 2 ** index))).toEqual(
      Array.from({ length: 7 }, () => true),
    );
    expect(world().disk.published).toHaveLength(1);
  });

  it('that lasts from one run to the next still ends by itself', async () => {
    world().service.online = false;
    const first = await world().start();
    await world().batch(first, ['a']);
    await world().clock.until(() => holdsOf(first).includes('offline'));
    await world().stop(first);
    world().service.online = true;
    const second = await world().start();
    await world().untilAtRest(second);
    expect(world().disk.published).toHaveLength(1);
  });
});

describe('a computer that slept', () => {
  it('looks at once whether the network is back, and how its clips are, whatever pause it was in', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => service.callsOf('get').length === 1);
    const asked = (): number => service.callsOf('get').length;
    await clock.pass(100);
    expect(asked()).toBe(1);
    engine.afterSleep();
    await clock.pass(100);
    expect(asked()).toBe(2);

    service.online = false;
    await clock.pass(30 * minute);
    expect(holdsOf(engine)).toEqual(['offline']);
    service.online = true;
    engine.afterSleep();
    await clock.pass(100);
    expect(holdsOf(engine)).toEqual([]);
  });

  it('still waits as long as the service asked it to', async () => {
    const { service, clock } = world();
    service.next('create', { status: 429, headers: { 'retry-after': '60' } });
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => holdsOf(engine).includes('rate-limit'));
    engine.afterSleep();
    await clock.pass(30_000);
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('a full disk', () => {
  it('stops fetching only, and fetching goes on by itself when there is room', async () => {
    const { service, disk, clock } = world();
    disk.free = 100;
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd', 'e']);
    await clock.pass(10 * minute);
    expect(holdsOf(engine)).toEqual(['disk']);
    expect(service.creates).toHaveLength(5); // submitting went on
    disk.free = 1e9;
    await world().untilAtRest(engine);
    expect(disk.published).toHaveLength(5);
  });
});

describe('a folder that cannot be written to', () => {
  it('is at rest for a person once it was tried again, and goes on by itself when it can be written to', async () => {
    const { disk, clock } = world();
    disk.unwritable = true; // though there is plenty of room
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b']);
    await world().untilAtRest(engine);
    expect(holdsOf(engine)).toEqual(['disk']);
    expect(engine.holdsInForce()[0]?.problem?.code).toBe('disk.unwritable');
    await clock.pass(10 * minute);
    expect(holdsOf(engine)).toEqual(['disk']);
    disk.unwritable = false;
    await clock.pass(10 * minute);
    expect(statesOf(engine, ids)).toEqual(['done', 'done']);
  });

  it('for a moment only is not left to a person', async () => {
    const { disk, clock } = world();
    disk.unwritable = true;
    const engine = await world().start();
    const ids = await world().batch(engine, ['a']);
    await clock.until(() => holdsOf(engine).includes('disk'));
    disk.unwritable = false;
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(['done']);
  });
});

describe('a host that cannot serve', () => {
  it('holds what must be hosted, tries itself and goes on', async () => {
    const broken = problem('host.unavailable', { reason: 'the port is taken' });
    world().host.failures.push(broken);
    const engine = await world().start();
    world().host.broken = broken;
    const ids = await world().batch(engine, ['a', 'b']);
    await world().clock.pass(5 * minute);
    expect(holdsOf(engine)).toEqual(['host']);
    expect(world().service.creates).toEqual([]);
    world().host.broken = null;
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(['done', 'done']);
  });
});

it('taking back a pause takes back nothing else: a batch paused by itself and an old ledger stay held', async () => {
  const engine = await world().start();
  const [clip = ''] = await world().batch(engine, ['a']);
  const batchId = engine.ledger.jobs.get(clip)?.batchId ?? '';
  engine.holds.begin('user', null, batchId);
  engine.holds.begin('ledger', null);
  engine.pause();
  engine.unpause();
  expect(engine.holdsInForce().map(({ kind, batchId: of }) => [kind, of])).toEqual([
    ['ledger', null],
    ['user', batchId],
  ]);
});
