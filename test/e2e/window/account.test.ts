import { text as textOf } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { memoryKeytar } from '../../fakes/keytar.ts';
import { canary } from '../support/desk.ts';
import { look } from '../support/person.ts';
import { openWindowDesk } from '../support/window-desk.ts';

test('the token that is typed at the welcome is kept in the keychain, is never shown, and can be removed', async () => {
  const keytar = memoryKeytar();
  const desk = await openWindowDesk({ welcomed: false, token: null, keytar });
  const page = await desk.open();
  await page.getByLabel('Token').fill(canary);
  await page.keyboard.press('Enter');
  await page.getByText('Connected. The balance is 1,000 credits.').waitFor();
  expect([...keytar.kept.values()]).toEqual([canary]);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('The token is in this computer’s keychain.').waitFor();
  expect(await page.content()).not.toContain(canary);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a file for support' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('shoal-diagnostics.txt');
  const text = await textOf(await saved.createReadStream());
  expect(text).toMatch(/^Shoal .*Token: keychain.*"endpoint":"profile".*"status":200/s);
  expect(text).not.toContain(canary);

  await page.getByRole('button', { name: 'Remove the token' }).click();
  await page.getByText('No token is set.').first().waitFor();
  expect([...keytar.kept.values()]).toEqual([]);
  await look(page, 'settings-token-removed');
});

test('without a keychain the token is kept until Shoal ends, and the window says so and why', async () => {
  const keytar = memoryKeytar({
    getPassword: 'Cannot autolaunch D-Bus without X11 $DISPLAY',
    setPassword: 'Cannot autolaunch D-Bus without X11 $DISPLAY',
  });
  const desk = await openWindowDesk({ welcomed: false, token: null, keytar });
  const page = await desk.open();
  await page.getByLabel('Token').fill(canary);
  await page.keyboard.press('Enter');
  await page.getByText('The token is kept only until Shoal ends; the settings say why.').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('There is no keychain that Shoal can reach. On Linux install gnome-keyring').waitFor();
  await look(page, 'settings-no-keychain');
});
