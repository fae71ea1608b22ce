import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { drop, look } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

test('axe finds nothing on the welcome and on screens with nothing on them', async () => {
  const desk = await openWindowDesk({ welcomed: false, token: null });
  const page = await desk.open();
  await expectAccessible(page, 'welcome');
  await page.getByLabel('Token').fill('nonsense');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await expectAccessible(page, 'welcome, refused');
  await page.getByRole('button', { name: 'Look around first' }).click();
  for (const screen of ['Intake', 'Queue', 'Batches', 'Credits', 'Settings']) {
    await page.getByRole('link', { name: screen }).first().click();
    await page.getByRole('main').waitFor();
    await look(page, `empty-${screen.toLowerCase()}`);
    await expectAccessible(page, `${screen}, empty`);
  }
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await expectAccessible(page, 'help');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Commands' }).waitFor();
  await expectAccessible(page, 'palette');
});

test('axe finds nothing in the intake, whatever state it is in', async () => {
  const desk = await openWindowDesk();
  const page = await desk.open('intake');
  await page.getByRole('button', { name: 'Choose files or a folder…' }).click();
  await page.getByRole('menuitem').first().waitFor();
  await expectAccessible(page, 'the menu of adding');
  await page.getByRole('menuitem', { name: /Paths on this computer/ }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'paths');
  await page.keyboard.press('Escape');

  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  await writeFile(join(desk.clips, 'Letter.mp4'), 'not a film');
  await writeFile(join(desk.clips, 'Letter.wav'), 'not a voice');
  await putOwnClips(samples(), join(desk.clips, 'more'), ['Doors A', 'Doors B']);
  await writeFile(join(desk.clips, 'Lonely.mp4'), '');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const network = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 20_000 };
  await devtools.send('Network.emulateNetworkConditions', network);
  await drop(page, [desk.clips]);
  await page.getByRole('progressbar', { name: 'Sending files to Shoal' }).waitFor();
  await expectAccessible(page, 'intake, sending');
  await devtools.send('Network.emulateNetworkConditions', { ...network, uploadThroughput: -1 });
  await page.getByRole('button', { name: /^Start 4 clips/ }).waitFor();
  await page.getByText('cannot be sent').first().waitFor();
  await expectAccessible(page, 'intake, with problems and a tray');

  const row = page.getByRole('row', { name: 'Badges.wav' });
  await row.click({ position: { x: 60, y: 10 } });
  await expectAccessible(page, 'intake, a row selected');
  for (const [open, name] of [
    ['Language…', 'language'],
    ['Pair with…', 'pairing'],
    ['Rename…', 'renaming'],
  ] as const) {
    await page.getByRole('group', { name: '1 clip selected' }).getByRole('button', { name: open }).click();
    await page.getByRole('combobox').or(page.getByRole('dialog')).first().waitFor();
    await look(page, `intake-${name}`);
    await expectAccessible(page, name);
    await page.keyboard.press('Escape');
  }
  for (const open of ['Change the results folder', 'Change the budget']) {
    await page.getByRole('button', { name: open }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, open);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await desk.inChinese(page);
  await look(page, 'intake-chinese');
  await expectAccessible(page, 'intake, Chinese');
});
