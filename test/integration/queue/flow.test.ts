import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import type { JobState } from '../../../src/shared/job-state.ts';
import { film } from '../../fakes/memory-files.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `clip-${index + 1}`);
const statesOf = (engine: Engine, ids: readonly string[]) => ids.map((id) => engine.clip(id)?.state);

describe('a batch', () => {
  it('goes from files to verified results, each paid for once', async () => {
    const engine = await world().start();
    const ids = await world().batch(engine, names(7));
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(ids.map(() => 'done'));
    expect(world().service.creates.map(({ accepted }) => accepted)).toEqual(ids.map(() => true));
    expect(world().disk.published).toHaveLength(7);
    expect(engine.clip(ids[0] ?? '')).toMatchObject({
      resultName: 'clip-1.mp4',
      resultSeconds: 10,
      billableSeconds: 10,
      creditsUsed: 5,
      remoteProgress: 100,
    });
  });

  it('is submitted in order', async () => {
    const engine = await world().start();
    await world().batch(engine, names(20));
    await world().untilAtRest(engine);
    expect(world().service.creates.map(({ video }) => video)).toEqual(names(20).map((name) => `/media/${name}.mp4`));
  });

  it('comes after an earlier one', async () => {
    const engine = await world().start();
    await world().batch(engine, ['a', 'b', 'c', 'd', 'e'], 'one');
    await world().batch(engine, ['f', 'g'], 'two');
    await world().untilAtRest(engine);
    expect(
      world()
        .service.creates.map(({ video }) => video)
        .join(),
    ).toBe(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `/media/${name}.mp4`).join());
  });

  it.each([1, 2, 5])('keeps every limit at every instant, at concurrency %i', async (concurrency) => {
    world().settings = { ...world().settings, concurrency, hostingAtOnce: 2, fetchingAtOnce: 2 };
    const { service, media, host } = world();
    service.processingMs = 4_000;
    const engine = await world().start();
    await world().batch(engine, names(15));
    await world().untilAtRest(engine);
    expect(service.mostJobsAtOnce).toBe(concurrency);
    expect(service.creating.most).toBeLessThanOrEqual(concurrency);
    expect(host.putting.most).toBe(2);
    expect(service.downloading.most).toBeLessThanOrEqual(2);
    expect(media.probing.most).toBeLessThanOrEqual(2 + 2); // two clips checked, two results verified
  });

  it('hosts only a little ahead of what is submitted', async () => {
    world().settings = { ...world().settings, concurrency: 2, hostingAtOnce: 2 };
    const engine = await world().start();
    const ids = await world().batch(engine, names(12));
    await world().clock.until(() => engine.clip(ids[0] ?? '')?.state === 'accepted');
    await world().clock.pass(2_000);
    expect(world().host.present.size).toBe(2 * (2 + 4)); // two files of a clip
  });

  it('reads an audio track that many clips share once', async () => {
    const engine = await world().start();
    const clips = names(10).map((name) => ({ ...world().clip(name), audio: world().clip('voice').audio }));
    await world().startBatch(engine, { name: 'shared', resultsFolder: '/results', clips, budget: null });
    await world().untilAtRest(engine);
    expect(world().media.probed.get('/media/voice.wav')).toBe(1);
    expect(world().disk.published).toHaveLength(10);
  });

  it('goes on past a file that is not media', async () => {
    const engine = await world().start();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => world().clip(name));
    if (!a || !b || !c) throw new Error('no clips');
    world().files.write('/media/b.mp4', new TextEncoder().encode('a letter'));
    const id = await world().startBatch(engine, {
      name: 'mixed',
      resultsFolder: '/results',
      clips: [a, b, c],
      budget: null,
    });
    await world().untilAtRest(engine);
    expect(engine.clips(id).map(({ state }) => state)).toEqual(['done', 'rejected', 'done']);
    expect(engine.clips(id)[1]?.problem?.code).toBe('media.not-media');
  });

  it('takes its media off the host when it is over', async () => {
    const engine = await world().start();
    await world().batch(engine, names(3));
    await world().untilAtRest(engine);
    await world().clock.pass(1_000);
    expect([...world().host.present]).toEqual([]);
  });

  it('ends with a receipt that has the account before and after', async () => {
    const engine = await world().start();
    await world().batch(engine, names(2));
    await world().untilAtRest(engine);
    const receipt: unknown = JSON.parse(world().files.text('/results/batch/batch.json'));
    expect(receipt).toMatchObject({
      batch: 'batch',
      account: { atStart: { credits: 1000 }, atEnd: { credits: 990 } },
      clips: [
        { name: 'clip-1', state: 'done', result: 'clip-1.mp4', creditsUsed: 5, remoteId: 'job_1' },
        { name: 'clip-2', state: 'done', result: 'clip-2.mp4', creditsUsed: 5, remoteId: 'job_2' },
      ],
    });
    expect(engine.batches()[0]?.endedAt).not.toBeNull();
  });

  it('whose clips are all rejected ends too, without a look at the account', async () => {
    const engine = await world().start();
    const before = world().service.callsOf('profile').length;
    const clip = world().clip('a');
    world().files.write('/media/a.mp4', film({ video: null }));
    await world().startBatch(engine, { name: 'none', resultsFolder: '/results', clips: [clip], budget: null });
    await world().untilAtRest(engine);
    expect(engine.batches()[0]).toMatchObject({ counts: { rejected: 1 } });
    expect(engine.batches()[0]?.endedAt).not.toBeNull();
    expect(world().service.callsOf('profile').length).toBe(before + 1);
  });

  it('that ended is taken up again for mended files', async () => {
    const engine = await world().start();
    const clip = world().clip('a');
    world().files.write('/media/a.mp4', new Uint8Array());
    const id = await world().startBatch(engine, {
      name: 'mend',
      resultsFolder: '/results',
      clips: [clip],
      budget: null,
    });
    await world().untilAtRest(engine);
    world().files.write('/media/a.mp4', film());
    await engine.recheck();
    await world().untilAtRest(engine);
    expect(engine.clips(id).map(({ state }) => state)).toEqual(['done']);
    expect(world().files.text('/results/mend/batch.json')).toContain('"state": "done"');
  });

  it('that was refused twice and then started anew with mended files is not taken up again: it would be paid for again', async () => {
    const engine = await world().start();
    const clips = [world().clip('a')];
    const start = async (name: string): Promise<void> => {
      await world().startBatch(engine, { name, resultsFolder: '/results', clips, budget: null });
      await world().untilAtRest(engine);
    };
    world().files.write('/media/a.mp4', new Uint8Array());
    await start('refused');
    await start('refused again');
    world().files.write('/media/a.mp4', film());
    await engine.recheck();
    await world().untilAtRest(engine);
    expect(engine.batches().map(({ counts }) => counts)).toEqual([{ rejected: 1 }, { done: 1 }]);
    await engine.recheck();
    // Nor by a press on its own line.
    const refused = engine.batches().flatMap(({ id }) => engine.clips(id).filter(({ state }) => state === 'rejected'));
    expect(refused).toHaveLength(1);
    expect(await engine.recheckClips({ kind: 'clips', ids: refused.map(({ id }) => id) })).toBe(0);
    await world().untilAtRest(engine);
    expect(world().service.creates).toHaveLength(1);
  });
});

