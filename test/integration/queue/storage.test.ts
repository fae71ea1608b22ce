import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { problem } from '../../../src/shared/problems.ts';
import { storageSchema } from '../../../src/shared/storage.ts';
import { film } from '../../fakes/memory-files.ts';
import { useWorld } from '../../fakes/use-world.ts';

const day = 86_400_000;
const world = useWorld();
const good = { ok: true, value: undefined };
const stateOf = (engine: Engine, id: string | undefined) => engine.clip(id ?? '')?.state;

async function start(keepDays: number | null = 0): Promise<Engine> {
  const storage = storageSchema.parse({
    endpoint: 'https://storage.example',
    region: 'x',
    bucket: 'bucket',
    keyId: 'key',
    keepDays,
  });
  world().settings = { ...world().settings, host: 's3', storage };
  return world().start();
}

/** A batch of clips, each with a video of its own (or the same as `like`); all with the same sound. */
async function batch(engine: Engine, names: readonly string[], name = 'batch', like?: string): Promise<string[]> {
  const clips = names.map((clip) => world().clip(clip));
  for (const { video, audio } of clips) {
    if (video.kind === 'path') world().files.write(video.path, film({ container: like ?? video.path }));
    if (audio.kind === 'path') world().files.write(audio.path, film({ video: null, container: 'the same sound' }));
  }
  const id = await world().startBatch(engine, { name, resultsFolder: '/results', clips, budget: null });
  return engine.clips(id).map((clip) => clip.id);
}

/** A clip whose submission is in doubt. */
async function inDoubt(
  engine: Engine,
  name = 'a',
  how: 'lost-answer' | 'lost-request' = 'lost-answer',
): Promise<string> {
  world().service.next('create', how);
  const [id = ''] = await batch(engine, [name], name);
  await world().untilAtRest(engine);
  expect(stateOf(engine, id)).toBe('unconfirmed');
  return id;
}

const decide = (engine: Engine, id: string, kind: 'submit-again' | 'give-up') =>
  world().clock.untilResolved(engine.decide(id, { kind }, 'a test'));

describe('objects at a storage', () => {
  it('are shared by content, and gone when no clip needs them', async () => {
    const engine = await start();
    const ids = await batch(engine, ['a', 'b', 'c']);
    await world().untilAtRest(engine);
    expect(ids.map((id) => stateOf(engine, id))).toEqual(['done', 'done', 'done']);
    expect(new Set(world().storage.puts).size).toBe(4); // three videos and one sound
    await world().clock.pass(1000);
    expect([...world().storage.present]).toEqual([]);
  });

  it('stay for the days that are set', async () => {
    const engine = await start(1);
    await batch(engine, ['a']);
    await world().untilAtRest(engine);
    await world().clock.pass(day - 7_200_000);
    expect(world().storage.present.size).toBe(2);
    await world().clock.pass(7_200_000 + 3_700_000);
    expect(world().storage.present.size).toBe(0);
  });

  it('stay for ever where that is set', async () => {
    const engine = await start(null);
    await batch(engine, ['a']);
    await world().untilAtRest(engine);
    await world().clock.pass(2 * day);
    expect(world().storage.present.size).toBe(2);
  });

  it('are looked after also when the ledger could not be written to at the first time', async () => {
    const engine = await start(1);
    await batch(engine, ['a']);
    await world().untilAtRest(engine);
    const full = new Error('database or disk is full');
    const marking = vi.spyOn(engine.ledger.hostedObjects, 'present').mockImplementationOnce(() => {
      throw full;
    });
    await world().clock.pass(2 * day);
    marking.mockRestore();
    expect(world().faults.splice(0)).toEqual([full]);
    expect(world().storage.present.size).toBe(0);
  });

  it('that stay are broken off half-way when their clip is canceled', async () => {
    const engine = await start(null);
    world().storage.failures.push(problem('host.unavailable', { reason: 'a test' }));
    const [id = ''] = await batch(engine, ['a']);
    await world().clock.until(() => engine.holdsInForce().some(({ kind }) => kind === 'host'));
    expect(engine.cancel(id)).toEqual(good);
    await world().untilAtRest(engine);
    expect(world().storage.abandoned).toContain(world().storage.puts[0]);
  });

  it('whose removal failed are removed by the next start', async () => {
    const first = await start();
    world().storage.undeletable = problem('host.unavailable', { reason: 'a test' });
    await batch(first, ['a']);
    await world().untilAtRest(first);
    await world().stop(first);
    expect(world().storage.present.size).toBe(2);
    world().storage.undeletable = null;
    await start();
    await world().clock.pass(1000);
    expect(world().storage.present.size).toBe(0);
  });

  it('are told from those that a clip needs, and only the others are purged', async () => {
    const engine = await start(null);
    await batch(engine, ['a']);
    await world().untilAtRest(engine);
    world().storage.present.add('a stranger');
    const id = await inDoubt(engine, 'b');
    const listed = await engine.storedObjects();
    if (!listed.ok) throw new Error(listed.problem.code);
    expect(listed.value.filter(({ needed }) => needed)).toHaveLength(2); // b's video, and the sound that a had too
    expect(await world().clock.untilResolved(engine.purgeStorage())).toEqual({ ok: true, value: 2 });
    expect(world().storage.present.size).toBe(2);
    expect(stateOf(engine, id)).toBe('unconfirmed');
  });
});

