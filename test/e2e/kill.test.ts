import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDesk, putClips, type Desk } from './support/desk.ts';
import { patientTunnel } from './support/patient-tunnel.ts';
import { samplesForAll } from './support/samples.ts';
import { jsonLines, ofKind } from './support/shoal.ts';

const moments = 10;
const clips = ['one', 'two', 'three', 'four'];
const samples = samplesForAll();

const seed = Number(process.env['KILL_SEED'] ?? randomInt(2 ** 31));
/** How long a run takes that nobody disturbs, in ms. */
let wholeMs = 0;

/** A fraction from 0 to 1 that only depends on the seed and `number` (a mix of two multiplications, as in splitmix). */
function fraction(number: number): number {
  let mixed = Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

async function setUp(): Promise<Desk> {
  const desk = await createDesk({ renderSeconds: 0.6 });
  await putClips(samples(), desk.clips, clips);
  return desk;
}

beforeAll(async () => {
  await using desk = await setUp();
  const begun = performance.now();
  expect((await desk.shoal('run', desk.clips, '--concurrency', '2')).code).toBe(0);
  wholeMs = performance.now() - begun;
});

describe.concurrent(`kill -9 of “shoal run” (KILL_SEED=${seed})`, () => {
  // One in each tenth of the run, so that the moments are spread over all of it.
  test.each(Array.from({ length: moments }, (_, number) => number))('in tenth %i, then resume', async (number) => {
    await using desk = await setUp();
    await using tunnel = await patientTunnel(desk.data);
    const options = ['--concurrency', '2', '--public-url', tunnel.url];
    const killAfterMs = ((number + fraction(number)) / moments) * wholeMs;
    const running = desk.start('run', desk.clips, ...options);
    await Promise.race([sleep(killAfterMs), running.ended]);
    running.process.kill('SIGKILL');
    await running.ended;

    const began = jsonLines((await desk.shoal('status', '--json')).stdout);
    const resumed = await desk.shoal('resume', ...options);
    const after = ofKind(jsonLines((await desk.shoal('status', '--json')).stdout), 'clip-status');
    const { creates, jobs } = desk.service.stats();
    const about = `killed after ${Math.round(killAfterMs)} of ${Math.round(wholeMs)} ms\n${resumed.stdout}${resumed.stderr}`;

    if (ofKind(began, 'batch-status').length === 0) {
      expect(creates.received, about).toBe(0);
      return;
    }
    const unconfirmed = after.filter(({ state }) => state === 'unconfirmed');
    const done = after.filter(({ state }) => state === 'done');
    expect(unconfirmed.length + done.length, about).toBe(clips.length);
    expect(resumed.code, about).toBe(unconfirmed.length > 0 ? 5 : 0);
    // At most one create a clip, for any clip: each has a video of its own, told by its name in the URL.
    expect(creates.received, about).toBeLessThanOrEqual(clips.length);
    expect(new Set(jobs.map(({ videoPath }) => videoPath)).size, about).toBe(jobs.length);
    expect(await desk.resultFiles(), about).toEqual(
      expect.arrayContaining(done.map(({ name }) => `clips/${name}.mp4`)),
    );
  });
});
