import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { practiceFolder } from '../../src/main/session/data-folder.ts';
import { findCanary, spellingsOf } from '../e2e/support/canary.ts';
import { dataFolderOf } from './driver/environment.ts';
import { startStandIn } from './driver/standin.ts';

const token = 'canary-5d1c0e/token+end';
const s3Secret = 'canary-77b2fa/secret+end';

/** The arguments of every process of this computer, as they are now. */
async function argumentsOfAll(): Promise<string> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (name: string): Promise<string> => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
  return (await Promise.all(processes.map(read))).join('\n');
}

it('after a batch, token, storage secret and signatures of links are in no file, page, notification, dialog or argument', async () => {
  const home = await mkdtemp(join(tmpdir(), 'shoal-canary-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const environment = { FISHSPEECH_API_TOKEN: token, SHOAL_S3_SECRET_ACCESS_KEY: s3Secret };
  const desktop = await startStandIn({ home, environment });
  onTestFinished(() => desktop.kill());
  const page = await desktop.page();
  const texts: Record<string, string> = {};
  await page.getByRole('button', { name: 'Try the sample clips' }).click();
  await page.getByRole('button', { name: /^Start 3 clips/ }).click();
  texts['arguments at the start'] = await argumentsOfAll();
  await desktop.minimize();
  await desktop.waitForAsked('notification', 'has ended');
  // The real service is asked with the token, and cannot be reached from here: that is told, and logged.
  await desktop
    .choose('application', 'Go', 'Settings…')
    .catch(() => desktop.choose('application', 'File', 'Settings…'));
  await page.getByRole('button', { name: 'Use the real service' }).click();
  const log = join(dataFolderOf(home), 'logs/shoal.log');
  await expect.poll(() => readFile(log, 'utf8'), { timeout: 30_000 }).toMatch(/"failure":"[^"]+"/);
  texts['arguments at the end'] = await argumentsOfAll();

  const cdp = await page.context().newCDPSession(page);
  const heap: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => heap.push(chunk));
  await page.evaluate('window.known = "something-that-is-found"');
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  texts['page'] = heap.join('');
  expect(texts['page']).toContain('something-that-is-found');
  for (const call of ['notification', 'dialog.showMessageBox', 'shell.openPath', 'navigation denied'])
    texts[call] = JSON.stringify(desktop.noted(call));
  texts['complaints'] = desktop.complaints().join('\n');

  // Only the service, which this practice is, and its journal know the links.
  const service = join(practiceFolder(dataFolderOf(home)), 'service');
  const journal = await readFile(join(service, 'journal.jsonl'), 'utf8');
  const signatures = [...journal.matchAll(/[?&]signature=([\w-]{40,})/g)].flatMap(([, found]) => found ?? []);
  expect(signatures.length).toBeGreaterThan(5);
  expect(await desktop.quit()).toBe(0);
  await rm(service, { recursive: true });
  const names = await readdir(home, { recursive: true });
  for (const kept of ['ledger.sqlite', 'shoal.log', 'batch.json'])
    expect(names.some((name) => name.endsWith(kept))).toBe(true);
  expect(spellingsOf(token).length).toBeGreaterThan(5);
  for (const secret of new Set([token, s3Secret, ...signatures]))
    expect(await findCanary(secret, { texts, folders: [home] })).toEqual([]);
});
