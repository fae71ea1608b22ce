import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPracticeService } from '../../src/practice/service.ts';
import { createKeyring } from './support/keyring.ts';
import { canary } from './support/desk.ts';
import { repository } from './support/shoal.ts';

const keep = (url: string): string[] => ['token', 'set', '--no-check', '--api-url', url];
const one = 'https://one.example';

test('a token is kept in the keychain for its address, survives, is replaced and removed', async () => {
  await using keyring = await createKeyring();
  const shoal = async (args: string[], input?: string) => keyring.shoal('unlocked', args, { ...(input && { input }) });
  expect(await shoal(['token', 'status', '--api-url', one])).toMatchObject({
    code: 2,
    stdout: `The token for ${one} is not set.\n`,
  });
  const kept = await shoal(keep(one), `${canary}\n`);
  expect(kept).toMatchObject({ code: 0, stdout: `It is kept in the keychain, for ${one}.\n` });
  // Another path of the same service is the same account; another service is not.
  expect((await shoal(['token', 'status', '--api-url', `${one}/below`])).stdout).toContain('is in the keychain');
  expect((await shoal(['token', 'status', '--api-url', 'https://two.example'])).code).toBe(2);
  await shoal(keep('https://two.example'), 'another');
  await shoal(keep(one), 'a-newer-one');
  const cleared = await shoal(['token', 'clear', '--api-url', one]);
  expect(cleared).toMatchObject({ code: 0, stdout: `Removed from the keychain, for ${one}.\n` });
  expect((await shoal(['token', 'clear', '--api-url', one])).stdout).toContain('has none for');
  expect((await shoal(['token', 'status', '--api-url', 'https://two.example'])).code).toBe(0);
});

test('a token is tried before it is kept, and a command without one in the environment uses it', async () => {
  await using keyring = await createKeyring();
  const service = createPracticeService({ folder: join(keyring.home, 'service'), tokens: [canary] });
  const { url } = await service.start();
  try {
    const set = ['token', 'set', '--api-url', url];
    const refused = await keyring.shoal('unlocked', set, { input: 'wrong' });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('The token was refused (401).');
    expect((await keyring.shoal('unlocked', ['token', 'status', '--api-url', url])).code).toBe(2);
    const kept = await keyring.shoal('unlocked', set, { input: canary });
    expect(kept.code).toBe(0);
    expect(kept.stdout).toMatch(/knows the token: tier \w+, 1000 credits/);
    expect(kept.stdout + kept.stderr).not.toContain(canary);
    const doctor = ['doctor', '--api-url', url, '--data-dir', join(keyring.home, 'data')];
    expect(await keyring.shoal('unlocked', doctor)).toMatchObject({ code: 0 });
    // The environment comes first.
    const overridden = await keyring.shoal('unlocked', doctor, { env: { FISHSPEECH_API_TOKEN: 'wrong' } });
    expect(overridden.stdout).toContain('✕ token    The token was refused (401).');
  } finally {
    await service.stop();
  }
});

test('nothing, several lines and a closed input are no token', async () => {
  await using keyring = await createKeyring();
  for (const [input, said] of [
    ['', 'No token is set.'],
    ['one\ntwo', 'holds a character that no token has'],
  ] as const) {
    const refused = await keyring.shoal('unlocked', keep(one), { input });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(said);
  }
});

test.for([
  ['locked', 'The keychain is locked'],
  ['no service', 'There is no keychain that Shoal can reach'],
  ['no bus', 'There is no keychain that Shoal can reach'],
] as const)('with %s: said plainly, and nothing is kept', async ([state, what]) => {
  await using keyring = await createKeyring();
  // A locked keyring that has the token must not look like one that has none.
  await keyring.shoal('unlocked', keep(one), { input: canary });
  const status = await keyring.shoal(state, ['token', 'status', '--api-url', one]);
  expect(status.code).toBe(2);
  expect(status.stdout).toContain(what);
  const set = await keyring.shoal(state, keep(one), { input: 'another' });
  expect(set.code).toBe(2);
  expect(set.stderr).toContain('It was not kept');
  expect(set.stderr).toContain(what);
  const cleared = await keyring.shoal(state, ['token', 'clear', '--api-url', one]);
  expect(cleared.stdout + cleared.stderr).toContain(what);
  expect((await keyring.shoal('unlocked', ['token', 'status', '--api-url', one])).code).toBe(0);
});

test('a keychain that does not answer is given up, and the process ends although a call still waits', async () => {
  await using keyring = await createKeyring();
  const asks = [process.execPath, join(import.meta.dirname, 'support/ask-keychain.ts'), '300'];
  expect(await keyring.run('silent', asks)).toMatchObject({ code: 7, stdout: 'keychain.no-answer\n' });
  expect(await keyring.run('unlocked', asks)).toMatchObject({ code: 0, stdout: 'value none\n' });
});

test('what is typed in a terminal is not shown', async () => {
  const command = `'${process.execPath}' '${join(repository, 'bin/shoal.mjs')}' token set --no-check`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  });
  let shown = '';
  for await (const chunk of terminal.stdout) {
    shown += String(chunk);
    if (shown.endsWith('paste): ')) terminal.stdin.write(`${canary}\r`);
  }
  expect(shown).toContain('It was not kept');
  expect(shown).not.toContain(canary);
});
