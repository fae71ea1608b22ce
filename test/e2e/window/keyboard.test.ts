import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { canary } from '../support/desk.ts';
import { look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

const tabTo = (page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> =>
  reach(page, wanted, key);

/** Presses a key until `wanted` has the focus, as somebody does who sees where it is. */
async function reach(page: Page, wanted: Locator, key: string): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${wanted.toString()} cannot be reached with ${key}`);
}

test('with the keyboard alone: from the welcome to the opened result', async () => {
  const desk = await openWindowDesk({ welcomed: false, token: null, practice: { renderSeconds: 0.3 } });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  const page = await desk.open();
  const { keyboard } = page;
  await look(page, 'keys-welcome');

  // The welcome: a token that is refused says so; the right one leads on.
  await tabTo(page, page.getByLabel('Token'));
  await keyboard.type('not-a-token');
  await keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '401' }).waitFor();
  await look(page, 'keys-refused');
  await tabTo(page, page.getByLabel('Token'), 'Shift+Tab');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(canary);
  await keyboard.press('Enter');

  // The intake: a folder by its path.
  await tabTo(page, page.getByRole('button', { name: 'Choose files or a folder…' }));
  await keyboard.press('Enter');
  const menu = page.getByRole('menu');
  await menu.waitFor();
  await look(page, 'keys-menu');
  const byPath = menu.getByRole('menuitem', { name: /^Paths on this computer…/ });
  await reach(page, byPath, 'ArrowDown');
  await keyboard.press('Enter');
  const paths = page.getByRole('dialog', { name: 'Add paths on this computer' });
  await tabTo(page, paths.getByRole('textbox'));
  await keyboard.type(desk.clips);
  await look(page, 'keys-paths');
  await tabTo(page, paths.getByRole('button', { name: 'Add', exact: true }));
  await keyboard.press('Enter');

  // The sheet: a language, a name, one removed and taken back.
  const start = page.getByRole('button', { name: 'Start 2 clips · credits unknown' });
  await start.waitFor();
  const row = page.getByRole('row', { name: 'Badges.wav' });
  await tabTo(page, row);
  await keyboard.press('l');
  await page.getByRole('combobox', { name: 'Language of 1 clip' }).waitFor();
  await keyboard.type('fr-CA');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: /fr-CA: language of Badges.wav/ }).waitFor();
  await tabTo(page, row);
  await keyboard.press('F2');
  await page.getByRole('dialog', { name: 'Name of the clip' }).waitFor();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('Badge rules');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(page, row);
  await keyboard.press('Delete');
  await page.getByRole('button', { name: 'Start 1 clip · credits unknown' }).waitFor();
  await keyboard.press('ControlOrMeta+z');
  await tabTo(page, start);
  await keyboard.press('Enter');

  // The queue: the keys on a sheet, commands by name.
  await page.getByRole('grid', { name: 'Queue' }).waitFor();
  await keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Retry').waitFor();
  await keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Commands' }).waitFor();
  await keyboard.type('dark');
  await look(page, 'keys-palette');
  await keyboard.press('Enter');
  await page.locator('html[data-theme="dark"]').waitFor();
  await page.getByRole('button', { name: 'Done 2' }).waitFor();
  await says(page, /Badge rules.*fr-CA/, 'Done');

  // The result: opened from the list, played, closed; the list keeps the focus.
  const list = page.getByRole('grid', { name: 'Queue' });
  await tabTo(page, list);
  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Clip' });
  await panel.getByTitle('Badge rules.fr-CA.mp4').waitFor();
  await look(page, 'keys-clip-dark');
  await keyboard.press('ArrowDown');
  await panel.getByTitle('Welcome.mp4').first().waitFor();
  await tabTo(page, panel.getByRole('button', { name: 'Play both' }));
  await keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Stop' }).waitFor();
  await tabTo(page, list, 'Shift+Tab');
  await keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await keyboard.press('Alt+3');
  await page
    .getByRole('heading', { name: 'Batches' })
    .or(page.getByRole('table'))
    .or(page.getByRole('grid'))
    .first()
    .waitFor();
  expect(new URL(page.url()).hash).toBe('#/batches');
});
