import { describe, expect, test } from 'vitest';
import { Keychain, type Keytar } from '../../../src/main/secrets/keychain.ts';
import { Secrets } from '../../../src/main/secrets/secrets.ts';
import { memoryKeytar as keytar } from '../../fakes/keytar.ts';

const name = { kind: 'api-token', account: 'https://service.example' } as const;

const over = (parts: Keytar): Keychain => new Keychain({ load: () => Promise.resolve(parts) });
const nobody = new Keychain({
  load: () => Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file')),
});

describe('the keychain', () => {
  test.for([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain.none'],
    ['Could not connect: No such file or directory', 'keychain.none'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychain.none'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'keychain.locked'],
    ['Cannot create an item in a locked collection', 'keychain.locked'],
    ['User interaction is not allowed.', 'keychain.locked'],
    ['Timeout was reached', 'keychain.no-answer'],
    ['Something else went wrong', 'keychain.unusable'],
  ] as const)('“%s” is %s', async ([sentence, code]) => {
    const keychain = over(keytar({ setPassword: sentence }));
    expect(await keychain.set(name, 'value')).toMatchObject({ ok: false, problem: { code } });
  });

  test('whose library is missing is one more that cannot be used', async () => {
    expect(await nobody.get(name)).toMatchObject({ ok: false, problem: { code: 'keychain.library' } });
  });

  test('that says nothing is asked no further until it has answered', async () => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    let asked = 0;
    const slow: Keytar = {
      ...keytar(),
      getPassword: () => {
        asked += 1;
        return promise;
      },
    };
    const keychain = new Keychain({ timeLimitMs: 20, load: () => Promise.resolve(slow) });
    expect(await keychain.get(name)).toMatchObject({ problem: { code: 'keychain.no-answer' } });
    expect(await keychain.get(name)).toMatchObject({ problem: { code: 'keychain.no-answer' } });
    expect([asked, keychain.isWaiting]).toEqual([1, true]);
    resolve('late');
    await promise;
    await new Promise(setImmediate);
    expect(keychain.isWaiting).toBe(false);
    expect(await keychain.get(name)).toMatchObject({ ok: true, value: 'late' });
  });
});

describe('a secret', () => {
  /** A keychain that has one, and answers when it is told to. */
  function waiting() {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const parts = keytar();
    const slow: Keytar = { ...parts, getPassword: (...asked) => promise.then(() => parts.getPassword(...asked)) };
    return {
      parts,
      secret: new Secrets({ keychain: over(slow) }).of('api-token', name.account),
      answer: () => resolve(undefined),
    };
  }

  test('that is set while the keychain waits for its password is not replaced by the one that was kept', async () => {
    const { parts, secret, answer } = waiting();
    await over(parts).set(name, 'old');
    const read = secret.read();
    const set = secret.set('new');
    answer();
    expect(await read).toBe('new');
    expect(await set).toMatchObject({ from: 'keychain' });
    expect(secret.value).toBe('new');
  });

  test('that is cleared while the keychain waits for its password is gone', async () => {
    const { parts, secret, answer } = waiting();
    await over(parts).set(name, 'old');
    const read = secret.read();
    const cleared = secret.clear();
    answer();
    expect([await read, await cleared]).toMatchObject([null, { ok: true }]);
    expect(secret.value).toBeNull();
  });

  test('that is set twice is the one that was set last', async () => {
    const { secret } = waiting();
    await Promise.all([secret.set('first'), secret.set('second')]);
    expect(secret.value).toBe('second');
  });

  test('is read once, and the same for all who ask', async () => {
    const parts = keytar();
    await over(parts).set(name, 'kept');
    const secrets = new Secrets({ keychain: over(parts) });
    const secret = secrets.of('api-token', name.account);
    expect(secret.value).toBeNull();
    expect(await secret.read()).toBe('kept');
    expect(secrets.of('api-token', name.account).value).toBe('kept');
    expect(secrets.of('s3-secret', name.account).value).toBeNull();
    expect(secret.status).toEqual({ from: 'keychain', problem: null });
    expect(secrets.values()).toEqual(['kept']);
  });

  test('of the environment comes first, until a person gives another', async () => {
    const parts = keytar();
    await over(parts).set(name, 'kept');
    const secret = new Secrets({ keychain: over(parts), environment: { 'api-token': 'given' } }).of(
      'api-token',
      name.account,
    );
    expect(await secret.read()).toBe('given');
    expect(secret.status.from).toBe('environment');
    expect(await secret.set('typed')).toEqual({ from: 'keychain', problem: null });
    expect(secret.value).toBe('typed');
    expect(await secret.clear()).toMatchObject({ ok: true, value: true });
    expect(secret.value).toBe('given');
  });

  test('without a keychain lives until the process ends, and says why', async () => {
    const secret = new Secrets({ keychain: nobody }).of('api-token', name.account);
    expect(await secret.read()).toBeNull();
    expect(secret.status).toMatchObject({ from: 'none', problem: { code: 'keychain.library' } });
    expect(await secret.set('typed')).toMatchObject({ from: 'session', problem: { code: 'keychain.library' } });
    expect(await secret.read()).toBe('typed');
  });

  test('that could not be removed for certain is not said to be', async () => {
    const locked = over(keytar({ deletePassword: 'Cannot delete an item in a locked collection' }));
    const secret = new Secrets({ keychain: locked }).of('api-token', name.account);
    await secret.set('typed');
    expect(await secret.clear()).toMatchObject({ ok: false, problem: { code: 'keychain.locked' } });
    expect(secret.value).toBeNull();
  });
});
