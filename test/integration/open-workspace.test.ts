import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerPath } from '../../src/main/session/data-folder.ts';
import { openWorkspace } from '../../src/main/session/open-workspace.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shoal-workspace-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

async function open() {
  const opened = await openWorkspace({
    session: { dataDir, apiUrl: 'https://service.example' },
    worker: 'a test',
    resultsFolder: join(dataDir, 'results'),
    fileManager: null,
    onFault: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw new Error(opened.problem.code);
  return opened.value;
}

it('leaves the received files of a damaged ledger alone when a new one is begun', async () => {
  const first = await open();
  const tag = first.workspace.engine.ledgerTag;
  await first.stop();
  const received = join(dataDir, 'intake', tag, `u${'0'.repeat(24)}`);
  await mkdir(received, { recursive: true });
  await writeFile(join(received, 'clip.mp4'), 'the only copy');
  await writeFile(ledgerPath(dataDir, false), 'not a database at all, and long enough to be taken for a damaged one');

  const second = await open();
  expect(second.workspace.app().ledgerSetAside).toBe(true);
  await second.workspace.uploads.sweep();
  await second.stop();
  expect(await readdir(received)).toEqual(['clip.mp4']);
});
