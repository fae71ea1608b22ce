import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { problem } from '../../../src/shared/problems.ts';
import { film } from '../../fakes/memory-files.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const minute = 60_000;
const stateOf = (engine: Engine, id: string | undefined) => engine.clip(id ?? '')?.state;

/** Starts one clip and lets it come to its end. */
async function runOne(name = 'a'): Promise<{ engine: Engine; id: string }> {
  const engine = await world().start();
  const [id = ''] = await world().batch(engine, [name]);
  await world().untilAtRest(engine);
  return { engine, id };
}

describe('a result that a person lost', () => {
  const path = '/results/batch/a.mp4';
  async function lost(): Promise<{ engine: Engine; id: string; again: () => ReturnType<Engine['fetchAgain']> }> {
    const { engine, id } = await runOne();
    world().files.remove(path);
    return { engine, id, again: () => world().clock.untilResolved(engine.fetchAgain(id)) };
  }

  it('is fetched again to where it was, and is not made again', async () => {
    const { service, files } = world();
    const { engine, id, again } = await lost();
    expect(await engine.isResultLost(id)).toBe(true);
    const both = [engine.fetchAgain(id), engine.fetchAgain(id)];
    expect(await world().clock.untilResolved(Promise.all(both))).toMatchObject([{ ok: true }, { ok: true }]);
    expect(service.downloads).toHaveLength(2);
    expect(files.read(path)).toEqual(Buffer.from(film()));
    expect(await engine.isResultLost(id)).toBe(false);
    expect(service.callsOf('create')).toHaveLength(1);
    expect(await again()).toMatchObject({ ok: false, problem: { code: 'result.not-lost' } });
    expect(engine.ledger.events.ofJob(id).at(-1)?.body).toEqual({ kind: 'fetched-again', name: 'a.mp4' });
  });

  it('is not asked of another service, nor told to be where a clip without a result has none', async () => {
    const { service } = world();
    const { engine, id } = await lost();
    const gets = service.callsOf('get').length;
    await world().stop(engine);
    world().apiUrl = 'https://another.example';
    const other = world().open();
    const url = 'https://service.example';
    expect(await other.fetchAgain(id)).toEqual({ ok: false, problem: problem('request.other-service', { url }) });
    expect(service.callsOf('get')).toHaveLength(gets);

    service.next('create', 'lost-answer');
    const [doubtful = ''] = await world().batch(other, ['b']);
    expect(await other.fetchAgain(doubtful)).toEqual({ ok: false, problem: problem('result.not-made') });
  });

  it.each([path, `${path}.part`])('is not written over %s, which somebody put there', async (taken) => {
    const { again } = await lost();
    world().files.write(taken, film({ durationSeconds: 3 }));
    expect(await again()).toMatchObject({ ok: false, problem: { code: 'result.name-taken' } });
    expect(world().files.read(taken)).toEqual(film({ durationSeconds: 3 }));
  });

  it.each([
    ['packed anew is taken', film({ size: 7 }), null],
    ['of another length is not', film({ durationSeconds: 2 }), 'result.differs'],
    ['that is a page is not', new TextEncoder().encode('<html>'), 'media.not-media'],
  ])('%s', async (_, bytes, code) => {
    const { service, files } = world();
    const { again } = await lost();
    for (const job of service.jobs.values()) job.result = bytes;
    expect(await again()).toMatchObject(code === null ? { ok: true } : { ok: false, problem: { code } });
    expect(files.read(path)).toEqual(code === null ? Buffer.from(bytes) : null);
    expect(files.read(`${path}.part`)).toBeNull();
  });

  it.each([
    ['the link has expired', () => void (world().service.linkLifeMs = -1), 'result.gone'],
    ['it was deleted there', () => world().service.jobs.clear(), 'service.job-not-found'],
    ['the download breaks off', () => world().service.nextDownload({ cutAfter: 100 }), 'result.unreachable'],
    ['the disk is full', () => void (world().disk.free = 10), 'disk.full'],
  ])('is not fetched when %s; nothing is left behind, and the clip stays what it was', async (_, spoil, code) => {
    const { engine, id, again } = await lost();
    spoil();
    expect(await again()).toMatchObject({ ok: false, problem: { code } });
    expect(
      world()
        .files.paths()
        .filter((each) => each.startsWith(path)),
    ).toEqual([]);
    expect(stateOf(engine, id)).toBe('done');
    expect(engine.holdsInForce()).toEqual([]);
  });
});

