import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Keychain, type Keytar } from '../../src/main/secrets/keychain.ts';
import { Secrets, type Secret } from '../../src/main/secrets/secrets.ts';
import { apiToken } from '../../src/main/session/system-secrets.ts';
import { memoryKeytar } from '../fakes/keytar.ts';
import { openTestWindow } from '../fakes/window.ts';
import { createDesk, putClips } from './support/desk.ts';
import { samplesForAll } from './support/samples.ts';

const samples = samplesForAll();

function tokenOver(keytar: Keytar, url: string): Secret {
  return apiToken(new Secrets({ keychain: new Keychain({ load: () => Promise.resolve(keytar) }) }), url);
}

test('replacing the token disturbs no clip that is at the service: its links stay good', async () => {
  await using desk = await createDesk({ tokens: ['old', 'new'], renderSeconds: 600 });
  await putClips(samples(), desk.clips, ['one']);
  const keytar = memoryKeytar();
  const token = tokenOver(keytar, desk.url);
  const window = await openTestWindow(null, { dataDir: desk.data, apiUrl: desk.url, token });
  try {
    const { client } = window;
    expect(await client.account.connect({ token: ' old\n' })).toMatchObject({ token: { from: 'keychain' } });
    await client.intake.setBatch({ resultsFolder: desk.results });
    const { revision } = await client.app.snapshot();
    await client.intake.add({ paths: [desk.clips] });
    for await (const change of await client.queue.changes({ since: revision })) {
      if (change.kind !== 'changes') continue;
      if (change.intake?.probing === 0 && change.intake.start.clips === 1)
        await client.intake.start({ clips: null, agreed: 1 });
      if (change.rows.some(({ state }) => state === 'accepted')) break;
    }
    const journal = await readFile(join(desk.folder, 'service/journal.jsonl'), 'utf8');
    const [, link = ''] = /"videoUrl":"([^"]+)"/.exec(journal) ?? [];
    expect((await fetch(link)).status).toBe(200);

    expect(await client.account.connect({ token: 'new' })).toMatchObject({ state: 'connected' });
    desk.service.setTokens(['new']);
    expect([...keytar.kept.values()]).toEqual(['new']);
    expect((await fetch(link)).status).toBe(200);
    expect(await client.account.check()).toMatchObject({ state: 'connected' });
    expect((await client.app.snapshot()).app.holds).toEqual([]);
  } finally {
    await window.stop();
  }
});

test('a keychain that is unlocked while the window is open is asked again', async () => {
  await using desk = await createDesk({ tokens: ['kept'] });
  const open = memoryKeytar();
  await tokenOver(open, desk.url).set('kept');
  const locked = memoryKeytar({ getPassword: 'Cannot get secret of a locked object' });
  let now: Keytar = locked;
  const keychain = new Keychain({ load: () => Promise.resolve(now) });
  const token = apiToken(new Secrets({ keychain }), desk.url);
  const window = await openTestWindow(null, { dataDir: desk.data, apiUrl: desk.url, token });
  try {
    const { app } = await window.client.app.snapshot();
    expect(app.account).toMatchObject({ state: 'none', token: { from: 'none', problem: { code: 'keychain.locked' } } });
    now = open;
    expect(await window.client.account.check()).toMatchObject({
      state: 'connected',
      token: { from: 'keychain', problem: null },
    });
  } finally {
    await window.stop();
  }
});
