import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drop, look } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll();

test('files that are no media say so at their row, and the others go on', async () => {
  const desk = await openWindowDesk();
  await putOwnClips(samples(), desk.clips, ['Good']);
  await writeFile(join(desk.clips, 'Letter.mp4'), 'Dear service, this is not a film.');
  await writeFile(join(desk.clips, 'Letter.wav'), 'Nor is this a voice.');
  await writeFile(join(desk.clips, 'Nothing.mp4'), '');
  await putOwnClips(samples(), join(desk.clips, 'more'), ['Nothing']);
  await mkdir(join(desk.clips, 'notes'));
  await writeFile(join(desk.clips, 'notes', 'Glossary.xlsx'), 'not media by its name');
  const page = await desk.open();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: /^Start 2 clips · / }).waitFor();
  const sheet = page.getByRole('grid');
  await sheet
    .getByRole('row', { name: /Letter.wav/ })
    .getByText('cannot be sent')
    .waitFor();
  await sheet
    .getByRole('rowheader', { name: /Letter.mp4/ })
    .getByText('not video or audio')
    .waitFor();
  await page.getByText('1 cannot be sent').first().waitFor();
  const tray = page.getByRole('complementary', { name: 'Not paired' });
  await tray
    .getByRole('listitem', { name: /^Nothing.mp4/ })
    .getByText(/empty \(0 bytes\)|not video or audio/)
    .waitFor();
  await page.getByText('1 file is neither video nor audio and was left out.').waitFor();
  await look(page, 'odd-bad');

  // A drop of nothing but that says it too.
  await drop(page, [join(desk.clips, 'notes', 'Glossary.xlsx')]);
  await page.getByText('The file is neither video nor audio nor a manifest by its name.').waitFor();
});

test('names of every kind go through, from the drop to the result', async () => {
  const desk = await openWindowDesk();
  const long = `${'very long name of a take '.repeat(9)}end`;
  const names = ['🐟 schwärm', '安全须知 第三版', "He said “no” & 'yes' <b>", 'עברית מימין', long];
  await putOwnClips(samples(), desk.clips, names);
  const page = await desk.open();
  await drop(page, [desk.clips]);
  await page.getByRole('button', { name: 'Start 5 clips · credits unknown' }).waitFor();
  for (const name of names)
    await page
      .getByRole('row')
      .filter({ has: page.getByTitle(`${name}.wav`, { exact: true }) })
      .waitFor();
  await look(page, 'odd-names-intake');
  await page.getByRole('button', { name: 'Start 5 clips · credits unknown' }).click();
  await page.getByRole('button', { name: 'Done 5' }).waitFor();
  await look(page, 'odd-names-queue');
  for (const name of names)
    await page
      .getByRole('row')
      .filter({ has: page.getByTitle(name, { exact: true }), hasText: 'Done' })
      .waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect((await desk.resultFiles()).filter((file) => file.endsWith('.mp4'))).toHaveLength(5);
});
