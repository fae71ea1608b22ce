import { expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { drop, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { startWire } from '../support/wire.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

test('two windows stay in step, and a reload in the middle loses nothing', async () => {
  const desk = await openWindowDesk({ practice: { renderSeconds: 1 }, settings: { concurrency: 1 } });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Doors', 'Fire drill', 'Welcome']);
  const [one, other] = [await desk.open(), await desk.open('intake')];
  await drop(one, [desk.clips]);

  // What is dropped and set in one shows in the other.
  await other.getByRole('button', { name: 'Start 4 clips · credits unknown' }).waitFor();
  await other.getByRole('button', { name: /language of Badges.wav/ }).click();
  await other.getByRole('combobox', { name: 'Language of 1 clip' }).fill('French');
  await other.getByRole('option', { name: /^French fr$/ }).click();
  await one.getByRole('button', { name: /fr: language of Badges.wav/ }).waitFor();

  // A reload keeps the intake and the place.
  await one.reload();
  await one.getByRole('button', { name: /fr: language of Badges.wav/ }).waitFor();
  await one.getByRole('button', { name: 'Start 4 clips · credits unknown' }).click();
  await other.getByRole('heading', { name: 'Drop videos and audio anywhere in this window' }).waitFor();
  await other.getByRole('link', { name: 'Queue' }).click();
  await says(other, /Badges.*fr/, /Processing/);

  // Paused in one, seen and resumed in the other; a reload while it is paused.
  await one.getByRole('button', { name: 'Pause', exact: true }).click();
  await other.getByRole('heading', { name: 'Paused by you' }).waitFor();
  await one.reload();
  await one.getByRole('heading', { name: 'Paused by you' }).waitFor();
  await other.getByRole('button', { name: 'Resume', exact: true }).click();
  await one.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await other.reload();
  await Promise.all([one, other].map((page) => page.getByRole('button', { name: 'Done 4' }).waitFor()));
  expect(desk.service.stats().creates).toEqual({ received: 4, accepted: 4 });
});

test('a window that loses its connection says so, and goes on by itself when it is back', async () => {
  const desk = await openWindowDesk({ practice: { renderSeconds: 0.5 } });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  await using wire = await startWire();
  const page = await desk.open('', { proxy: { server: wire.url, bypass: '<-loopback>' } });
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: 'Start 2 clips · credits unknown' }).waitFor();
  wire.cut();
  await page.getByText('The connection to Shoal was lost').waitFor();
  await page.getByText('this window connects again by itself').waitFor();
  await look(page, 'windows-lost');
  wire.mend();
  await page.getByText('The connection to Shoal was lost').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Start 2 clips · credits unknown' }).click();
  await page.getByRole('button', { name: 'Done 2' }).waitFor();
});

test('a window outlives a new start of Shoal: it says what to do, and goes on once its browser was let in again', async () => {
  const desk = await openWindowDesk({ practice: { renderSeconds: 1 }, settings: { concurrency: 1 } });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Doors', 'Fire drill']);
  const page = await desk.open();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: 'Start 3 clips · credits unknown' }).click();
  await says(page, /Badges/, /Processing/);
  await desk.restart();
  await page.getByText('Shoal was started anew and does not know this browser yet').waitFor();
  await look(page, 'windows-anew');
  await expectAccessible(page, 'queue, shut out');
  const other = await page.context().newPage();
  await other.goto(desk.newLink());
  await page.getByText('Shoal was started anew').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Done 3' }).waitFor();
  expect(desk.service.stats().creates).toEqual({ received: 3, accepted: 3 });
});
