import { expect, test } from 'vitest';
import { createDesk, putClips, type Desk } from './support/desk.ts';
import { patientTunnel } from './support/patient-tunnel.ts';
import { samplesForAll } from './support/samples.ts';
import { jsonLines, ofKind } from './support/shoal.ts';

/** What becomes of a create whose answer is lost, as a person at the command line sees it. */
const samples = samplesForAll();

async function deskInDoubt(repeatInputUrls: boolean): Promise<Desk> {
  const desk = await createDesk({ faults: [{ on: 'create', nth: 1, do: 'drop-after' }], repeatInputUrls });
  await putClips(samples(), desk.clips, ['one']);
  return desk;
}

async function doubtOf(desk: Desk): Promise<{ clip: string; candidates: string[] }> {
  const [clip] = ofKind(jsonLines((await desk.shoal('status', '--json')).stdout), 'clip-status');
  const { stdout } = await desk.shoal('reconcile', '--now');
  return { clip: clip?.clip ?? '', candidates: [...stdout.matchAll(/^ {2}(job_\w+):/gm)].map(([, id = '']) => id) };
}

test('a service that repeats input URLs: the job is found by its nonce, and nothing is sent again', async () => {
  await using desk = await deskInDoubt(true);
  const run = await desk.shoal('run', desk.clips, '--json');
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const lines = jsonLines(run.stdout);
  expect(ofKind(lines, 'attempt-settled')).toMatchObject([{ outcome: 'unknown' }]);
  expect(ofKind(lines, 'attempt-resolved')).toMatchObject([{ resolution: 'found', by: null }]);
  expect(desk.service.stats().creates).toEqual({ received: 1, accepted: 1 });
});

test('a service that does not: a person takes over the candidate, and nothing is charged twice', async () => {
  await using desk = await deskInDoubt(false);
  // The service may read the files later, when Shoal is there again.
  await using tunnel = await patientTunnel(desk.data);
  const reachable = ['--public-url', tunnel.url];
  expect((await desk.shoal('run', desk.clips, ...reachable)).code).toBe(5);
  const { clip, candidates } = await doubtOf(desk);
  expect(candidates).toHaveLength(1);
  expect(await desk.shoal('decide', clip, '--adopt', candidates[0] ?? '')).toMatchObject({ code: 0, stderr: '' });
  expect((await desk.shoal('resume', ...reachable)).code).toBe(0);
  expect(desk.service.stats().creates).toEqual({ received: 1, accepted: 1 });
});

test('a person submits it again: once more, and not a third time', async () => {
  await using desk = await deskInDoubt(false);
  await desk.shoal('run', desk.clips);
  const { clip } = await doubtOf(desk);
  expect((await desk.shoal('decide', clip, '--submit-again')).code).toBe(0);
  expect((await desk.shoal('resume')).code).toBe(0);
  expect((await desk.shoal('resume')).code).toBe(0);
  expect(desk.service.stats().creates).toEqual({ received: 2, accepted: 2 });
});

test('a person gives it up; what is not to be decided is refused', async () => {
  await using desk = await deskInDoubt(false);
  await desk.shoal('run', desk.clips);
  const { clip } = await doubtOf(desk);
  expect((await desk.shoal('decide', clip)).code).toBe(2);
  expect((await desk.shoal('decide', clip, '--adopt', 'job_of_nobody')).code).toBe(2);
  expect((await desk.shoal('decide', clip, '--give-up')).code).toBe(0);
  const again = await desk.shoal('decide', clip, '--submit-again');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('nothing to decide');
  expect(desk.states()).toEqual([['one', 'canceled']]);
});
