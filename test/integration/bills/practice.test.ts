import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine.ts';
import { Keychain } from '../../../src/main/secrets/keychain.ts';
import { Secrets, type Secret } from '../../../src/main/secrets/secrets.ts';
import { openSession } from '../../../src/main/session/session.ts';
import type { NewClip } from '../../../src/main/core/new-batch.ts';
import { createPracticeService, type PracticeOptions, type PracticeService } from '../../../src/practice/service.ts';
import type { Settings } from '../../../src/shared/settings.ts';
import { makeMedia } from '../../fakes/made-media.ts';

/** The real program over the real practice service: what the account of a batch comes to, to the credit. */
let folder: string;
let lives = 0;
const media = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-bills-'));
  for (const seconds of [1, 2, 3, 4]) {
    for (const kind of ['mp4', 'wav'] as const) {
      const path = join(folder, `${seconds}.${kind}`);
      await makeMedia(path, seconds);
      media.set(`${seconds}.${kind}`, path);
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Desk {
  engine: Engine;
  service: PracticeService;
  clips: (lengths: readonly (readonly [video: number, audio: number])[]) => Promise<NewClip[]>;
  start: (clips: readonly NewClip[], budget?: number | null) => Promise<string>;
}

function practiceToken(): Secret {
  const keychain = new Keychain({ load: () => Promise.reject(new Error('not asked')) });
  return new Secrets({ keychain, environment: { 'api-token': 'practice' } }).of('api-token', 'practice');
}

async function withDesk(
  practice: Partial<PracticeOptions>,
  settings: Partial<Settings>,
  story: (desk: Desk) => Promise<void>,
): Promise<void> {
  lives += 1;
  const life = lives;
  const service = createPracticeService({
    folder: join(folder, `service-${life}`),
    render: 'copy',
    renderSeconds: 0.05,
    ...practice,
  });
  const { url } = await service.start();
  const opened = await openSession(
    { dataDir: join(folder, `data-${life}`), apiUrl: url, token: practiceToken() },
    'test',
    (error) => {
      throw error;
    },
  );
  if (!opened.ok) throw new Error(opened.problem.code);
  const session = opened.value;
  const { engine } = session;
  engine.changeSettings({ firstPollMs: 60, slowestPollMs: 120, ...settings });
  const made = join(folder, `clips-${life}`);
  await mkdir(made);
  try {
    expect((await engine.start()).ok).toBe(true);
    await story({
      engine,
      service,
      async clips(lengths) {
        return Promise.all(
          lengths.map(async ([video, audio], index): Promise<NewClip> => {
            const name = `clip ${String(index).padStart(2, '0')}`;
            const paths = { video: join(made, `${name}.mp4`), audio: join(made, `${name}.wav`) };
            await cp(media.get(`${video}.mp4`) ?? '', paths.video);
            await cp(media.get(`${audio}.wav`) ?? '', paths.audio);
            return {
              name,
              language: null,
              video: { kind: 'path', path: paths.video },
              audio: { kind: 'path', path: paths.audio },
            };
          }),
        );
      },
      async start(clips, budget = null) {
        const started = await engine.startBatch({
          name: 'batch',
          resultsFolder: join(folder, `out-${life}`),
          clips,
          budget,
        });
        if (!started.ok) throw new Error(started.problem.code);
        return started.value;
      },
    });
  } finally {
    await session.stop();
    await service.stop();
  }
}

const mixed = [
  [2, 3],
  [3, 1],
  [4, 2],
  [1, 4],
  [3, 3],
  [2, 1],
] as const;

describe('the price is learned from bills', () => {
  it.each([
    ['shorter-second', 'shorter'],
    ['longer-second', 'longer'],
    ['audio-second', 'audio'],
    ['per-job', 'clip'],
  ] as const)('that are by %s', async (billing, rule) => {
    await withDesk({ billing, creditsPerUnit: 2 }, {}, async ({ engine, service, clips, start }) => {
      expect(engine.prices.price()).toBeNull();
      await start(await clips(mixed));
      await engine.untilAtRest();
      const price = engine.prices.price();
      expect([...new Set(price?.rates.map((rate) => rate.rule))]).toEqual([rule]);
      expect(price?.rates[0]).toMatchObject({ low: 2, high: 2 });
      expect(engine.ledger.profiles.latest(engine.apiUrl)).toMatchObject({
        credits: service.stats().credits,
        elsewhere: 0,
      });
    });
  });
});

describe('a balance that runs out', () => {
  const fiftyTwo = Array.from({ length: 52 }, () => [1, 1] as const);

  it('at clip 37 of 52 lets exactly 37 through; the rest wait, none is lost, and all are done after a top-up', async () => {
    await withDesk(
      { credits: 37 },
      { concurrency: 4, profileEvery: 5, price: { credits: 1, unit: 'clip' } },
      async ({ engine, service, clips, start }) => {
        const id = await start(await clips(fiftyTwo));
        await engine.untilAtRest();
        expect(service.stats().creates.accepted).toBe(37);
        expect(engine.holdsInForce().map(({ kind }) => kind)).toEqual(['credits']);
        const states = engine.clips(id).map(({ state }) => state);
        expect(states.filter((state) => state === 'done')).toHaveLength(37);
        expect(states.filter((state) => state === 'ready' || state === 'hosted')).toHaveLength(15);
        expect(engine.forecasts.read()).toMatchObject({ available: 0, fits: 37, total: 52, missing: { likely: 15 } });
        const refused = service.stats().creates.received - 37;
        expect(refused).toBeLessThanOrEqual(4);

        service.setCredits(100);
        await engine.account.read(new AbortController().signal); // as the hold does by itself, some time later
        expect(engine.holdsInForce()).toEqual([]);
        await engine.untilAtRest();
        expect(engine.clips(id).every(({ state }) => state === 'done')).toBe(true);
        expect(service.stats().creates.accepted).toBe(52);
        expect(service.stats().credits).toBe(85);
        const warnings = engine.ledger.events.after(0, 100_000).filter(({ body }) => body.kind === 'balance-warning');
        expect(warnings).toHaveLength(1);
        expect(warnings[0]?.body).toMatchObject({ cause: 'short', credits: 37, fits: 37, total: 52 });
      },
    );
  });

  it('because of other work says so, and how far it reaches now', async () => {
    await withDesk(
      { credits: 30 },
      { concurrency: 2, profileEvery: 1, price: { credits: 1, unit: 'clip' } },
      async ({ engine, service, clips, start }) => {
        await start(await clips(fiftyTwo.slice(0, 20)));
        await until(engine, () => service.stats().creates.accepted >= 5);
        service.setCredits(service.stats().credits - 20);
        await engine.untilAtRest();
        expect(service.stats().creates.accepted).toBe(10);
        const elsewhere = engine.ledger.profiles.elsewhere(engine.apiUrl, 0);
        expect(elsewhere).toBe(20);
        expect(engine.forecasts.read()).toMatchObject({ fits: 10, total: 20, missing: { likely: 10 } });
      },
    );
  });
});

describe('a budget', () => {
  it.each([
    ['shorter-second', 9, 3],
    ['shorter-second', 8, 2],
    ['per-job', 4, 4],
  ] as const)('of %s billing and %d credits is kept to the credit', async (billing, budget, accepted) => {
    await withDesk({ billing }, { concurrency: 3 }, async ({ engine, service, clips, start }) => {
      const all = await clips(Array.from({ length: 7 }, () => [3, 3] as const));
      const id = await start(all, budget);
      await engine.untilAtRest();
      expect(service.stats().creates).toEqual({ received: accepted, accepted });
      expect(1000 - service.stats().credits).toBeLessThanOrEqual(budget);
      expect(engine.holdsInForce()).toMatchObject([{ kind: 'budget', batchId: id }]);
      engine.setBudget(id, null);
      await engine.untilAtRest();
      expect(service.stats().creates.accepted).toBe(7);
    });
  });
});

/** Resolves once something is true that follows events of the ledger. */
function until(engine: Engine, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = engine.onEvents(() => {
      if (!isTrue()) return;
      end();
      resolve();
    });
  });
}
