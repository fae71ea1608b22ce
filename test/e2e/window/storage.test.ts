import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryKeytar } from '../../fakes/keytar.ts';
import { startCeph, type Ceph } from '../../integration/hosting-s3/ceph.ts';
import { drop, look, says } from '../support/person.ts';
import { samplesForAll } from '../support/samples.ts';
import { openWindowDesk, putOwnClips } from '../support/window-desk.ts';

const samples = samplesForAll('clip.m4a');
let ceph: Ceph;

beforeAll(async () => {
  ceph = await startCeph();
  const admin = new S3Client({
    endpoint: ceph.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
  });
  await admin.send(new CreateBucketCommand({ Bucket: 'media' }));
  admin.destroy();
}, 120_000);
afterAll(async () => {
  await ceph.stop();
});

test('storage is set up in the window: what is wrong is said, then clips go through it and leave nothing there', async () => {
  const keytar = memoryKeytar();
  const desk = await openWindowDesk({ keytar });
  await putOwnClips(samples(), desk.clips, ['Badges', 'Welcome']);
  const page = await desk.open('settings/hosting');

  await page.getByRole('radio', { name: /S3-compatible storage/ }).check();
  await page.getByRole('textbox', { name: 'Region' }).fill('us-east-1');
  await page.getByRole('textbox', { name: 'Endpoint' }).fill(ceph.url);
  await page.getByRole('textbox', { name: 'Bucket', exact: true }).fill('media');
  await page.getByRole('textbox', { name: 'Key id' }).fill('testkey');
  await page.getByLabel('Secret').fill('not the secret');
  await page.getByRole('button', { name: 'Save and test' }).click();
  await page.getByText('The secret does not belong to the storage key.').waitFor();
  await look(page, 'storage-wrong-secret');

  await page.getByLabel('Secret').fill('testsecret');
  await page.getByRole('button', { name: 'Save and test' }).click();
  await page.getByText('This computer’s clock agrees with the storage’s.').waitFor();
  const findings = page.getByRole('list', { name: 'What the test found' }).getByRole('listitem');
  expect((await findings.allInnerTexts()).map((text) => text[0])).toEqual(Array(8).fill('✓'));
  expect([...keytar.kept.values()]).toEqual(['testsecret']);
  expect(await page.content()).not.toContain('testsecret');
  await look(page, 'storage-works');

  await page.getByRole('link', { name: 'Intake' }).click();
  await drop(page, [desk.clips]);
  await page.getByText('Hosted on media, links live 24 h').waitFor();
  await page.getByRole('button', { name: /^Start 2 clips/ }).click();
  await page.getByRole('link', { name: 'Queue' }).click();
  for (const name of ['Badges', 'Welcome']) await says(page, new RegExp(name), /Done/);
  expect(await desk.resultFiles()).toEqual(['clips/Badges.mp4', 'clips/Welcome.mp4', 'clips/batch.json']);

  await page.getByRole('link', { name: 'Settings' }).click();
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      return page.getByText(/^\d+ objects?, /).innerText();
    })
    .toBe('0 objects, 0 MB.');
});
