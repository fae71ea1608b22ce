import { problem } from '../../../src/shared/problems.ts';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import type { EventBody } from '../../../src/shared/events.ts';
import { useWorld } from '../../fakes/use-world.ts';

const world = useWorld();
const minute = 60_000;
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `clip-${index}`);

function eventsOf<Kind extends EventBody['kind']>(engine: Engine, kind: Kind): Extract<EventBody, { kind: Kind }>[] {
  const isOf = (body: EventBody): body is Extract<EventBody, { kind: Kind }> => body.kind === kind;
  return engine.ledger.events.after(0, 100_000).flatMap(({ body }) => (isOf(body) ? [body] : []));
}

describe('the account', () => {
  it('is read at the start and at the end of a batch, and after every so many clips', async () => {
    world().settings = { profileEvery: 4 };
    const engine = await world().start();
    await world().batch(engine, names(9));
    await world().untilAtRest(engine);
    const [batch] = engine.ledger.batches.all();
    const [start, end] = [batch?.startProfileId ?? 0, batch?.endProfileId ?? 0];
    expect(engine.ledger.profiles.get(start)).toMatchObject({ credits: 1000, ours: 0, open: 0 });
    expect(engine.ledger.profiles.get(end)).toMatchObject({ credits: 955, ours: 45, open: 0, elsewhere: 0 });
    expect(eventsOf(engine, 'profile').length).toBeGreaterThanOrEqual(4);
    expect(eventsOf(engine, 'other-spending')).toEqual([]);
  });

  it('tells what other work has used, once, and never what its own clips have', async () => {
    world().settings = { profileEvery: 2 };
    const { service, clock } = world();
    const engine = await world().start();
    await world().batch(engine, names(10));
    await clock.until(() => service.creates.length === 6);
    service.credits -= 69;
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'other-spending').reduce((sum, { credits }) => sum + credits, 0)).toBe(69);
    expect(engine.ledger.profiles.elsewhere('https://service.example', 0)).toBe(69);
  });

  it('tells other spending beside a top-up', async () => {
    const { service, clock } = world();
    world().settings = { profileEvery: 1 };
    const engine = await world().start();
    await world().batch(engine, names(6));
    await clock.until(() => service.creates.length === 4);
    service.credits += 500;
    await clock.until(() => service.creates.length === 6);
    await clock.pass(minute);
    service.credits -= 40;
    await world().batch(engine, ['later']);
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'other-spending')).toEqual([{ kind: 'other-spending', credits: 40 }]);
  });

  it('says nothing of other work that it cannot know of: a balance that the service does not tell', async () => {
    const { service } = world();
    service.next('profile', { status: 200, body: '{"tier":"pro"}' }, { status: 200, body: '{"tier":"pro"}' });
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.ledger.profiles.latest('https://service.example')).toMatchObject({ credits: null, quota: null });
    expect(eventsOf(engine, 'other-spending')).toEqual([]);
  });
});

describe('a balance that will not do', () => {
  it('is warned of once, whatever is unknown meanwhile, and until the person has taken note, also after a restart', async () => {
    world().settings = { price: { credits: 5, unit: 'clip' }, profileEvery: 1 };
    const { service, clock } = world();
    service.credits = 22;
    const engine = await world().start();
    await clock.untilResolved(engine.account.read(new AbortController().signal));
    const clips = names(8).map((name) => world().clip(name));
    await world().startBatch(engine, { name: 'batch', resultsFolder: '/results', clips, budget: null });
    expect(engine.balanceWatch.untold()).toEqual(['short']);
    service.next('profile', { status: 200, body: '{"tier":"pro"}' });
    await clock.untilResolved(engine.account.read(new AbortController().signal));
    // A number that was missing once is no top-up when it is told again.
    engine.holds.begin('credits', problem('service.credits'));
    await clock.untilResolved(engine.account.read(new AbortController().signal));
    expect(engine.holds.has('credits')).toBe(true);
    engine.holds.end('credits', 'person');
    expect(eventsOf(engine, 'balance-warning')).toHaveLength(1);

    engine.balanceWatch.understood('short');
    await world().stop(engine);
    const next = await world().start();
    await clock.untilResolved(next.account.read(new AbortController().signal));
    expect(next.balanceWatch.untold()).toEqual([]);
    expect(eventsOf(next, 'balance-warning')).toHaveLength(1);

    // A top-up ends the cause: the next time is another.
    service.credits = 500;
    await clock.untilResolved(next.account.read(new AbortController().signal));
    service.credits = 3;
    await clock.untilResolved(next.account.read(new AbortController().signal));
    expect(next.balanceWatch.untold()).toEqual(['short']);
    expect(eventsOf(next, 'balance-warning')).toHaveLength(2);
    await world().untilAtRest(next);
  });

  it('is not told of clips that are still being checked: what they cost is known in a moment', async () => {
    world().settings = { price: { credits: 1, unit: 'second' }, profileEvery: 1 };
    const { service, clock } = world();
    service.credits = 1000;
    const engine = await world().start();
    await clock.untilResolved(engine.account.read(new AbortController().signal));
    await world().batch(engine, ['a', 'b', 'c']);
    expect(engine.forecasts.read()).toMatchObject({ fits: 0, total: 3, endsAt: null });
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'balance-warning')).toEqual([]);
  });

  it('is told exactly after the first bill, for clips like the one that was billed', async () => {
    world().settings = { profileEvery: 1 };
    const { service } = world();
    service.credits = 20;
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    engine.holds.begin('credits', problem('service.credits'));
    await world().batch(engine, names(4), 'second');
    await world().clock.pass(60_000);
    const needs = { low: 5, likely: 5, high: 5 };
    expect(engine.forecasts.read()).toMatchObject({ available: 15, fits: 3, total: 4, missing: needs });
  });

  it('below a limit is warned of as soon as the limit is set', async () => {
    const engine = await world().start();
    await world().clock.untilResolved(engine.account.read(new AbortController().signal));
    engine.changeSettings({ lowBalance: 2000 });
    expect(engine.balanceWatch.untold()).toEqual(['low']);
  });
});