describe('a result', () => {
  it('is asked for anew when its link has expired', async () => {
    world().service.linkLifeMs = -1;
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().clock.until(() => engine.clip(id ?? '')?.problem?.code === 'result.expired');
    world().service.linkLifeMs = 60_000;
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
    expect(engine.clip(id ?? '')?.problem).toBeNull();
  });

  it('that is cut is gone on with where it stopped', async () => {
    const { service } = world();
    service.nextDownload({ cutAfter: 100 }, { cutAfter: 150 });
    const { engine, id } = await runOne();
    expect(stateOf(engine, id)).toBe('done');
    expect(service.downloads.map(({ from }) => from)).toEqual([0, 100, 150]);
    expect(world().files.read('/results/batch/a.mp4')).toEqual(Buffer.from(film()));
  });

  it('that is cut and has no entity tag begins again', async () => {
    const { service } = world();
    service.tagsResults = false;
    service.nextDownload({ cutAfter: 100 });
    const { engine, id } = await runOne();
    expect(stateOf(engine, id)).toBe('done');
    expect(service.downloads.map(({ from }) => from)).toEqual([0, 0]);
  });

  it('that was partly here when Shoal ended is gone on with', async () => {
    const { service, files, clock } = world();
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await clock.until(() => (files.read('/results/batch/a.mp4.part')?.byteLength ?? 0) >= 128);
    world().crash(first);
    const second = await world().start();
    await world().untilAtRest(second);
    expect(stateOf(second, id)).toBe('done');
    expect(service.downloads.map(({ from }) => from)).toEqual([0, 128]);
    expect(files.paths().filter((path) => path.startsWith('/results/batch/a'))).toEqual(['/results/batch/a.mp4']);
  });

  it.each([{ status: 500 }, { status: 410 }, 'unreachable'] as const)('is tried again after %j', async (fault) => {
    world().service.nextDownload(fault, fault, fault);
    const { engine, id } = await runOne();
    expect(stateOf(engine, id)).toBe('done');
  });

  it.each([
    ['not media', new TextEncoder().encode('<html>')],
    ['without sound', film({ audio: null })],
    ['without a picture', film({ video: null })],
    ['too short', film({ durationSeconds: 3 })],
    ['too long', film({ durationSeconds: 30 })],
  ])('that is %s fails the clip after three downloads, and keeps the bytes', async (_, result) => {
    world().service.nextJob = { result };
    const { engine, id } = await runOne();
    await world().clock.pass(60 * minute);
    expect(engine.clip(id)).toMatchObject({
      state: 'failed',
      problem: { code: 'result.invalid' },
      endedAtStep: 'fetch',
    });
    expect(world().disk.published).toEqual([]);
    expect(world().files.read('/results/batch/a.mp4.part')).toEqual(Buffer.from(result));
    expect(world().service.downloads).toHaveLength(3);
  });

  it('is not failed because ffprobe could not be started: what is paid for is checked later', async () => {
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().clock.until(() => stateOf(engine, id) === 'fetching');
    world().media.failures.push(
      problem('media.probe-missing', { reason: 'EAGAIN' }),
      problem('media.probe-timeout', { name: 'a.mp4.part', seconds: 30 }),
      problem('media.unreadable', { name: 'a.mp4.part', reason: 'EIO' }),
    );
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
  });

  it('that was put together from two downloads and is broken is downloaded once more as a whole', async () => {
    const { service, files, clock } = world();
    const first = await world().start();
    const [id] = await world().batch(first, ['a']);
    await clock.until(() => (files.read('/results/batch/a.mp4.part')?.byteLength ?? 0) >= 128);
    world().crash(first);
    files.write('/results/batch/a.mp4.part', new Uint8Array(128)); // what a power cut leaves on some file systems
    const second = await world().start();
    await world().untilAtRest(second);
    expect(stateOf(second, id)).toBe('done');
    expect(service.downloads.map(({ from }) => from)).toEqual([0, 128, 0]);
  });

  it('whose name was taken meanwhile gets the next one', async () => {
    const { files, disk } = world();
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().clock.until(() => files.paths().includes('/results/batch/a.mp4.part'));
    files.write('/results/batch/a.mp4', film({ durationSeconds: 1 }));
    await world().untilAtRest(engine);
    expect(engine.clip(id ?? '')).toMatchObject({ state: 'done', resultName: 'a (2).mp4' });
    expect(disk.published).toEqual(['/results/batch/a (2).mp4']);
    expect(files.text('/results/batch/a.mp4')).toContain('"durationSeconds":1,');
  });

  it('that got its name right before a crash is found by its content, not downloaded again', async () => {
    const { service, disk, files } = world();
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    let crashed = false;
    disk.afterPublish = () => {
      if (!crashed) world().crash(engine);
      crashed = true;
    };
    await world()
      .clock.until(() => crashed)
      .catch(() => undefined);
    expect(crashed).toBe(true);
    files.write('/results/batch/a.mp4.part', film()); // a crash between the two halves of giving a name
    const second = await world().start();
    await world().untilAtRest(second);
    expect(second.clip(id ?? '')).toMatchObject({ state: 'done', resultName: 'a.mp4', resultSeconds: 10 });
    expect(service.downloads).toHaveLength(1);
    expect(files.paths().filter((path) => path.startsWith('/results/batch/a'))).toEqual(['/results/batch/a.mp4']);
  });

  it('of two clips with one name are two files', async () => {
    const engine = await world().start();
    await world().batch(engine, ['a'], 'x');
    await world().batch(engine, ['a'], 'x');
    await world().untilAtRest(engine);
    expect(world().disk.published.toSorted()).toEqual(['/results/x/a (2).mp4', '/results/x/a.mp4']);
  });

  it('whose name was written down as Shoal ended, before there was a file, is not mixed with another', async () => {
    const { disk, files } = world();
    const first = await world().start();
    await world().batch(first, ['a'], 'x');
    await world().batch(first, ['a'], 'x');
    const { reserve } = disk;
    const claims: boolean[] = [];
    disk.reserve = (folder, fileName, claim) => {
      claims.push(claim(`${folder}/${fileName}`));
      if (claims.length === 2) world().crash(first);
      return new Promise(() => undefined);
    };
    await world()
      .clock.until(() => claims.length === 2)
      .catch(() => undefined);
    expect(claims).toEqual([true, false]);
    disk.reserve = reserve;
    const second = await world().start();
    await world().untilAtRest(second);
    expect(disk.published.toSorted()).toEqual(['/results/x/a (2).mp4', '/results/x/a.mp4']);
    expect(files.paths().filter((path) => path.endsWith('.part'))).toEqual([]);
  });

  it('whose job is no longer found is at rest for a person, and goes on when it is found', async () => {
    const { service, clock } = world();
    service.nextDownload(...Array.from({ length: 3 }, () => 'unreachable' as const));
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await clock.until(() => stateOf(engine, id) === 'fetching');
    const job = service.jobs.get('job_1');
    if (job === undefined) throw new Error('no job');
    service.jobs.delete('job_1');
    await world().untilAtRest(engine);
    expect(engine.clip(id ?? '')).toMatchObject({ state: 'fetching', problem: { code: 'service.job-not-found' } });
    service.jobs.set('job_1', job);
    await clock.pass(15 * minute);
    expect(stateOf(engine, id)).toBe('done');
  });
});

