import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { drop, line, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips, type WindowDesk } from '../support/window-desk.ts';

const samples = samplesForAll('clip.m4a');

/** Drops clips of these names and starts them all. */
async function startAll(desk: WindowDesk, page: Page, names: readonly string[]): Promise<void> {
  await putOwnClips(samples(), desk.clips, names);
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: new RegExp(`^Start ${names.length} clips? · `) }).click();
}

const creates = (desk: WindowDesk): { received: number; accepted: number } => desk.service.stats().creates;

test('a 402 in the middle: what is missing is said, and it goes on after a top-up', async () => {
  const desk = await openWindowDesk({ practice: { credits: 9 }, settings: { concurrency: 1 } });
  const page = await desk.open();
  const names = ['Badges', 'Doors', 'Fire drill', 'Safety walk', 'Welcome'];
  await startAll(desk, page, names);

  const banner = page.getByRole('region', { name: /^Submitting is held for credits since/ });
  await banner.getByText('2 clips wait and need about 6; the balance is 0, about 6 short.').waitFor();
  await page.getByRole('heading', { name: 'Held for credits' }).waitFor();
  await expect.poll(() => page.getByRole('row').filter({ hasText: 'Held for credits' }).count()).toBe(2);
  await page.getByText('The balance ends here. 2 clips below wait and need about 6.').waitFor();
  await page.getByRole('button', { name: 'Done 3' }).waitFor();
  await look(page, 'trouble-402');
  const accepted = creates(desk).accepted;
  expect(accepted).toBe(3);

  // Asked too early, it says what it found.
  await banner.getByRole('button', { name: 'Check balance again' }).click();
  await page.getByText('Balance: 0.').waitFor();

  await desk.atService('credits', { add: 100 });
  await banner.getByRole('button', { name: 'Check balance again' }).click();
  await banner.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Nothing is running · all 5 clips are over' }).waitFor();
  await page.getByRole('button', { name: 'Done 5' }).waitFor();
  expect(creates(desk).accepted).toBe(names.length);
});

test('a budget that is used up: the header says what is waited for, and promises no time', async () => {
  const desk = await openWindowDesk({ settings: { concurrency: 1 } });
  const page = await desk.open();
  await putOwnClips(samples(), desk.clips, ['Badges', 'Doors', 'Welcome']);
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: 'Change the budget' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('4');
  await page.keyboard.press('Enter');
  const start = page.getByRole('button', { name: /^Start 3 clips · / });
  await start.waitFor();
  await page.setViewportSize({ width: 1110, height: 800 });
  // What is known of the cost is read whole.
  const isCut =
    '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector(".foot .sum > :last-child"))';
  expect(await page.evaluate(isCut)).toBe(false);
  await start.click();

  await page.getByRole('heading', { name: 'Held by the budget · 2 clips wait' }).waitFor();
  await look(page, 'trouble-budget');
  expect(await page.getByText(/ left$/).count()).toBe(0);
  await line(page, /Welcome/).click();
  // Where a fact takes two lines, the next one makes room.
  const facts = page.getByRole('region', { name: 'Facts' });
  await facts.getByText(/expected$/).waitFor();
  const isOver = '[...document.querySelectorAll(".cols dd")].some((dd) => dd.scrollHeight > dd.clientHeight)';
  expect(await page.evaluate(isOver)).toBe(false);
  await look(page, 'trouble-budget-clip');
  await page.getByRole('button', { name: 'Go on without a budget' }).click();
  await page.getByRole('heading', { name: 'Nothing is running · all 3 clips are over' }).waitFor();
});

