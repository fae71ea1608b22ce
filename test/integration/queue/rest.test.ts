import { getActiveResourcesInfo } from 'node:process';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFiles } from '../../fakes/open-files.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const minute = 60_000;
const day = 24 * 60 * minute;
const year = 365 * day;
/** What keeps a process alive, without the test runner's own timers: the engine's are on the virtual clock. */
const openResources = (): string[] =>
  getActiveResourcesInfo()
    .filter((kind) => kind !== 'Timeout' && kind !== 'Immediate')
    .toSorted();

describe('untilAtRest', () => {
  it('resolves at once when there is nothing to do', async () => {
    const engine = await world().start();
    const before = world().clock.monotonic();
    await world().untilAtRest(engine);
    expect(world().clock.monotonic() - before).toBeLessThan(5_000);
  });

  it('resolves only after the last clip is over and its batch has its receipt', async () => {
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd']);
    let isAtRest = false;
    const atRest = engine.untilAtRest().then(() => (isAtRest = true));
    await world().clock.until(() => {
      const isOver = engine.batches()[0]?.endedAt !== null && world().files.text('/results/batch/batch.json') !== '';
      if (isAtRest) expect(isOver).toBe(true);
      return isAtRest;
    });
    await atRest;
  });

  it('resolves only after a batch that was being ended in a crash has its receipt', async () => {
    const { disk, files, clock } = world();
    const first = await world().start();
    await world().batch(first, ['a']);
    let crashed = false;
    disk.beforeWriteWhole = () => {
      crashed = true;
      world().crash(first);
      return new Promise(() => undefined);
    };
    await clock.until(() => crashed).catch(() => undefined);
    disk.beforeWriteWhole = () => Promise.resolve();
    const second = await world().start();
    await world().untilAtRest(second);
    expect(second.batches()[0]?.endedAt).not.toBeNull();
    const receipt = files.text('/results/batch/batch.json');
    expect(receipt).toContain(new Date(second.batches()[0]?.endedAt ?? 0).toISOString());
    expect(receipt).toContain('"state": "done"');
  });

  it('resolves for everyone who waits', async () => {
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().clock.untilResolved(Promise.all([engine.untilAtRest(), engine.untilAtRest()]));
  });

  it.each(['offline', 'rate-limit', 'disk', 'host'] as const)(
    'does not resolve while the hold “%s” may end by itself',
    async (kind) => {
      const { service, disk, host, clock } = world();
      service.online = kind !== 'offline';
      if (kind === 'disk') disk.free = 0;
      if (kind === 'rate-limit') service.next('create', { status: 429, headers: { 'retry-after': '3000' } });
      if (kind === 'host') {
        const broken = { code: 'host.unavailable' as const, parameters: { reason: 'broken' } };
        host.failures.push(broken);
      }
      const engine = await world().start();
      if (kind === 'host') host.broken = { code: 'host.unavailable', parameters: { reason: 'broken' } };
      await world().batch(engine, ['a']);
      let isAtRest = false;
      const atRest = engine.untilAtRest().then(() => (isAtRest = true));
      await clock.pass(30 * minute);
      expect(engine.holdsInForce().map((hold) => hold.kind)).toEqual([kind]);
      expect(isAtRest).toBe(false);
      service.online = true;
      disk.free = 1e9;
      host.broken = null;
      await clock.untilResolved(atRest);
      expect(disk.published).toHaveLength(1);
    },
  );

  it.each(['user', 'auth', 'credits'] as const)('resolves when only the hold “%s” is in the way', async (kind) => {
    const { service } = world();
    const engine = await world().start();
    if (kind === 'user') engine.pause();
    if (kind === 'auth') service.token = 'another';
    if (kind === 'credits') service.credits = 0;
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.holdsInForce().map((hold) => hold.kind)).toEqual([kind]);
  });

  it('that is waited for when the engine stops is over too', async () => {
    const engine = await world().start();
    await world().batch(engine, ['a']);
    const atRest = engine.untilAtRest();
    await world().stop(engine);
    await world().clock.untilResolved(Promise.race([atRest, world().clock.sleep(minute)]));
    await atRest;
  });
});