describe('a remote job', () => {
  it('that failed fails its clip with the service’s reason, and is not submitted again', async () => {
    world().service.nextJob = { fails: 'no face found' };
    const { engine, id } = await runOne();
    expect(engine.clip(id)).toMatchObject({
      state: 'failed',
      endedAtStep: 'process',
      problem: { code: 'service.job-failed', parameters: { message: 'no face found' } },
    });
    expect(world().service.creates).toHaveLength(1);
  });

  it.each([400, 404, 413, 422])('that was refused with %i rejects its clip before anything is paid', async (status) => {
    world().service.next('create', { status });
    const { engine, id } = await runOne();
    expect(engine.clip(id)).toMatchObject({ state: 'rejected', endedAtStep: 'submit' });
    expect(world().service.callsOf('create')).toHaveLength(1);
  });

  it('in a state that is not known is waited for', async () => {
    const { service } = world();
    service.next('get', { status: 200, body: '{"data":{"id":"job_1","status":"daydreaming"}}' });
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().clock.until(() => engine.clip(id ?? '')?.remoteStatus === 'daydreaming');
    await world().untilAtRest(engine);
    expect(stateOf(engine, id)).toBe('done');
  });

  it('whose get answers nonsense or a fault is asked again', async () => {
    const { service } = world();
    service.next(
      'get',
      { status: 200, body: '<html>' },
      { status: 500 },
      'lost-answer',
      { status: 409 },
      { status: 404, body: 'not here' },
    );
    const { engine, id } = await runOne();
    expect(stateOf(engine, id)).toBe('done');
  });

  it('never shows less progress than before', async () => {
    const { service } = world();
    const engine = await world().start();
    const [id] = await world().batch(engine, ['a']);
    await world().clock.until(() => (engine.clip(id ?? '')?.remoteProgress ?? 0) > 10);
    const before = engine.clip(id ?? '')?.remoteProgress ?? 0;
    service.next('get', { status: 200, body: '{"data":{"id":"job_1","status":"processing","progress":1}}' });
    const asked = service.callsOf('get').length;
    await world().clock.until(() => service.callsOf('get').length > asked + 1);
    expect(engine.clip(id ?? '')?.remoteProgress).toBeGreaterThanOrEqual(before);
    await world().untilAtRest(engine);
  });
});