test('clips that may have been accepted are decided: one adopted, one submitted again, one given up', async () => {
  const desk = await openWindowDesk({
    practice: {
      repeatInputUrls: false,
      faults: { rules: [{ on: 'create', nth: [1, 2, 3], do: 'drop-after' }], repeatInputUrls: false },
    },
    settings: { reconcilePasses: 1, concurrency: 1 },
  });
  const page = await desk.open();
  await startAll(desk, page, ['Adopted', 'Given up', 'Submitted again']);
  await page.getByRole('link', { name: /Queue.*3 clips need you/ }).waitFor();
  const panel = page.getByRole('complementary', { name: 'Decision' });

  await page.getByRole('button', { name: 'Decide… Adopted' }).click();
  await panel.getByRole('heading', { name: 'May have been accepted' }).waitFor();
  await panel.getByText('Whether this service repeats links is not known').waitFor();
  await panel.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => panel.getByRole('radio').count(), { timeout: 15_000 }).toBe(3);
  const [first] = desk.service.stats().jobs;
  await panel.getByRole('radio', { name: first?.id ?? 'none' }).check();
  await look(page, 'trouble-decision');
  await panel.getByRole('button', { name: /^Adopt job_/ }).click();
  await page.getByText('Adopted. Its result is fetched for this clip.').waitFor();
  await says(page, /Adopted/, /Done/);
  expect(creates(desk).received).toBe(3);

  await line(page, /Submitted again/).click();
  await panel.getByText('If the first was accepted, about 3 credits are spent twice.').waitFor();
  await panel.getByRole('button', { name: 'Submit again · may be charged twice' }).click();
  await page.getByText('Submitted again, as decided.').waitFor();
  await says(page, /Submitted again/, /Done/);
  expect(creates(desk).received).toBe(4);

  await line(page, /Given up/).click();
  await panel.getByRole('button', { name: 'Give up this clip' }).click();
  const sure = page.getByRole('dialog', { name: 'Give up this clip?' });
  await sure.getByText('If it was accepted, its credits are spent').waitFor();
  await look(page, 'trouble-give-up');
  await sure.getByRole('button', { name: 'Give up this clip' }).click();
  await page.getByText('Given up. Nothing was sent.').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await says(page, /Given up/, 'Given up, maybe charged');
  await page.getByRole('heading', { name: 'Nothing is running · all 3 clips are over' }).waitFor();
  expect(creates(desk).received).toBe(4);
});

test('a failed clip is retried as a new clip, and the charge is said before', async () => {
  const desk = await openWindowDesk({ practice: { faults: { failJobs: [2] } }, settings: { concurrency: 1 } });
  const page = await desk.open();
  await startAll(desk, page, ['Badges', 'Welcome']);
  const failed = page.getByRole('row').filter({ hasText: 'Failed: ' });
  await failed.waitFor();
  await look(page, 'trouble-failed');
  await failed.getByRole('button', { name: /^Retry…/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 1 clip?' });
  await dialog.getByText('it may be charged, whatever the first one cost').waitFor();
  await look(page, 'trouble-retry');
  await dialog.getByRole('button', { name: 'Retry 1 clip · about 3 credits' }).click();
  await page.getByText('1 new clip queued.').waitFor();
  await page.getByRole('button', { name: 'Done 2' }).waitFor();
  expect(creates(desk).received).toBe(3);
  // The failed one stays as it was, and shows its retry.
  await failed.click();
  await page.getByText('Retried by a newer clip').waitFor();
  await look(page, 'trouble-failed-panel');
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.getByText('Retries an earlier clip').waitFor();
});

test('a clip that the service rejects gets other media and is submitted once more', async () => {
  const desk = await openWindowDesk({
    practice: {
      faults: [
        { on: 'create', nth: 1, do: 'status', status: 422, code: 'unprocessable', message: 'No face was found.' },
      ],
    },
  });
  const page = await desk.open();
  await startAll(desk, page, ['Welcome']);
  await says(page, /Welcome/, /^.*Not sent/);
  await page.getByRole('button', { name: 'Replace… Welcome' }).click();
  const panel = page.getByRole('complementary', { name: 'Clip' });
  await panel.getByText('No face was found.').first().waitFor();
  await look(page, 'trouble-rejected');
  const choosing = page.waitForEvent('filechooser');
  await panel.getByRole('button', { name: 'Replace the audio…' }).click();
  await (await choosing).setFiles(join(samples().folder, 'clip.m4a'));
  await page.getByText('Replaced. The clip is checked again.').waitFor();
  await says(page, /Welcome/, /Done/);
  expect(creates(desk)).toEqual({ received: 2, accepted: 1 });
});
