import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Addresses, originOf } from './addresses.ts';
import { createCodec } from './codec.ts';
import { Journal } from './journal.ts';
import { MenuItem } from './menu.ts';
import { MessageChannelMain } from './message-channel.ts';
import { createNotification } from './notification.ts';
import { createShell } from './shell.ts';

describe('what the stand-in does not have', () => {
  const journal = new Journal(() => undefined);
  const shell: object = createShell(journal);

  it('throws by its name, be it a method, an event or an option', () => {
    const { Notification } = createNotification(journal);
    const notification = new Notification({ title: 'a' });
    const uses: [() => void, string][] = [
      [() => void Reflect.get(shell, 'trashItem'), 'no shell.trashItem'],
      [() => EventEmitter.prototype.on.call(notification, 'reply', () => undefined), 'no Notification event “reply”'],
      [() => void Reflect.construct(Notification, [{ hasReply: true }]), 'no Notification option “hasReply”'],
      [() => void Reflect.construct(MenuItem, [{ sharingItem: {} }]), 'no MenuItem option “sharingItem”'],
    ];
    for (const [use, message] of uses) expect(use).toThrow(message);
  });

  it('does not hinder tools that ask what an object is', () => {
    expect(String(Reflect.get(shell, 'then'))).toBe('undefined');
    expect(JSON.stringify(shell)).toBe('{}');
  });
});

describe('what crosses between Node and a page', () => {
  const { encode, decode } = createCodec();

  it('arrives as structured clone would have it', () => {
    const value = fc.anything({ withMap: true, withDate: true, withTypedArray: false, withSparseArray: false });
    fc.assert(
      fc.property(value, (sent) => {
        let text: string;
        try {
          text = encode(sent);
        } catch {
          return; // what cannot go says so
        }
        expect(decode(text)).toEqual(structuredClone(sent));
      }),
    );
    const bytes = new Uint8Array([0, 255, 128]);
    expect(decode(encode({ bytes, $: 'bytes', nothing: undefined }))).toEqual({
      bytes,
      $: 'bytes',
      nothing: undefined,
    });
  });

  it('is refused when no clone of it could be made', () => {
    const unclonable: unknown[] = [
      () => undefined,
      Symbol('a'),
      new WeakMap(),
      Promise.resolve(1),
      new Journal(() => undefined),
    ];
    for (const value of unclonable) expect(() => encode(value)).toThrow('could not be cloned');
  });
});

describe('addresses', () => {
  const addresses = new Addresses(new Set(['shoal']));

  it.each([
    ['shoal://app/index.html#/queue', 'http://app.shoal.localhost/index.html#/queue'],
    ['shoal://media/7?a=b', 'http://media.shoal.localhost/7?a=b'],
    ['https://example.org/', 'https://example.org/'],
  ])('%s is %s to Chromium, and back', (inside, outside) => {
    expect(addresses.outside(inside)).toBe(outside);
    expect(addresses.inside(outside)).toBe(inside);
  });

  it('keeps an address of another port, scheme or host as it is', () => {
    for (const address of [
      'http://app.shoal.localhost:81/',
      'https://app.shoal.localhost/',
      'http://app.shoal.localhost.example/',
    ])
      expect(addresses.inside(address)).toBe(address);
  });

  it('puts the sources of a policy in Chromium’s words', () => {
    expect(addresses.policyOutside("default-src 'none'; media-src shoal://media shoal:; img-src 'self'")).toBe(
      "default-src 'none'; media-src http://media.shoal.localhost http://*.shoal.localhost; img-src 'self'",
    );
  });

  it('have the origin that Electron says', () => {
    expect(originOf('shoal://app/index.html')).toBe('shoal://app');
    expect(originOf('about:blank')).toBe('null');
  });
});

describe('a channel of messages', () => {
  it('keeps what comes before it is started, and tells both ends of its end', async () => {
    const { port1, port2 } = new MessageChannelMain();
    port1.postMessage({ first: 1 });
    port1.postMessage('second');
    const heard: unknown[] = [];
    port2.on('message', ({ data }) => heard.push(data));
    const closed = new Promise<void>((resolve) => void port2.on('close', resolve));
    port2.start();
    port1.close();
    await closed;
    expect(heard).toEqual([{ first: 1 }, 'second']);
  });

  it('carries nothing that could not be cloned', () => {
    const { port1 } = new MessageChannelMain();
    expect(() => port1.postMessage(() => undefined)).toThrow('could not be cloned');
  });
});
