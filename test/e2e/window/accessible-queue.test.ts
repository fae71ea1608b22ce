import { expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { drop, look } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

test('axe finds nothing on the queue and all that opens over it or beside it', async () => {
  const desk = await openWindowDesk({
    practice: {
      repeatInputUrls: false,
      faults: {
        repeatInputUrls: false,
        failJobs: [3],
        rules: [
          { on: 'create', nth: 2, do: 'drop-after' },
          { on: 'create', nth: 3, do: 'status', status: 422, message: 'No face was found.' },
          // The fifth clip's media is never there: it stays at the service.
          { on: 'input', nth: 7, do: 'silence' },
        ],
      },
    },
    settings: { concurrency: 1, reconcilePasses: 1 },
  });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Doors', 'Fire drill', 'Forklift', 'Safety walk', 'Welcome']);
  const page = await desk.open();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: /^Start 6 clips/ }).click();
  const inState = (words: string) => page.getByRole('row').filter({ hasText: words });
  await inState('Queued at the service').waitFor();
  await inState('Failed: ').waitFor();
  await look(page, 'queue-all-states');
  await expectAccessible(page, 'queue, busy');

  for (const [words, shows] of [
    ['Done · ', 'Result'],
    ['May have been accepted', 'May have been accepted'],
    ['Not sent: ', 'No face was found'],
    ['Failed: ', 'The service failed this clip'],
    ['Queued at the service', 'No result yet'],
  ] as const) {
    await inState(words).click();
    await page.getByRole('complementary').getByText(shows).first().waitFor();
    await look(page, `panel-${words.split(/\W/)[0]}`);
    await expectAccessible(page, `panel of a clip: ${words}`);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  }

  await page.getByRole('button', { name: /^Retry…/ }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'retry');
  await page.keyboard.press('Escape');
  const waiting = inState('Next to submit');
  await waiting.hover();
  await waiting.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem').first().waitFor();
  await look(page, 'queue-menu');
  await expectAccessible(page, 'the menu of a clip');
  await page.getByRole('menuitem', { name: /Cancel/ }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'cancel');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for clips' }).click();
  await page.getByRole('menuitem').first().waitFor();
  await expectAccessible(page, 'the menu of a batch');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'View: rows and order' }).click();
  await page.getByText('In order of work').waitFor();
  await expectAccessible(page, 'the menu of the view');
  await page.keyboard.press('Escape');
  await waiting.click({ modifiers: ['ControlOrMeta'] });
  await page.getByText('1 clip selected').first().waitFor();
  await expectAccessible(page, 'queue, one selected');
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await page.getByPlaceholder('Search names').fill('nothing is called so');
  await page.getByRole('heading', { name: 'No clip matches' }).waitFor();
  await expectAccessible(page, 'queue, nothing matches');
  await page.getByRole('button', { name: 'Show all clips' }).click();

  await page.getByRole('link', { name: 'Batches' }).click();
  await page.getByRole('row', { name: /clips/ }).first().waitFor();
  await expectAccessible(page, 'batches');
  await page.getByRole('row', { name: /clips/ }).first().click();
  await page.getByRole('complementary', { name: 'clips' }).getByText('Failures by reason').waitFor();
  await look(page, 'batch-failures');
  await expectAccessible(page, 'batch');
  await page.getByRole('link', { name: 'Credits' }).first().click();
  await page.getByRole('group', { name: 'Used by' }).waitFor();
  await look(page, 'credits');
  await expectAccessible(page, 'credits');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Diagnostics' }).waitFor();
  await look(page, 'settings');
  await expectAccessible(page, 'settings');

  // What stands in the way, each with its banner.
  await page.getByRole('link', { name: 'Queue' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('heading', { name: 'Paused by you' }).waitFor();
  await expectAccessible(page, 'queue, paused');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await desk.atService('tokens', { tokens: ['another'] });
  await page.getByRole('region', { name: /^Everything that needs the token is held since/ }).waitFor();
  await look(page, 'queue-token');
  await expectAccessible(page, 'queue, held for the token');
  await desk.inChinese(page);
  await look(page, 'queue-chinese');
  await expectAccessible(page, 'queue, Chinese');
  expect(desk.service.stats().creates.received).toBe(5);
});

test('axe finds nothing while the service is away, and while credits are short', async () => {
  const desk = await openWindowDesk({
    practice: {
      faults: [
        { on: 'input', nth: 1, do: 'silence' },
        { on: 'create', nth: 2, do: 'status', status: 402 },
      ],
    },
  });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  const page = await desk.open();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: /^Start 2 clips/ }).click();
  await page.getByRole('region', { name: /^Submitting is held for credits since/ }).waitFor();
  await expectAccessible(page, 'queue, held for credits');
  await desk.service.stop();
  await page.getByRole('region', { name: /^The service cannot be reached since/ }).waitFor();
  await look(page, 'queue-offline');
  await expectAccessible(page, 'queue, offline');
});
