import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { problem } from '../../../src/shared/problems.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const minute = 60_000;
const stateOf = (engine: Engine, id: string | undefined) => engine.clip(id ?? '')?.state;

afterEach(() => vi.restoreAllMocks());

describe('an unknown outcome', () => {
  it.each(['lost-request', 'lost-answer', { status: 500 }, { status: 408 }, { status: 409 }, { status: 302 }] as const)(
    'after %j is shown and never sent again',
    async (fault) => {
      const { service, clock } = world();
      service.next('create', fault);
      const engine = await world().start();
      const [id] = await world().batch(engine, ['a']);
      await world().untilAtRest(engine);
      await clock.pass(120 * minute);
      engine.resume();
      await clock.pass(120 * minute);
      expect(stateOf(engine, id)).toBe('unconfirmed');
      expect(service.callsOf('create')).toHaveLength(1);
    },
  );

  it.each([{ body: '{"success":true,"data":{}}' }, { body: '' }, { body: '<html>' }, { body: '{"data":{"id":"jo' }])(
    'after a 200 that says %j too',
    async ({ body }) => {
      const { service } = world();
      service.next('create', { status: 200, body });
      const engine = await world().start();
      const [id] = await world().batch(engine, ['a']);
      await world().untilAtRest(engine);
      expect(stateOf(engine, id)).toBe('unconfirmed');
      expect(service.callsOf('create')).toHaveLength(1);
    },
  );

  it('is not sent again after a restart either', async () => {
    const { service, clock } = world();
    service.next('create', 'lost-request');
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await world().untilAtRest(first);
    await world().stop(first);
    const second = await world().start();
    await world().untilAtRest(second);
    await clock.pass(60 * minute);
    expect(stateOf(second, id)).toBe('unconfirmed');
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it.each([{ kind: 'adopt', remoteId: 'job_1' }, { kind: 'submit-again' }, { kind: 'give-up' }] as const)(
    'is not decided over another service: $kind',
    async (decision) => {
      const { service } = world();
      service.next('create', 'lost-answer');
      const engine = await world().start();
      const [id = ''] = await world().batch(engine, ['a']);
      await world().untilAtRest(engine);
      await world().stop(engine);
      const gets = service.callsOf('get').length;
      world().apiUrl = 'https://another.example';
      const other = world().open();
      expect(await other.decide(id, decision, 'anna')).toEqual({
        ok: false,
        problem: problem('request.other-service', { url: 'https://service.example' }),
      });
      expect(stateOf(other, id)).toBe('unconfirmed');
      expect(service.callsOf('get')).toHaveLength(gets);
    },
  );

  it('does not keep other clips from going on', async () => {
    world().service.next('create', 'lost-answer');
    const engine = await world().start();
    const ids = await world().batch(engine, ['a', 'b', 'c', 'd']);
    await world().untilAtRest(engine);
    expect(ids.map((id) => stateOf(engine, id))).toEqual(['unconfirmed', 'done', 'done', 'done']);
  });

  it('is settled by the service’s list when that repeats the nonce', async () => {
    const { service } = world();
    service.repeatsInputUrls = true;
    service.next('create', 'lost-answer');
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('a crash', () => {
  it('between the commit of the attempt and the answer leaves the clip unconfirmed, and nothing is sent again', async () => {
    const { service, clock } = world();
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await clock.until(() => service.callsOf('create').length === 1);
    world().crash(first);
    const second = await world().start();
    await world().untilAtRest(second);
    await clock.pass(60 * minute);
    expect(second.clip(id ?? '')).toMatchObject({ state: 'unconfirmed' });
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it('before the attempt is written sends it in the next run, once', async () => {
    const { service, clock } = world();
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await clock.until(() => stateOf(first, id) === 'hosting');
    world().crash(first);
    const second = await world().start();
    await world().untilAtRest(second);
    expect(stateOf(second, id)).toBe('done');
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it.each(['checking', 'hosting', 'accepted', 'fetching'] as const)(
    'while a clip is %s loses nothing',
    async (state) => {
      const { clock, service } = world();
      const first = await world().start();
      const [id] = await world().batch(first, ['a']);
      await clock.until(() => stateOf(first, id) === state);
      world().crash(first);
      world().host.present.clear();
      const second = await world().start();
      await world().untilAtRest(second);
      expect(stateOf(second, id)).toBe('done');
      expect(service.callsOf('create')).toHaveLength(1);
    },
  );

  it('after an accepted answer keeps its id, and the media can be reached again', async () => {
    const { clock, host, service } = world();
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await clock.until(() => stateOf(first, id) === 'accepted');
    world().crash(first);
    host.present.clear();
    const second = await world().start();
    expect(host.present.size).toBe(2);
    expect(second.ledger.jobs.get(id ?? '')?.remoteId).toBe('job_1');
    await world().untilAtRest(second);
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('a ledger that refuses to write', () => {
  /** Makes the engine's own connection refuse whatever needs room, as a full disk does; gives back how to end that. */
  function fillLedger(): () => void {
    const connection = connections.mock.contexts.findLast(
      (context): context is InstanceType<typeof Database> =>
        context instanceof Database && context.name === world().ledgerPath,
    );
    if (connection === undefined) throw new Error('the engine opened no ledger');
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`);
    for (const size of [3_000, 300, 30, 3]) {
      const body = JSON.stringify({ kind: 'remote-status', status: '.'.repeat(size) });
      const fill = connection.prepare('INSERT INTO events (at, body) VALUES (0, ?)');
      for (let isFull = false; !isFull;) {
        try {
          fill.run(body);
        } catch {
          isFull = true;
        }
      }
    }
    return () => connection.pragma('max_page_count = 1000000');
  }
  let connections: ReturnType<typeof spyOnConnections>;
  const spyOnConnections = () => vi.spyOn(Database.prototype, 'pragma');

  it('before the create sends nothing, and sends it once when it can', async () => {
    connections = spyOnConnections();
    const { service, clock } = world();
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => stateOf(engine, id) === 'hosting');
    const free = fillLedger();
    await clock.pass(10 * minute);
    expect(service.callsOf('create')).toEqual([]);
    expect(world().faults.length).toBeGreaterThan(0);
    world().faults.length = 0;
    free();
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it('at the commit of the attempt itself sends nothing', async () => {
    connections = spyOnConnections();
    const { service, clock } = world();
    const engine = await world().start();
    engine.holds.begin('budget', null); // submitting waits, hosting does not
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => stateOf(engine, id) === 'hosted');
    engine.ledger.holds.end('budget', null, 'person');
    const free = fillLedger();
    engine.holds.end('budget', 'person'); // not in force in the ledger any more: only the mirror is read anew
    await clock.pass(10 * minute);
    expect(service.callsOf('create')).toEqual([]);
    expect(stateOf(engine, id)).toBe('hosted');
    world().faults.length = 0;
    free();
    await world().untilAtRest(engine);
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it('after the answer keeps the id until it can be written down', async () => {
    connections = spyOnConnections();
    const { service, clock } = world();
    service.latencyMs = 5_000;
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => service.callsOf('create').length === 1);
    const free = fillLedger();
    await clock.pass(30 * minute);
    expect(service.accepted('/media/a.mp4')).toBe(1);
    expect(stateOf(engine, id)).toBe('submitting');
    free();
    await world().untilAtRest(engine);
    expect(engine.ledger.jobs.get(id ?? '')).toMatchObject({ state: 'done', remoteId: 'job_1' });
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it('after a refusal begins its hold when it can, and does not send meanwhile', async () => {
    connections = spyOnConnections();
    const { service, clock } = world();
    service.latencyMs = 5_000;
    service.credits = 0;
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await clock.until(() => service.callsOf('create').length === 1);
    const free = fillLedger();
    await clock.pass(10 * minute);
    free();
    await world().untilAtRest(engine);
    expect(engine.holdsInForce().map(({ kind }) => kind)).toEqual(['credits']);
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('ids', () => {
  it('that the service gives to two clips leave the second in doubt', async () => {
    const { service } = world();
    service.next('create', { status: 201, body: '{"data":{"id":"job_9","status":"queued"}}' });
    service.next('create', { status: 201, body: '{"data":{"id":"job_9","status":"queued"}}' });
    const engine = await world().start();
    const [a, b] = await world().batch(engine, ['a', 'b']);
    await world().untilAtRest(engine);
    expect(stateOf(engine, a)).toBe('accepted');
    expect(engine.clip(b ?? '')).toMatchObject({ state: 'unconfirmed' });
    expect(engine.ledger.jobs.get(b ?? '')?.remoteId).toBeNull();
  });

  it('that the account does not know are kept, asked for rarely, and at rest for a person', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => stateOf(engine, id) === 'accepted');
    const job = service.jobs.get('job_1');
    if (job === undefined) throw new Error('no job');
    service.jobs.delete('job_1');
    await world().untilAtRest(engine);
    expect(engine.clip(id ?? '')).toMatchObject({ state: 'accepted', problem: { code: 'service.job-not-found' } });
    const before = service.callsOf('get').length;
    await clock.pass(60 * minute);
    const asked = service.callsOf('get').length - before;
    expect(asked >= 4 && asked <= 6, `asked ${asked} times in an hour`).toBe(true);
    service.jobs.set('job_1', job); // the right token again
    await clock.pass(11 * minute);
    expect(stateOf(engine, id)).toBe('done');
    expect(service.callsOf('create')).toHaveLength(1);
  });

  it('that the account does not know do not keep other clips from being submitted', async () => {
    world().settings = { ...world().settings, concurrency: 1 };
    const { service, clock } = world();
    const engine = await world().start();
    const [a, b, c] = await world().batch(engine, ['a', 'b', 'c']);
    await clock.until(() => stateOf(engine, a) === 'accepted');
    service.jobs.delete('job_1');
    await world().untilAtRest(engine);
    expect([a, b, c].map((id) => stateOf(engine, id))).toEqual(['accepted', 'done', 'done']);
  });
});

describe('a job in a state that nobody knows', () => {
  it('does not keep the others from their turn for ever', async () => {
    world().settings = { ...world().settings, concurrency: 1 };
    const { service, clock } = world();
    service.describeJob = (view) => (view['id'] === 'job_1' ? { ...view, status: 'canceled by support' } : view);
    const engine = await world().start();
    const [a, b] = await world().batch(engine, ['a', 'b']);
    await clock.pass(30 * minute);
    expect([a, b].map((id) => stateOf(engine, id))).toEqual(['accepted', 'hosted']);
    await clock.pass(60 * minute);
    expect([a, b].map((id) => stateOf(engine, id))).toEqual(['accepted', 'done']);
    expect(engine.clip(a ?? '')?.remoteStatus).toBe('canceled by support');
  });
});

describe('a clip that cannot be submitted because of a fault', () => {
  it('does not keep the next one from going on', async () => {
    world().settings = { ...world().settings, concurrency: 1 };
    const { host } = world();
    const sign = host.sign.bind(host);
    vi.spyOn(host, 'sign').mockImplementation((id, media, signature) => {
      if (media.path.includes('/a.')) throw new Error('a bug');
      return sign(id, media, signature);
    });
    const engine = await world().start();
    const [a, b] = await world().batch(engine, ['a', 'b']);
    await world().clock.until(() => stateOf(engine, b) === 'done', 60 * minute);
    expect(stateOf(engine, a)).toBe('hosted');
    expect(world().faults.length).toBeGreaterThan(0);
    world().faults.length = 0;
    await world().stop(engine);
    world().faults.length = 0;
  });
});