describe('stop', () => {
  it.each(['checking', 'hosting', 'submitting', 'accepted', 'fetching', 'done'] as const)(
    'while a clip is %s leaves nobody waiting and nothing open',
    async (state) => {
      const engine = await world().start();
      const resources = openResources();
      const [id = ''] = await world().batch(engine, ['a']);
      await world().clock.until(() => engine.clip(id)?.state === state);
      await world().stop(engine);
      await world().clock.settle();
      expect(world().clock.sleepers).toBe(0);
      expect(openResources()).toEqual(resources);
      expect(openFiles(dirname(world().ledgerPath))).toEqual([]);
      // The ledger is free for the next one at once.
      const next = await world().start();
      await world().untilAtRest(next);
      expect(next.clip(id)?.state).toBe('done');
      expect(world().service.creates).toHaveLength(1);
    },
  );

  it.each(['offline', 'credits', 'disk'] as const)('during the hold “%s” leaves nobody waiting', async (kind) => {
    const { service, disk, clock } = world();
    service.online = kind !== 'offline';
    if (kind === 'credits') service.credits = 0;
    if (kind === 'disk') disk.free = 0;
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => engine.holdsInForce().length > 0);
    await world().stop(engine);
    await clock.settle();
    expect(clock.sleepers).toBe(0);
  });

  it('waits for a create that is under way, and keeps its id', async () => {
    const { service, clock } = world();
    service.latencyMs = 10_000;
    const engine = await world().start();
    const [id = ''] = await world().batch(engine, ['a']);
    await clock.until(() => service.callsOf('create').length === 1);
    await world().stop(engine);
    service.latencyMs = 50;
    const next = await world().start();
    expect(next.ledger.jobs.get(id)).toMatchObject({ state: 'accepted', remoteId: 'job_1' });
    await world().untilAtRest(next);
  });

  it('without a start is fine', async () => {
    await world().stop(world().open());
  });

  it('while the last batch is being ended leaves that to the next run', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    const [id = ''] = await world().batch(engine, ['a']);
    await clock.until(() => engine.clip(id)?.state === 'done');
    service.online = false;
    await world().stop(engine);
    service.online = true;
    const next = await world().start();
    await world().untilAtRest(next);
    expect(world().files.text('/results/batch/batch.json')).toContain('"credits": 995');
  });
});

describe('time', () => {
  it.each([10 * year, -10 * year])('a clock that jumps by %i ms at any moment changes nothing', async (jump) => {
    const { clock, service } = world();
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd', 'e', 'f']);
    const begun = clock.monotonic();
    for (let jumps = 0; jumps < 12; jumps += 1) {
      await clock.pass(3_700);
      clock.jump(jumps % 2 === 0 ? jump : -jump);
    }
    clock.jump(jump);
    await world().untilAtRest(engine);
    expect(world().disk.published).toHaveLength(6);
    expect(service.creates).toHaveLength(6);
    expect(clock.monotonic() - begun).toBeLessThan(3 * minute);
  });

  it('a sleep of 72 h in the middle of everything loses nothing and pays nothing twice', async () => {
    const { clock, service } = world();
    service.linkLifeMs = 60 * minute;
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    for (let sleeps = 0; sleeps < 10; sleeps += 1) {
      await clock.pass(2_300);
      await clock.lapse(3 * day);
    }
    await world().untilAtRest(engine);
    expect(ids.map((id) => engine.clip(id)?.state)).toEqual(ids.map(() => 'done'));
    expect(service.creates).toHaveLength(8);
  });

  it('a sleep of 72 h while offline goes on soon after', async () => {
    const { clock, service } = world();
    const engine = await world().start();
    await world().batch(engine, ['a', 'b']);
    service.online = false;
    await clock.pass(30 * minute);
    await clock.lapse(3 * day);
    service.online = true;
    await clock.until(() => world().disk.published.length === 2, 3 * minute);
    expect(engine.holdsInForce()).toEqual([]);
  });
});
