import { afterEach, beforeEach, expect } from 'vitest';
import { openLedger } from '../../src/main/ledger/open.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { World } from './world.ts';

/** A new world for each test. After each: nothing was paid twice, nothing paid for is lost, no bug was reported. */
export function useWorld(settings: Partial<Settings> = {}): () => World {
  let world: World;
  beforeEach(() => {
    world = new World({ firstPollMs: 3_000, slowestPollMs: 15_000, ...settings });
  });
  afterEach(async () => {
    checkPayments(world);
    expect(world.faults.splice(0)).toEqual([]);
    await world.end();
  });
  return () => world;
}

function checkPayments(world: World): void {
  const opened = openLedger({ path: world.ledgerPath, now: Date.now, worker: null });
  if (!opened.ok) return; // a test without an engine
  const { ledger, close } = opened.value;
  const jobs = ledger.batches.all().flatMap((batch) => ledger.jobs.ofBatch(batch.id));
  for (const [video, ofVideo] of Map.groupBy(jobs, ({ videoId }) => ledger.media.get(videoId).location)) {
    const accepted = world.service.accepted(video);
    // Refused before it was sent: what was accepted is another clip's of the same video, if there is one.
    const sent = ofVideo.filter(({ state }) => state !== 'rejected');
    for (const { name, remoteId, state, problem } of accepted === 0 ? [] : sent.length === 0 ? ofVideo : sent) {
      const isKnown = remoteId !== null || state === 'unconfirmed' || problem?.code === 'attempt.given-up';
      expect(isKnown, `${name} is known`).toBe(true);
    }
    const most = ofVideo.reduce((sum, { authorisations }) => sum + authorisations, 0);
    expect(accepted, `creates accepted for ${video}`).toBeLessThanOrEqual(most);
  }
  close();
}