describe('pause and resume', () => {
  it('submits nothing while paused; what is at the service is watched and fetched', async () => {
    const engine = await world().start();
    const ids = await world().batch(engine, names(6));
    await world().clock.until(() => world().service.creates.length === 3);
    engine.pause();
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids).filter((state) => state === 'done')).toHaveLength(3);
    expect(world().service.creates).toHaveLength(3);
    engine.resume();
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(ids.map(() => 'done'));
  });

  it('outlives a restart', async () => {
    const first = await world().start();
    first.pause();
    const ids = await world().batch(first, names(2));
    await world().stop(first);
    const second = await world().start();
    await world().untilAtRest(second);
    expect(world().service.creates).toEqual([]);
    expect(second.holdsInForce().map(({ kind }) => kind)).toEqual(['user']);
    second.resume();
    await world().untilAtRest(second);
    expect(statesOf(second, ids)).toEqual(['done', 'done']);
  });
});

describe('cancel', () => {
  /** Lets the third of three clips get to `state` at concurrency 1, so that it stays there long enough to look. */
  async function reach(state: JobState): Promise<{ engine: Engine; id: string }> {
    world().settings = { ...world().settings, concurrency: 1 };
    const engine = await world().start();
    const [id] = (await world().batch(engine, names(1))).slice(-1);
    if (id === undefined) throw new Error('no clip');
    await world().clock.until(() => engine.clip(id)?.state === state);
    return { engine, id };
  }

  it.each(['checking', 'hosting'] as const)('a clip that is %s is canceled and never submitted', async (state) => {
    const { engine, id } = await reach(state);
    expect(engine.cancel(id)).toEqual({ ok: true, value: undefined });
    await world().untilAtRest(engine);
    expect(engine.clip(id)?.state).toBe('canceled');
    expect(world().service.creates).toEqual([]);
    expect(engine.cancel(id)).toMatchObject({ ok: false, problem: { code: 'request.not-cancelable' } });
  });

  it('a clip that waits ready or hosted is canceled', async () => {
    world().settings = { ...world().settings, concurrency: 1, hostingAtOnce: 1 };
    const engine = await world().start();
    const ids = await world().batch(engine, names(5));
    await world().clock.until(() => engine.clip(ids[0] ?? '')?.state === 'accepted');
    await world().clock.pass(1_000);
    expect(statesOf(engine, ids)).toEqual(['accepted', 'hosted', 'hosted', 'ready', 'ready']);
    engine.cancel(ids[1] ?? '');
    engine.cancel(ids[4] ?? '');
    await world().untilAtRest(engine);
    expect(statesOf(engine, ids)).toEqual(['done', 'canceled', 'done', 'done', 'canceled']);
    expect(world().service.creates).toHaveLength(3);
  });

  it.each(['submitting', 'accepted', 'fetching', 'done'] as const)('a clip that is %s is not', async (state) => {
    const { engine, id } = await reach(state);
    expect(engine.cancel(id)).toMatchObject({ ok: false, problem: { code: 'request.not-cancelable' } });
    await world().untilAtRest(engine);
    expect(engine.clip(id)?.state).toBe('done');
  });

  it('an unknown clip is named', async () => {
    const engine = await world().start();
    expect(engine.cancel('nobody')).toMatchObject({ ok: false, problem: { code: 'request.no-job' } });
  });

  it('leaves media that another clip needs', async () => {
    const engine = await world().start();
    const voice = world().clip('voice').audio;
    const clips = ['a', 'b'].map((name) => ({ ...world().clip(name), audio: voice }));
    const id = await world().startBatch(engine, { name: 'two', resultsFolder: '/results', clips, budget: null });
    const [a, b] = engine.clips(id);
    await world().clock.until(() => engine.clip(a?.id ?? '')?.state === 'accepted');
    engine.pause();
    engine.cancel(b?.id ?? '');
    await world().clock.pass(1_000);
    expect(world().host.present.size).toBeGreaterThanOrEqual(2);
  });
});
