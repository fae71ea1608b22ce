import { expect, test } from 'vitest';
import { ledgerPath } from '../../../src/main/session/data-folder.ts';
import { addBatch } from '../../../src/main/queue/add-batch.ts';
import { drop, line, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';
import { openToWork } from '../../fakes/ledger-rows.ts';
import { seededRandom } from '../../fakes/random.ts';

const samples = samplesForAll();

test('ten thousand clips scroll, and only those in sight are in the page', async () => {
  const desk = await openWindowDesk({
    prepare: (data, apiUrl) => {
      const { ledger, close } = openToWork(ledgerPath(data, false));
      const clips = Array.from({ length: 10_000 }, (_, index) => ({
        name: `Take ${String(index + 1).padStart(5, '0')}`,
        language: 'de',
        video: { kind: 'path', path: `/media/${index + 1}.mp4` } as const,
        audio: { kind: 'path', path: `/media/${index + 1}.wav` } as const,
      }));
      const context = { ledger, random: seededRandom(1), now: Date.now, apiUrl };
      addBatch({ name: 'Archive', resultsFolder: '/results', clips, budget: null }, context);
      ledger.holds.begin('user', null, null);
      close();
    },
  });
  const page = await desk.open('queue');
  await page.getByRole('heading', { name: 'Paused by you' }).waitFor();
  await page.getByRole('button', { name: 'Waiting 10,000' }).waitFor();
  await line(page, /Take 00001/).waitFor();
  const nodes = (): Promise<unknown> => page.evaluate('document.querySelectorAll("*").length');
  const atTop = Number(await nodes());
  expect(atTop).toBeLessThan(2_500);
  const list = page.getByRole('grid', { name: 'Queue' });
  await list.focus();
  await page.keyboard.press('End');
  await line(page, /Take 10000/).waitFor();
  await look(page, 'long-end');
  await page.mouse.move(640, 400);
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -9_000);
  await page.keyboard.press('Home');
  await line(page, /Take 00001/).waitFor();
  expect(Number(await nodes())).toBeLessThan(atTop + 500);
  await page.getByRole('textbox', { name: 'Search names' }).or(page.getByRole('searchbox')).fill('Take 07777');
  await line(page, /Take 07777/).waitFor();
  await expect.poll(() => page.getByRole('row', { name: /Take/ }).count()).toBe(1);
});

test('900 pixels, and 200 % zoom: nothing scrolls sideways, and the panel takes the place of the list', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), desk.clips, ['Badges', 'A rather long name of a take that was taken twice at least']);
  const page = await desk.open('', { viewport: { width: 900, height: 700 } });
  const fits = async (): Promise<void> =>
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await fits();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: /^Start 2 clips/ }).waitFor();
  await fits();
  await look(page, 'narrow-intake');
  // A browser at 200 % on 1280 × 800.
  await page.setViewportSize({ width: 640, height: 400 });
  await fits();
  await look(page, 'zoomed-intake');
  await page.getByRole('button', { name: /^Start 2 clips/ }).click();
  await says(page, /Badges/, '');
  await fits();
  await page.setViewportSize({ width: 900, height: 700 });
  await page.getByRole('button', { name: /^Done/ }).waitFor();
  await line(page, /Badges/).click();
  const panel = page.getByRole('complementary', { name: 'Clip' });
  await panel.waitFor();
  await fits();
  await look(page, 'narrow-clip');
  await page.setViewportSize({ width: 640, height: 400 });
  await fits();
  await page.getByRole('grid', { name: 'Queue' }).waitFor({ state: 'hidden' });
  await look(page, 'zoomed-clip');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('grid', { name: 'Queue' }).waitFor();
  await look(page, 'zoomed-queue');
  for (const screen of ['Batches', 'Credits', 'Settings']) {
    await page.getByRole('link', { name: screen }).first().click();
    await fits();
    await look(page, `zoomed-${screen.toLowerCase()}`);
  }
});
