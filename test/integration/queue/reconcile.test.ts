import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import type { ServiceJob } from '../../fakes/fake-service.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const minute = 60_000;
const hour = 60 * minute;
const clipOf = (engine: Engine, id: string | undefined) => engine.clip(id ?? '');
const candidatesOf = (engine: Engine, id: string | undefined) =>
  engine.candidates(id ?? '').map(({ remoteId }) => remoteId);

/** A batch of one clip whose create was accepted and never answered; everything has come to rest. */
async function doubtful(): Promise<{ engine: Engine; id: string; remoteId: string }> {
  const { service } = world();
  service.next('create', 'lost-answer');
  const engine = await world().start();
  const [id = ''] = await world().batch(engine, ['a']);
  await world().untilAtRest(engine);
  expect(service.callsOf('create')).toHaveLength(1);
  const remoteId = [...service.jobs.keys()].find((each) => each.startsWith('job_')) ?? '';
  return { engine, id, remoteId };
}

describe('a lost answer is found', () => {
  it.each([
    ['the oldest come first', (jobs: ServiceJob[]) => jobs],
    ['an old one is always on top', (jobs: ServiceJob[]) => [...jobs.slice(0, 1), ...jobs.slice(1).toReversed()]],
    ['there is no order', (jobs: ServiceJob[]) => [...jobs.slice(40, 130), ...jobs.slice(130), ...jobs.slice(0, 40)]],
  ])('in a list where %s', async (_, arrange) => {
    const { service } = world();
    service.addForeign(150, 100 * hour);
    service.repeatsInputUrls = true;
    service.arrangeList = arrange;
    const { engine, id } = await doubtful();
    expect(clipOf(engine, id)).toMatchObject({ state: 'done' });
  });

  it('where only a single job tells its URLs', async () => {
    const { service } = world();
    service.repeatsInputUrls = true;
    service.describeJob = ({ videoUrl, ...view }, where) => (where === 'get' ? { ...view, videoUrl } : view);
    const { engine, id } = await doubtful();
    expect(clipOf(engine, id)).toMatchObject({ state: 'done' });
  });

  it('where the list tells URLs without their query, and a single job the whole', async () => {
    const { service } = world();
    service.repeatsInputUrls = true;
    service.describeJob = (view, where) => (where === 'get' ? view : withoutQuery(view));
    const { engine, id } = await doubtful();
    expect(clipOf(engine, id)).toMatchObject({ state: 'done' });
  });

  it('in the very moment when it would be submitted again, because the list lagged for an hour', async () => {
    const { service, clock } = world();
    service.repeatsInputUrls = true;
    service.arrangeList = () => [];
    const { engine, id, remoteId } = await doubtful();
    expect(clipOf(engine, id)?.problem?.code).toBe('attempt.not-listed');
    service.arrangeList = (jobs) => jobs;
    const decided = await clock.untilResolved(engine.decide(id, { kind: 'submit-again' }, 'person'));
    expect(decided).toMatchObject({ ok: false, problem: { code: 'decision.found' } });
    await world().untilAtRest(engine);
    expect(engine.ledger.jobs.get(id)).toMatchObject({ state: 'done', remoteId });
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('a job that could be it is shown', () => {
  it.each([
    ['told without a time zone, of one ahead', local(8 * hour)],
    ['told without a time zone, of one behind', local(-11 * hour)],
    ['not told', () => undefined],
    ['told as a text for people', () => 'yesterday, 3 pm'],
  ])('when its time is %s', async (_, tell) => {
    const { service } = world();
    service.addForeign(120, 100 * hour);
    service.describeJob = ({ created_at, ...view }) => ({ ...view, created_at: tell(String(created_at)) });
    const { engine, id, remoteId } = await doubtful();
    expect(candidatesOf(engine, id)).toContain(remoteId);
  });

  it('and no others, once known jobs tell of which zone the times are', async () => {
    const { service } = world();
    service.addForeign(20, 3 * hour);
    const tell = local(8 * hour);
    service.describeJob = ({ created_at, ...view }) => ({ ...view, created_at: tell(String(created_at)) });
    const engine = await world().start();
    await world().batch(engine, ['known']);
    await world().untilAtRest(engine);
    service.next('create', 'lost-answer');
    const [id] = await world().batch(engine, ['a'], 'second');
    await world().untilAtRest(engine);
    expect(candidatesOf(engine, id)).toEqual(['job_2']);
  });

  it.each([
    ['the URLs without their query', withoutQuery],
    [
      'URLs of copies of its own',
      (view: Record<string, unknown>) => ({ ...view, videoUrl: 'https://cdn.example/in/1.mp4' }),
    ],
  ])('where the service tells %s', async (_, tell) => {
    const { service } = world();
    service.repeatsInputUrls = true;
    service.describeJob = tell;
    const { engine, id, remoteId } = await doubtful();
    expect(clipOf(engine, id)?.problem?.code).toBe('attempt.candidates');
    expect(candidatesOf(engine, id)).toEqual([remoteId]);
  });

  it('after the computer slept for three days between the last answer and the create', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    engine.pause();
    const [id] = await world().batch(engine, ['a']);
    await clock.pass(minute);
    clock.jump(72 * hour); // the monotonic clock stood still
    service.next('create', 'lost-answer');
    engine.resume();
    await world().untilAtRest(engine);
    expect(candidatesOf(engine, id)).toEqual(['job_1']);
  });

  it('when a later look does not list it any more', async () => {
    const { service, clock } = world();
    service.next('create', 'lost-answer');
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => service.callsOf('list').length === 1);
    await clock.pass(1_000);
    service.arrangeList = () => [];
    await world().untilAtRest(engine);
    expect(candidatesOf(engine, id)).toEqual(['job_1']);
  });
});

describe('a list that says nothing is not taken for a no', () => {
  it('when it gives its first page again and again', async () => {
    const { service } = world();
    service.addForeign(60, 100 * hour);
    service.isFirstPageOnly = true;
    service.arrangeList = (jobs) => jobs;
    const { engine, id } = await doubtful();
    expect(clipOf(engine, id)?.problem?.code).toBe('attempt.not-read-through');
    expect(service.callsOf('list').length).toBeLessThan(20);
  });

  it('when it does not show the clip that was accepted just before', async () => {
    const { service } = world();
    const engine = await world().start();
    await world().batch(engine, ['known']);
    await world().untilAtRest(engine);
    service.arrangeList = () => []; // such as the list of another account
    service.next('create', 'lost-answer');
    const [id] = await world().batch(engine, ['a'], 'second');
    await world().untilAtRest(engine);
    expect(clipOf(engine, id)?.problem?.code).toBe('attempt.not-read-through');
  });

  it('when it cannot be read: it comes to rest for a person, and is found once it can', async () => {
    const { service, clock } = world();
    service.repeatsInputUrls = true;
    service.next('list', ...Array.from({ length: 40 }, () => ({ status: 404 })));
    const { engine, id } = await doubtful();
    expect(clipOf(engine, id)).toMatchObject({ state: 'unconfirmed', problem: { code: 'attempt.list-unread' } });
    await clock.pass(24 * hour);
    expect(clipOf(engine, id)?.state).toBe('done');
    expect(service.callsOf('create')).toHaveLength(1);
  });
});

describe('the list', () => {
  it('is never asked for twice within a second, whatever fails and however many are in doubt', async () => {
    const { service } = world();
    service.latencyMs = 10;
    service.addForeign(120, 100 * hour);
    service.next('create', 'lost-answer', 'lost-answer', 'lost-request');
    service.next('list', { status: 503 }, { status: 503 }, 'not-sent', { status: 429 });
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd']);
    await world().untilAtRest(engine);
    const calls = service.callsOf('list');
    const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    expect(calls.length).toBeGreaterThanOrEqual(10);
    expect(Math.min(...gaps)).toBeGreaterThan(1_000);
  });
});

describe('a decision', () => {
  it('cannot take over a job that another ledger made', async () => {
    const { service, clock } = world();
    service.repeatsInputUrls = true;
    service.arrangeList = (jobs) => jobs.filter(({ id }) => id.startsWith('foreign'));
    const { engine, id } = await doubtful();
    service.addForeign(1, 0);
    const foreign = [...service.jobs.values()].at(-1);
    if (foreign === undefined) throw new Error('no job');
    foreign.videoUrl = 'https://elsewhere.example/v.mp4?nonce=s0-cother-1';
    const decided = await clock.untilResolved(engine.decide(id, { kind: 'adopt', remoteId: foreign.id }, 'person'));
    expect(decided).toMatchObject({ ok: false, problem: { code: 'decision.foreign' } });
    expect(clipOf(engine, id)?.state).toBe('unconfirmed');
  });

  it('to give up is remembered as what may have been charged, and not started again unasked', async () => {
    const { clock } = world();
    const { engine, id } = await doubtful();
    expect(await clock.untilResolved(engine.decide(id, { kind: 'give-up' }, 'person'))).toMatchObject({ ok: true });
    expect(clipOf(engine, id)).toMatchObject({ state: 'canceled', problem: { code: 'attempt.given-up' } });
    const theSame = {
      name: 'a',
      language: null,
      video: { kind: 'path', path: '/media/a.mp4' },
      audio: { kind: 'path', path: '/media/a.wav' },
    } as const;
    const again = await clock.untilResolved(engine.alreadyStarted(theSame));
    expect(again?.id).toBe(id);
  });

  it('for a job that the account does not have says so', async () => {
    const { clock } = world();
    const { engine, id } = await doubtful();
    const decided = await clock.untilResolved(engine.decide(id, { kind: 'adopt', remoteId: 'nobody' }, 'person'));
    expect(decided).toMatchObject({ ok: false, problem: { code: 'decision.no-such-job' } });
  });

  it('and a look find what the last run left open, without a start', async () => {
    const { service, clock } = world();
    service.repeatsInputUrls = true;
    const first = await world().start();
    const [id = ''] = await world().batch(first, ['a']);
    await clock.until(() => service.callsOf('create').length === 1);
    await clock.pass(10);
    world().crash(first);
    const second = world().open();
    expect(await clock.untilResolved(second.reconcile(0))).toMatchObject({ ok: true });
    expect(['accepted', 'unconfirmed']).toContain(clipOf(second, id)?.state);
    expect(clipOf(second, id)?.state).not.toBe('submitting');
  });
});

describe('a ledger that was restored from an old copy', () => {
  /** A clip was finished before the copy, and another is submitted after it. Gives back what puts the copy in place. */
  async function forgetful(): Promise<{ ids: (string | undefined)[]; restore: () => void }> {
    const first = await world().start();
    const [known] = await world().batch(first, ['known']);
    await world().untilAtRest(first);
    first.pause();
    const [forgotten] = await world().batch(first, ['a'], 'second');
    await world().clock.pass(minute);
    const restore = world().copy();
    first.resume();
    await world().untilAtRest(first);
    return { ids: [known, forgotten], restore: () => restore(first) };
  }

  it.each([
    ['', 0],
    [', also under many of other work', 30],
  ])('is noticed where only a single job tells its URLs%s', async (_, others) => {
    const { service, clock } = world();
    service.repeatsInputUrls = true;
    service.describeJob = ({ videoUrl, ...view }, where) => (where === 'get' ? { ...view, videoUrl } : view);
    const { ids, restore } = await forgetful();
    await clock.pass(hour);
    service.addForeign(others, 0);
    restore();
    const second = await world().start();
    second.resume();
    await world().untilAtRest(second);
    expect(ids.map((each) => clipOf(second, each)?.state)).toEqual(['done', 'done']);
    expect(service.callsOf('create')).toHaveLength(2);
  });

  it('may be one while the list cannot be read to its end: nothing is submitted before a person says so', async () => {
    const { service } = world();
    service.addForeign(60, 0);
    const first = await world().start();
    await world().batch(first, ['known']);
    await world().untilAtRest(first);
    world().crash(first);
    service.arrangeList = (jobs) => jobs;
    service.isFirstPageOnly = true;
    const second = await world().start();
    const [id] = await world().batch(second, ['a'], 'second');
    await world().untilAtRest(second);
    expect(second.holdsInForce()).toMatchObject([{ kind: 'ledger', problem: { code: 'ledger.not-compared' } }]);
    expect(service.callsOf('create')).toHaveLength(1);
    second.resume();
    await world().untilAtRest(second);
    expect(clipOf(second, id)?.state).toBe('done');
  });
});

function withoutQuery({ videoUrl, ...view }: Record<string, unknown>): Record<string, unknown> {
  return { ...view, videoUrl: String(videoUrl).replace(/\?.*/, '') };
}

/** A time as a database in another zone tells it: without the zone. */
function local(offsetMs: number): (iso: string) => string {
  return (iso) => new Date(Date.parse(iso) + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}