it('an answer is waited for as long as is set at that moment', async () => {
  const engine = await world().start();
  engine.changeSettings({ answerTimeoutMs: 7000 });
  await world().clock.untilResolved(engine.account.read(new AbortController().signal));
  expect(world().service.patienceMs).toBe(7000);
});

describe('a failed clip of which the service does not say what it cost', () => {
  it.each([
    ['was charged', false, 5],
    ['was refunded', true, 0],
  ])('%s, as the account says', async (_, refunds, billed) => {
    const { service } = world();
    const engine = await world().start();
    await world().batch(engine, names(3));
    await world().untilAtRest(engine);
    service.nextJob = { fails: 'no face' };
    await world().batch(engine, ['failing'], 'second');
    if (refunds) {
      await world().clock.until(() => service.creates.length === 4);
      service.credits += 5;
    }
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'failure-billed')).toEqual([{ kind: 'failure-billed', credits: billed }]);
    expect(eventsOf(engine, 'other-spending')).toEqual([]);
  });

  it('is not told to have been charged what other work used meanwhile', async () => {
    const { service } = world();
    const engine = await world().start();
    await world().batch(engine, names(3));
    await world().untilAtRest(engine);
    service.nextJob = { fails: 'no face' };
    await world().batch(engine, ['failing'], 'second');
    await world().clock.until(() => service.creates.length === 4);
    service.credits -= 200;
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'failure-billed')).toEqual([{ kind: 'failure-billed', credits: null }]);
    // It may have been charged as well: what is certain is the rest.
    expect(eventsOf(engine, 'other-spending')).toEqual([{ kind: 'other-spending', credits: 200 }]);
  });

  it.each([
    [0.4, false, 0.4],
    [0.4, true, 0],
  ])('of %d credits is seen in a balance with decimals', async (price, refunds, billed) => {
    const { service } = world();
    service.pricePerJob = price;
    service.credits = 12.75;
    const engine = await world().start();
    await world().batch(engine, names(3));
    await world().untilAtRest(engine);
    service.nextJob = { fails: 'no face' };
    await world().batch(engine, ['failing'], 'second');
    await world().clock.until(() => service.creates.length === 4);
    if (refunds) service.credits += price;
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'failure-billed')).toEqual([{ kind: 'failure-billed', credits: billed }]);
    expect(eventsOf(engine, 'other-spending')).toEqual([]);
  });

  it('is unknown when two of them share what is gone', async () => {
    const { service } = world();
    const engine = await world().start();
    service.nextJob = { fails: 'no face' };
    await world().batch(engine, names(2));
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'failure-billed').map(({ credits }) => credits)).toEqual([null, null]);
  });
});

describe('a 429', () => {
  const answer = (body: object) => ({ status: 429, body: JSON.stringify(body) });

  it('that does not speak of credits is about them when the account has none', async () => {
    const { service } = world();
    service.credits = 0;
    service.next('create', answer({ code: 'too_many', message: 'limit reached' }));
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.holdsInForce().map(({ kind }) => kind)).toEqual(['credits']);
  });

  it('that speaks of credits is about the pace when the account has more than enough', async () => {
    world().settings = { price: { credits: 5, unit: 'clip' } };
    const { service } = world();
    service.next('create', answer({ code: 'rate_limited', message: 'insufficient quota for this minute' }));
    const engine = await world().start();
    await world().batch(engine, ['a']);
    await world().untilAtRest(engine);
    expect(engine.holdsInForce()).toEqual([]);
    expect(world().disk.published).toHaveLength(1);
  });
});

describe('a bill that departs from what was learned', () => {
  it('is told with the clip', async () => {
    const { service } = world();
    const engine = await world().start();
    await world().batch(engine, names(4));
    await world().untilAtRest(engine);
    service.pricePerJob = 8;
    const [odd] = await world().batch(engine, ['odd'], 'second');
    await world().untilAtRest(engine);
    expect(eventsOf(engine, 'bill-departed')).toEqual([{ kind: 'bill-departed', credits: 8, low: 5, high: 5 }]);
    expect(engine.ledger.spending.departures(5)).toMatchObject([{ clipId: odd, name: 'odd', credits: 8 }]);
  });
});