describe('links', () => {
  it('live as long as is set, and longer where the service takes longer', async () => {
    world().settings = { ...world().settings, signedUrlMs: 60_000, concurrency: 1 };
    const engine = await start();
    world().service.processingMs = 120_000;
    await batch(engine, ['a', 'b']);
    await world().untilAtRest(engine);
    const [first = 0, , , last = 0] = world().storage.lifetimes;
    expect(first).toBe(60_000);
    expect(last).toBeGreaterThanOrEqual(240_000);
  });

  it('are not given out of a place that is not set any more', async () => {
    const engine = await start();
    const { storage } = engine.settings;
    if (storage === null) throw new Error('no storage');
    const place = world().storage.place;
    let signed = 0;
    world().storage.onSign = () => {
      signed += 1;
      if (signed === 2) world().storage.place = 'https://storage.example/another/';
    };
    const [id] = await batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(signed).toBe(4); // those of the first place were thrown away
    expect(world().service.callsOf('create')).toHaveLength(1);
    world().storage.place = place;
  });
});

describe('this computer', () => {
  it('serves only while a clip needs it', async () => {
    const engine = await world().start();
    expect(world().host.isServing).toBe(false);
    const [id] = await batch(engine, ['a']);
    await world().clock.until(() => stateOf(engine, id) === 'accepted');
    expect(world().host.isServing).toBe(true);
    await world().untilAtRest(engine);
    await world().clock.pass(1000);
    expect(world().host.isServing).toBe(false);
  });
});

describe('submitting again after a doubt', () => {
  it('first deletes what only the doubtful attempt had, and uses other names', async () => {
    const engine = await start();
    const id = await inDoubt(engine);
    const before = [...world().storage.present];
    expect(before).toHaveLength(2);
    const decided = decide(engine, id, 'submit-again');
    expect(await decided).toEqual(good);
    expect(before.filter((name) => world().storage.present.has(name))).toEqual([]);
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(world().service.callsOf('create')).toHaveLength(2);
    expect(
      world()
        .storage.puts.slice(-2)
        .filter((name) => before.includes(name)),
    ).toEqual([]);
  });

  it('leaves an object that another clip at the service needs: the other one of the two is enough', async () => {
    world().service.processingMs = 3_600_000;
    const engine = await start();
    const [other] = await batch(engine, ['other'], 'first');
    await world().clock.until(() => stateOf(engine, other) === 'accepted');
    const needed = [...world().storage.present];
    world().service.next('create', 'lost-answer');
    const [id = ''] = await batch(engine, ['a'], 'second');
    await world().clock.until(() => stateOf(engine, id) === 'unconfirmed');
    const own = [...world().storage.present].filter((name) => !needed.includes(name));
    expect(own).toHaveLength(1);
    expect(await decide(engine, id, 'submit-again')).toEqual(good);
    expect([...world().storage.present]).toEqual(expect.arrayContaining(needed));
    expect([...world().storage.present]).not.toEqual(expect.arrayContaining(own));
    await world().untilAtRest(engine);
    expect([stateOf(engine, other), stateOf(engine, id)]).toEqual(['done', 'done']);
  });

  it('is not begun while the old links cannot be withdrawn, and is once they have ended', async () => {
    const engine = await start();
    const id = await inDoubt(engine);
    const before = [...world().storage.present];
    world().storage.undeletable = problem('host.denied', { right: 's3:DeleteObject' });
    const refused = await decide(engine, id, 'submit-again');
    expect(refused).toMatchObject({ ok: false, problem: { code: 'decision.not-withdrawn' } });
    expect(stateOf(engine, id)).toBe('unconfirmed');
    await world().clock.pass(day);
    expect(await decide(engine, id, 'submit-again')).toEqual(good);
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(
      world()
        .storage.puts.slice(-2)
        .filter((name) => before.includes(name)),
    ).toEqual([]);
  });

  it('never brings the links of a clip that was given up to life again', async () => {
    const engine = await start(null);
    const id = await inDoubt(engine, 'a', 'lost-request');
    const before = [...world().storage.present];
    expect(await decide(engine, id, 'give-up')).toEqual(good);
    await world().clock.pass(1000);
    expect(world().storage.present.size).toBe(0);
    await batch(engine, ['b'], 'again', '/media/a.mp4');
    await world().untilAtRest(engine);
    expect(
      world()
        .storage.puts.slice(-2)
        .filter((name) => before.includes(name)),
    ).toEqual([]);
  });
});

describe('a storage that refuses', () => {
  it('holds the queue, which rests until a person acts and then goes on by itself', async () => {
    world().storage.broken = problem('host.wrong-secret');
    world().storage.failures.push(problem('host.wrong-secret'));
    const engine = await start();
    const [id] = await batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.holdsInForce()).toMatchObject([{ kind: 'host', problem: { code: 'host.wrong-secret' } }]);
    expect(stateOf(engine, id)).toBe('ready');
    world().storage.broken = null;
    await world().clock.until(() => stateOf(engine, id) === 'done');
    expect(engine.holdsInForce()).toEqual([]);
  });
});
