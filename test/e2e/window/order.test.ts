import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { drop, line, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();
const names = ['Badges', 'Doors', 'Fire drill', 'Safety walk', 'Welcome'];

/** The clips in the order in which the list shows them. */
const order = async (page: Page): Promise<string[]> => {
  const rows = await page.getByRole('row').allInnerTexts();
  return rows.flatMap((row) => names.find((name) => row.startsWith(name)) ?? []);
};

test('the order of work is changed by keys and by the pointer; several are selected, and some of them canceled', async () => {
  const desk = await openWindowDesk({ settings: { concurrency: 1 } });
  await putOwnClips(samples(), desk.clips, names);
  const page = await desk.open();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: /^Start 5 clips/ }).click();
  await page
    .getByRole('grid', { name: 'Queue' })
    .getByRole('row', { name: /Badges/ })
    .waitFor();
  const [badges = '', doors = '', fire = '', walk = '', welcome = ''] = names;

  // The keys take the clip along that they are at, as often as they are pressed.
  await page.getByRole('grid', { name: 'Queue' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => order(page)).toEqual([doors, badges, fire, walk, welcome]);
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => order(page)).toEqual([doors, fire, badges, walk, welcome]);
  await page.keyboard.press('t');
  await expect.poll(() => order(page)).toEqual([badges, doors, fire, walk, welcome]);

  // With the pointer, which rests on the list.
  await line(page, /Welcome/).hover();
  await page.getByRole('button', { name: 'More for Welcome' }).click();
  await page.getByRole('menuitem', { name: /^Move up/ }).click();
  await expect.poll(() => order(page)).toEqual([badges, doors, fire, welcome, walk]);

  // Ctrl takes one more, Shift a stretch; what cannot be canceled any more is said.
  await line(page, /Doors/).click({ modifiers: ['ControlOrMeta'] });
  await line(page, /Welcome/).click({ modifiers: ['Shift'] });
  await line(page, /Fire drill/).click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('toolbar', { name: '2 clips selected' }).getByRole('button', { name: 'Cancel 2…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel 2 clips?' });
  await dialog.getByText('To make them later, retry them').waitFor();
  await look(page, 'order-cancel');
  await dialog.getByRole('button', { name: 'Cancel 2 clips' }).click();
  await page.getByText('2 clips canceled. Nothing was sent for them.').waitFor();
  await page.getByRole('button', { name: 'Clear the selection' }).click();

  // One batch is paused while the queue goes on; the list follows under a pointer that rests on it.
  await page.getByRole('button', { name: 'Pause clips' }).click();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await says(page, /clips/, 'Paused by you');
  await page.getByRole('heading', { name: 'Nothing is running · 3 clips are paused by you' }).waitFor();
  await page.getByRole('button', { name: 'More for clips' }).waitFor();
  await look(page, 'order-paused-batch');
  await expectAccessible(page, 'queue, one batch paused');
  expect(desk.service.stats().creates.received).toBe(0);
  await page.getByRole('button', { name: 'Resume clips' }).click();
  await line(page, /Fire drill/).hover();
  await page.getByRole('button', { name: 'Done 3' }).waitFor();
  expect(desk.service.stats().creates.accepted).toBe(3);

  // Found by a filter, in the order of names, backwards.
  await page.getByRole('button', { name: 'Canceled 2' }).click();
  await expect.poll(() => order(page)).toEqual([doors, welcome]);
  await page.getByRole('button', { name: 'View: rows and order' }).click();
  await page.getByRole('menuitemradio', { name: 'By name' }).click();
  await page.getByRole('button', { name: 'View: rows and order' }).click();
  await page.getByRole('menuitemradio', { name: 'Backwards' }).click();
  await expect.poll(() => order(page)).toEqual([welcome, doors]);
  // Retried together, as new clips, with the cost said.
  await page.getByRole('button', { name: 'More for clips' }).click();
  await page.getByRole('menuitem', { name: 'Open the batch' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'Queue' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Retry 2…' }).click();
  await page.getByRole('button', { name: /^Retry 2 clips · about 6 credits/ }).click();
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await page.getByRole('button', { name: 'Done 5' }).waitFor();
});
