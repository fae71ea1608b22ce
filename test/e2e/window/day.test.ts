import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findBinary } from '../../../src/main/media/binaries.ts';
import { drop, line, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll('clip.m4a');

test('a day at the window: drop, see the pairs, start, watch, open', async () => {
  const desk = await openWindowDesk({ practice: { renderSeconds: 1 } });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Fire drill', 'Safety walk', 'Welcome']);
  const page = await desk.open();

  // Uploads are slow enough to be seen, as from a real disk.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const network = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 600_000 };
  await devtools.send('Network.emulateNetworkConditions', network);
  await drop(page, [desk.clips]);
  await page.getByRole('progressbar', { name: 'Sending files to Shoal' }).waitFor();
  await page.getByText(/^Copying \d of 8 files · .+ of .+$/).waitFor();
  await look(page, 'day-sending');
  await devtools.send('Network.emulateNetworkConditions', { ...network, uploadThroughput: -1 });

  // The sheet: the name of the folder, a row a pair, and no price that nobody knows.
  const start = page.getByRole('button', { name: 'Start 4 clips · credits unknown' });
  await start.waitFor();
  expect(await page.getByRole('textbox', { name: 'Name of the batch' }).inputValue()).toBe('clips');
  const pair = (name: string) => page.getByRole('grid').getByRole('row', { name: `${name}.wav` });
  for (const name of ['Badges', 'Fire drill', 'Safety walk', 'Welcome'])
    expect(await pair(name).innerText()).toMatch(/0:03\.0\s+same\s+unknown/);
  await page.getByTitle(desk.results).waitFor();

  // A language for one; one removed, and back; then removed for good.
  await pair('Badges')
    .getByRole('button', { name: /language of Badges.wav/ })
    .click();
  await page.getByRole('combobox', { name: 'Language of 1 clip' }).fill('Germ');
  await look(page, 'day-language');
  await page.getByRole('option', { name: 'German' }).click();
  await page.getByRole('button', { name: 'de: language of Badges.wav, German' }).waitFor();
  await pair('Welcome').click();
  await look(page, 'day-selected');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Start 3 clips · credits unknown' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await start.waitFor();
  await pair('Welcome').waitFor();

  // One first, to learn the price; then the others, with the cost on the button.
  await page.getByRole('button', { name: 'Start 1 clip first' }).click();
  await says(page, /Badges/, /Done/);
  await look(page, 'day-first');
  await page.getByRole('link', { name: 'Intake' }).click();
  // As much as its rows: they are like the one that was billed.
  await page.getByText(/^About 9 credits, learned from 1 clip\./).waitFor();
  await page.getByRole('button', { name: 'Start 3 clips · about 9 credits' }).waitFor();
  await look(page, 'day-priced');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Start 3 clips · about 9 credits' }).click();

  // Paused: nothing is submitted, and it is said so. Fewer at once, then on.
  await page.getByRole('heading', { name: 'Paused by you' }).waitFor();
  await says(page, /Welcome/, 'Paused by you');
  await look(page, 'day-paused');
  expect(desk.service.stats().creates.received).toBe(1);
  const atOnce = page.getByRole('group', { name: 'Clips at the service at once' });
  await atOnce.getByRole('button', { name: 'Fewer at once' }).click();
  await atOnce.getByText('2', { exact: true }).waitFor();
  await atOnce.getByRole('button', { name: 'Fewer at once' }).click();
  await atOnce.getByText('1', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).first().click();
  await page.getByRole('heading', { name: '1 of 3 working' }).waitFor();
  await says(page, /Fire drill/, /Processing/);
  await look(page, 'day-working');
  await atOnce.getByRole('button', { name: 'More at once' }).click();
  await atOnce.getByRole('button', { name: 'More at once' }).click();
  await page.getByRole('heading', { name: 'Nothing is running · all 4 clips are over' }).waitFor();
  await page.getByRole('button', { name: 'Done 4' }).waitFor();
  await look(page, 'day-done');
  expect(desk.service.stats().creates).toEqual({ received: 4, accepted: 4 });

  // The batch: totals, the account before and after, where the results are, the receipt.
  await page.getByRole('link', { name: 'Batches' }).click();
  await page.getByRole('row', { name: /clips/ }).first().click();
  const panel = page.getByRole('complementary', { name: 'clips' });
  const fact = (name: string) =>
    panel
      .locator('dl div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .first();
  await expect.poll(() => fact('Done').innerText()).toMatch(/^[13]$/);
  await panel.getByText(join(desk.results, 'clips')).waitFor();
  await look(page, 'day-batch');
  expect(await fact('Credits used').innerText()).toMatch(/^[39]$/);
  const downloading = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as CSV' }).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.csv$/);
  await access(join(desk.results, 'clips'));
});

test('the original and the result play side by side, in step', async () => {
  const desk = await openWindowDesk();
  const [video, audio] = ['Interview.mp4', 'Interview.m4a'].map((name) => join(desk.clips, name));
  const ffmpeg = await findBinary('ffmpeg');
  if (!ffmpeg.ok || video === undefined || audio === undefined) throw new Error('no ffmpeg');
  const scene = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=6'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=330:duration=6'];
  const run = promisify(execFile);
  await run(ffmpeg.value, ['-v', 'error', ...scene, ...tone, '-pix_fmt', 'yuv420p', '-c:a', 'aac', video]);
  await run(ffmpeg.value, ['-v', 'error', ...tone, '-c:a', 'aac', audio]);
  const page = await desk.open();
  await drop(page, [video, audio]);
  await page.getByRole('button', { name: /^Start 1 clip ·/ }).click();
  await says(page, /Interview/, /Done/);
  await line(page, /Interview/)
    .filter({ hasText: 'Done' })
    .click();

  const players = page.getByRole('region', { name: 'Player' });
  const times = async (): Promise<[number, number]> =>
    z
      .tuple([z.number(), z.number()])
      .parse(await page.evaluate('[...document.querySelectorAll("video")].map((video) => video.currentTime)'));
  await players.getByRole('slider', { name: 'Position' }).waitFor();
  await expect
    .poll(() => page.evaluate('[...document.querySelectorAll("video")].map((v) => v.readyState)'))
    .toEqual([4, 4]);
  await players.getByRole('slider').fill('2');
  await expect.poll(times).toEqual([expect.closeTo(2, 1), expect.closeTo(2, 1)]);
  await players.getByRole('button', { name: 'Play both' }).click();
  await expect.poll(async () => Math.min(...(await times()))).toBeGreaterThan(2.5);
  const [original, result] = await times();
  expect(Math.abs(original - result)).toBeLessThan(0.2);
  await look(page, 'day-playing');
  await players.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => page.evaluate('[...document.querySelectorAll("video")].every((v) => v.paused)')).toBe(true);
  await page.getByRole('button', { name: 'Original sound' }).click();
  expect(await page.evaluate('[...document.querySelectorAll("video")].map((v) => v.muted)')).toEqual([false, true]);
});
