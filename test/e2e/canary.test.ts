import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../src/main/logs/log.ts';
import { Keychain } from '../../src/main/secrets/keychain.ts';
import { Secrets } from '../../src/main/secrets/secrets.ts';
import { apiToken } from '../../src/main/session/system-secrets.ts';
import { logFolder } from '../../src/main/session/data-folder.ts';
import { openTestWindow } from '../fakes/window.ts';
import { findCanary, oddCanary } from './support/canary.ts';
import { createDesk, putClips } from './support/desk.ts';
import { createKeyring } from './support/keyring.ts';
import { samplesForAll } from './support/samples.ts';
import { repository } from './support/shoal.ts';

const samples = samplesForAll();

test('what looks for the canary finds it in every spelling', async () => {
  const texts = {
    header: `Authorization: Basic ${Buffer.from(`user:${oddCanary}`).toString('base64')}`,
    address: `https://x.example/?key=${encodeURIComponent(oddCanary)}`,
    json: JSON.stringify({ token: oddCanary }),
    nothing: 'canary',
  };
  const found = await findCanary(oddCanary, { texts });
  expect(new Set(found.map((where) => where.split(':')[0]))).toEqual(new Set(['header', 'address', 'json']));
});

test('the command line with the token in the keychain: it is on no disk, in no output, in no child’s arguments or environment', async () => {
  await using keyring = await createKeyring();
  await using desk = await createDesk({
    tokens: [oddCanary],
    faults: [{ on: 'create', nth: 2, do: 'status', status: 422, message: `bad ${oddCanary}` }],
  });
  await putClips(samples(), desk.clips, ['one', 'two']);
  const texts: Record<string, string> = {};
  const where = ['--data-dir', desk.data, '--api-url', desk.url];
  const children = join(desk.folder, 'children');
  const under = ['strace', '-f', '-qq', '-v', '-s', '100000', '-e', 'trace=execve', '-o', children];
  const shoal = async (
    args: string[],
    { input = '', from = [] }: { input?: string; from?: readonly string[] } = {},
  ): Promise<number> => {
    const command = [...from, process.execPath, join(repository, 'bin/shoal.mjs'), ...args];
    const { code, stdout, stderr } = await keyring.run('unlocked', command, { input });
    texts[args.join(' ')] = stdout + stderr;
    return code;
  };
  expect(await shoal(['token', 'set', '--api-url', desk.url], { input: oddCanary })).toBe(0);
  const run = ['run', desk.clips, ...where, '--out', desk.results];
  expect(await shoal(run, { from: under })).toBe(1);
  await shoal(['status', '--data-dir', desk.data, '--json']);
  await shoal(['export', '--data-dir', desk.data]);
  expect(await shoal(['doctor', ...where])).toBe(0);
  expect(await shoal(['diagnostics', ...where])).toBe(0);
  texts['children'] = await readFile(children, 'utf8');
  expect(texts['children']).toContain('ffprobe');
  // What was looked through is what should be there.
  expect(texts[['diagnostics', ...where].join(' ')]).toMatch(/Token: keychain[^]*"endpoint":"create"[^]*"status":422/);
  // Neither where the person's files are, nor what they are called.
  for (const own of [desk.folder, 'one.mp4', '"one"'])
    expect(texts[['diagnostics', ...where].join(' ')]).not.toContain(own);
  expect(existsSync(join(logFolder(desk.data), 'shoal.log'))).toBe(true);
  const folders = [desk.data, desk.results, keyring.home];
  expect(await findCanary(oddCanary, { texts, folders })).toEqual([]);
});

test('the token of the environment is in no child’s environment', async () => {
  await using desk = await createDesk({ tokens: [oddCanary] });
  await putClips(samples(), desk.clips, ['one']);
  await using keyring = await createKeyring();
  const children = join(desk.folder, 'children');
  const under = ['strace', '-f', '-qq', '-v', '-s', '100000', '-e', 'trace=execve', '-o', children];
  const command = [...under, process.execPath, join(repository, 'bin/shoal.mjs'), 'run', desk.clips];
  const options = ['--data-dir', desk.data, '--api-url', desk.url, '--out', desk.results];
  const run = await keyring.run('no bus', [...command, ...options], { env: { FISHSPEECH_API_TOKEN: oddCanary } });
  expect(run.code).toBe(0);
  // The first line is the command line itself, to which the person gave it.
  const [own = '', ...others] = (await readFile(children, 'utf8')).split('\n');
  expect(own).toContain('FISHSPEECH_API_TOKEN');
  expect(others.join('\n')).toContain('ffprobe');
  expect(others.join('\n')).not.toContain('FISHSPEECH_API_TOKEN');
});

test('the window with a token that was typed: nothing that it receives and nothing on disk holds it', async () => {
  await using desk = await createDesk({ tokens: [oddCanary] });
  await putClips(samples(), desk.clips, ['one']);
  // No keychain: the token is in memory only, which is the harder case.
  const secrets = new Secrets({ keychain: new Keychain({ load: () => Promise.reject(new Error('none here')) }) });
  const token = apiToken(secrets, desk.url);
  const log = createLog({ folder: logFolder(desk.data), version: 'test', secrets: () => secrets.values() });
  const window = await openTestWindow(null, { dataDir: desk.data, apiUrl: desk.url, token, log });
  try {
    const { client } = window;
    await expect(client.account.connect({ token: `${oddCanary}x` })).rejects.toThrow();
    const connected = await client.account.connect({ token: oddCanary });
    expect(connected).toMatchObject({
      state: 'connected',
      token: { from: 'session', problem: { code: 'keychain.library' } },
    });
    await client.intake.setBatch({ resultsFolder: desk.results });
    const { revision } = await client.app.snapshot();
    await client.intake.add({ paths: [desk.clips] });
    const changes = await client.queue.changes({ since: revision });
    for await (const change of changes) {
      if (change.kind !== 'changes') continue;
      if (change.intake?.probing === 0 && change.intake.start.clips === 1)
        await client.intake.start({ clips: null, agreed: 1 });
      if (change.batches.some(({ endedAt }) => endedAt !== null)) break;
    }
    const list = await client.batch.list({ offset: 0, limit: 10 });
    for (const { id } of list.batches) await client.batch.receipt({ id, format: 'json' });
    await client.credits.get({ since: 0 });
    const bundle = await client.app.supportBundle();
    expect(bundle.text).toContain('"endpoint":"create"');
    // Asked of the running host itself: a fault that somebody put the token into is redacted as it is written.
    log.fault(new Error(`cannot use ${oddCanary}`));

    expect(window.received.join('')).toContain('connected');
    const texts = { received: window.received.join('\n'), bundle: bundle.text };
    expect(await findCanary(oddCanary, { texts, folders: [desk.data, desk.results, window.folder] })).toEqual([]);
    expect(window.faults).toEqual([]);
    // Once it is removed, the service is asked nothing more with it.
    expect(await client.account.forgetToken()).toMatchObject({ state: 'none', token: { from: 'none' } });
    await expect(client.account.check()).resolves.toMatchObject({ state: 'none' });
  } finally {
    await window.stop();
  }
});
