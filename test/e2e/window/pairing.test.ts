import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { drop, look } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

const start = (page: Page, clips: number): Locator =>
  page.getByRole('button', { name: new RegExp(`^Start ${clips} clips?( ·|$)`) });
const tray = (page: Page): Locator => page.getByRole('complementary', { name: 'Not paired' });

test('pairs are taken apart and made by hand, one audio for many too, and every step can be taken back', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), desk.clips, ['Badges', 'Doors', 'Welcome']);
  const page = await desk.open('intake');
  await drop(page, [desk.clips]);
  await start(page, 3).waitFor();
  const row = (name: string): Locator => page.getByRole('grid').getByRole('row', { name: `${name}.wav` });

  // With the mouse: out of its pair, onto the video again, and onto another one as well.
  await row('Badges').hover();
  await row('Badges').getByRole('button', { name: 'Unpair Badges.wav' }).click();
  await start(page, 2).waitFor();
  await tray(page)
    .getByRole('listitem', { name: /Badges.wav/ })
    .dragTo(tray(page).getByRole('listitem', { name: /Badges.mp4/ }));
  await start(page, 3).waitFor();
  await row('Welcome').dragTo(page.getByRole('rowheader', { name: /Doors.mp4/ }));
  await start(page, 4).waitFor();
  expect(await row('Welcome').count()).toBe(2);
  await row('Doors').dragTo(page.getByRole('rowheader', { name: /Badges.mp4/ }));
  await start(page, 5).waitFor();
  for (const left of [4, 3, 2, 3]) {
    await page.keyboard.press('ControlOrMeta+z');
    await start(page, left).waitFor();
  }
  expect(await tray(page).count()).toBe(0);

  // With the keys: the same.
  await row('Doors').focus();
  await page.keyboard.press('u');
  await start(page, 2).waitFor();
  await tray(page)
    .getByRole('listitem', { name: /Doors.wav/ })
    .focus();
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog');
  await page.keyboard.type('door');
  await dialog.getByRole('checkbox', { name: /Doors.mp4/ }).waitFor();
  await page.keyboard.press('Enter');
  await look(page, 'pairing-keys');
  await dialog.getByRole('button', { name: 'Make 1 clip' }).focus();
  await page.keyboard.press('Enter');
  await start(page, 3).waitFor();

  // Several at once: a stretch, and one more; a language for all; removed, cleared, and all of it back.
  await row('Badges').click();
  await row('Doors').click({ modifiers: ['Shift'] });
  await row('Welcome').click({ modifiers: ['ControlOrMeta'] });
  const chosen = page.getByRole('group', { name: '3 clips selected' });
  await chosen.getByRole('button', { name: 'Language…' }).click();
  await page.getByRole('combobox', { name: 'Language of 3 clips' }).fill('he');
  await page.getByRole('option', { name: 'Hebrew' }).click();
  await expect.poll(() => page.getByRole('button', { name: /^he: language of/ }).count()).toBe(3);
  await chosen.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('heading', { name: 'Drop videos and audio anywhere in this window' }).waitFor();
  await expectAccessible(page, 'intake, emptied');
  await page.getByRole('button', { name: 'Undo' }).click();
  await start(page, 3).waitFor();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await start(page, 3).waitFor();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => page.getByRole('button', { name: /^he: language of/ }).count()).toBe(0);

  // The batch: its name, where its results go, what it may cost.
  await page.getByRole('textbox', { name: 'Name of the batch' }).fill('Onboarding');
  await page.getByRole('button', { name: 'Change the results folder' }).click();
  await dialog.getByRole('textbox').fill(join(desk.folder, 'elsewhere'));
  await page.keyboard.press('Enter');
  await page.getByTitle(join(desk.folder, 'elsewhere')).waitFor();
  await page.getByRole('button', { name: 'Change the budget' }).click();
  await dialog.getByRole('textbox').fill('500');
  await page.keyboard.press('Enter');
  await page.getByText('Budget 500 credits').waitFor();
  await start(page, 3).click();
  await page.getByRole('button', { name: 'Done 3' }).waitFor();
  await page.getByRole('link', { name: 'Batches' }).click();
  await page.getByRole('row', { name: /Onboarding/ }).click();
  await page.getByText(join(desk.folder, 'elsewhere', 'Onboarding')).waitFor();
});

test('the same two files are not paid for twice, unless it is meant', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  const page = await desk.open('intake');
  await drop(page, [desk.clips]);
  await start(page, 2).waitFor();
  // Dropped once more they are the files that are there already.
  await drop(page, [desk.clips]);
  await page.getByText('Nothing new was found there').waitFor();
  expect(await tray(page).count()).toBe(0);
  await start(page, 2).click();
  await page.getByRole('button', { name: 'Done 2' }).waitFor();

  await drop(page, [desk.clips]);
  const reuse = page.getByRole('button', { name: /^Reuse .* Badges.wav/ });
  await reuse.waitFor();
  await page.getByRole('button', { name: 'Nothing to start' }).waitFor();
  await look(page, 'pairing-reuse');
  await reuse.click();
  await page.getByRole('menuitem', { name: 'Show that clip' }).click();
  await page.getByRole('complementary', { name: 'Clip' }).getByTitle('Badges.mp4').first().waitFor();
  await page.getByRole('link', { name: 'Intake' }).click();
  await reuse.click();
  await page.getByRole('menuitemradio', { name: /Make it again/ }).click();
  await start(page, 1).click();
  await page.getByRole('button', { name: 'Done 3' }).waitFor();
  expect(desk.service.stats().creates).toEqual({ received: 3, accepted: 3 });
});

test('a manifest that is dropped with its files says which go together', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), join(desk.clips, 'a', 'deep folder'), ['One']);
  await putOwnClips(samples(), desk.clips, ['Two']);
  await writeFile(
    join(desk.clips, 'clips.csv'),
    'name,video,audio,language\nCrossed,a/deep folder/One.mp4,Two.wav,de\n,Two.mp4,a/deep folder/One.wav,fr\n',
  );
  const page = await desk.open('queue');
  await drop(page, [desk.clips]);
  await start(page, 2).waitFor();
  await page.getByRole('button', { name: 'de: language of Two.wav, German' }).waitFor();
  await page.getByRole('button', { name: 'fr: language of One.wav, French' }).waitFor();
});

test('a second drop while the first is still sent shows, and stops, both', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), join(desk.clips, 'one'), ['Badges', 'Doors']);
  await putOwnClips(samples(), join(desk.clips, 'two'), ['Welcome']);
  const page = await desk.open('intake');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const network = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 10_000 };
  await devtools.send('Network.emulateNetworkConditions', network);
  await drop(page, [join(desk.clips, 'one')]);
  await page.getByText(/^Copying 0 of 4 files/).waitFor();
  await drop(page, [join(desk.clips, 'two')]);
  await page.getByText(/^Copying 0 of 6 files/).waitFor();
  await page.getByRole('button', { name: 'Stop copying' }).click();
  await page.getByRole('progressbar', { name: 'Sending files to Shoal' }).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Drop videos and audio anywhere in this window' }).waitFor();
});

test('a path that is no URL is taken as it was typed, however it looks', async () => {
  const desk = await openWindowDesk();
  const page = await desk.open('intake');
  await page.getByRole('button', { name: 'Choose files or a folder…' }).click();
  await page.getByRole('menuitem', { name: /Paths on this computer/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('file:///home/50% off');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('/home/50%').first().waitFor();
});
