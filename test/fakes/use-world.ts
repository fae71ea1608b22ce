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
  const authorised = new Map<string, number>();
  for (const job of jobs) {
    const video = ledger.media.get(job.videoId).location;
    authorised.set(video, (authorised.get(video) ?? 0) + job.authorisations);
    const isKnown = job.remoteId !== null || job.problem?.code === 'attempt.given-up' || job.state === 'unconfirmed';
    if (world.service.accepted(video) > 0) expect(isKnown, `${job.name} is known`).toBe(true);
  }
  for (const [video, most] of authorised)
    expect(world.service.accepted(video), `creates accepted for ${video}`).toBeLessThanOrEqual(most);
  close();
}
