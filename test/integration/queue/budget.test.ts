import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `clip-${index}`);
const budgetHolds = (engine: Engine) => engine.holdsInForce().filter(({ kind }) => kind === 'budget');
const accepted = (): number => world().service.creates.filter((create) => create.accepted).length;

/** Starts a batch of so many clips, each of 5 credits, with this budget. */
async function start(engine: Engine, count: number, budget: number | null, name = 'batch'): Promise<string> {
  const clips = names(count).map((clip) => world().clip(`${name}-${clip}`));
  return world().startBatch(engine, { name, resultsFolder: '/results', clips, budget });
}

describe('the budget of a batch', () => {
  it.each([
    [24, 4],
    [25, 5],
    [26, 5],
    [4, 0],
  ])('of %d credits is enough for %d clips of 5, at a price that is set', async (budget, clips) => {
    world().settings = { price: { credits: 5, unit: 'clip' } };
    const engine = await world().start();
    const id = await start(engine, 8, budget);
    await world().untilAtRest(engine);
    expect(accepted()).toBe(clips);
    expect(engine.clips(id).filter(({ state }) => state === 'done')).toHaveLength(clips);
    expect(budgetHolds(engine)).toMatchObject([
      { batchId: id, stops: ['submit'], problem: { code: 'budget.reached' } },
    ]);
  });

  it('with an unknown price lets one clip go at a time, until the price is known', async () => {
    const { service, clock } = world();
    const engine = await world().start();
    await start(engine, 8, 30);
    await clock.until(() => service.creates.length === 1);
    await clock.pass(10_000);
    expect(service.creates).toHaveLength(1);
    await world().untilAtRest(engine);
    expect(accepted()).toBe(6);
    expect(service.mostJobsAtOnce).toBeGreaterThan(1);
    expect(budgetHolds(engine)).toHaveLength(1);
  });

  it('goes on when it is raised, and without one', async () => {
    const engine = await world().start();
    const id = await start(engine, 6, 10);
    await world().untilAtRest(engine);
    expect(accepted()).toBe(2);
    expect(engine.setBudget(id, 12).ok).toBe(true);
    await world().untilAtRest(engine);
    expect([accepted(), budgetHolds(engine).length]).toEqual([2, 1]);
    engine.setBudget(id, 20);
    await world().untilAtRest(engine);
    expect([accepted(), budgetHolds(engine).length]).toEqual([4, 1]);
    engine.setBudget(id, null);
    await world().untilAtRest(engine);
    expect([accepted(), budgetHolds(engine).length]).toEqual([6, 0]);
  });

  it('stops only its batch, however many clips of it wait before those of another', async () => {
    const engine = await world().start();
    await start(engine, 30, 10, 'small');
    const other = await start(engine, 9, null, 'other');
    await world().untilAtRest(engine);
    expect(engine.clips(other).every(({ state }) => state === 'done')).toBe(true);
    expect(accepted()).toBe(11);
  });

  it('is held for again after a restart, and outlives a crash in the middle of a create', async () => {
    const { clock, service } = world();
    world().settings = { price: { credits: 5, unit: 'clip' } };
    const engine = await world().start();
    await start(engine, 6, 15);
    await clock.until(() => service.creates.length === 1);
    world().crash(engine);
    const next = await world().start();
    await world().untilAtRest(next);
    // Three were authorised before the crash, whatever became of them: they are the budget.
    expect(service.creates.length).toBeLessThanOrEqual(3);
    expect(budgetHolds(next)).toHaveLength(1);
  });

  it('ends its hold by itself when a clip that it was for is canceled, or costs less than it might have', async () => {
    const engine = await world().start();
    const id = await start(engine, 3, 10);
    await world().untilAtRest(engine);
    const waiting = engine.clips(id).filter(({ state }) => state === 'hosted');
    for (const clip of waiting) engine.cancel(clip.id);
    await world().untilAtRest(engine);
    expect(budgetHolds(engine)).toEqual([]);
    expect(engine.batches()[0]?.endedAt).not.toBeNull();
  });

  it('counts what a failed clip was charged, as the account tells it', async () => {
    const { service } = world();
    const engine = await world().start();
    service.nextJob = { fails: 'no face' };
    await start(engine, 2, 10);
    await world().untilAtRest(engine);

    expect(budgetHolds(engine)).toMatchObject([{ problem: { code: 'budget.unknown' } }]);
    expect(accepted()).toBe(1);
  });
});
