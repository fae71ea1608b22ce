import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands, type PretendedFrame } from './control-commands.ts';
import { startStandIn, type StandInDesktop } from './driver/standin.ts';

const canary = 'canary-5d1c0e-token';
const ownOrigin = 'shoal://app';
const ownFrame: PretendedFrame = { url: `${ownOrigin}/index.html`, origin: ownOrigin, isSubFrame: false };

/** All that the preload and the shell have between them; what is added must be added here, and looked at there. */
const handledChannels = ['dialog:choose-folder'];
const listenedChannels = ['contract:connect'];
const windowApi = ['chooseFolder', 'connect', 'onGo', 'pathForFile'];

type Permission = Parameters<NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>>[1];
const permissions = {
  ar: false,
  'automatic-fullscreen': false,
  'background-fetch': false,
  'background-sync': false,
  'captured-surface-control': false,
  'clipboard-read': false,
  // The copy buttons.
  'clipboard-sanitized-write': true,
  'deprecated-sync-clipboard-read': false,
  'display-capture': false,
  fileSystem: false,
  fullscreen: false,
  geolocation: false,
  'geolocation-approximate': false,
  'hand-tracking': false,
  hid: false,
  'idle-detection': false,
  keyboardLock: false,
  'local-fonts': false,
  'local-network': false,
  'local-network-access': false,
  'loopback-network': false,
  media: false,
  mediaKeySystem: false,
  midi: false,
  midiSysex: false,
  nfc: false,
  notifications: false,
  openExternal: false,
  'payment-handler': false,
  'periodic-background-sync': false,
  'persistent-storage': false,
  pointerLock: false,
  'screen-wake-lock': false,
  sensors: false,
  serial: false,
  'smart-card': false,
  'speaker-selection': false,
  'storage-access': false,
  'system-wake-lock': false,
  'top-level-storage-access': false,
  unknown: false,
  usb: false,
  vr: false,
  'web-app-installation': false,
  'web-printing': false,
  'window-management': false,
} satisfies Record<Permission, boolean>;

/** Addresses that are none of the program's own, also such as look like them. */
const foreignAddress = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    'https://app/index.html',
    'http://app.shoal.localhost.example/index.html',
    'http://shoal.localhost/index.html',
    'shoal://media/index.html',
    'shoal://app.example/index.html',
    'http://user@app.shoal.localhost:81/',
    'https://app.shoal.localhost/index.html',
    'file:///etc/passwd',
    'data:text/html,<h1>elsewhere</h1>',
    'blob:null/7b1f',
    'blob:https://example.org/7b1f',
    'ws://app/index.html',
    'wss://app/index.html',
    'about:blank',
    'javascript:document.write(1)',
    'chrome://version',
    'view-source:https://example.org/',
    'ftp://example.org/file',
  ),
);

let folder = '';
let desktop: StandInDesktop;
let page: Page;
const requested: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-security-'));
  desktop = await startStandIn({ home: folder, environment: { FISHSPEECH_API_TOKEN: canary } });
  page = await desktop.page();
  page.on('request', (request) => requested.push(request.url()));
  await page.reload();
  await page
    .getByRole('button', { name: 'Look around first' })
    .or(page.getByRole('button', { name: 'Back to Shoal' }))
    .click();
  await page.getByRole('navigation').first().waitFor();
});
afterAll(async () => {
  await desktop.kill();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('the window', () => {
  it('is sandboxed, isolated, and has nothing of Node’s', async () => {
    const [window] = await desktop.ask(commands.windows, null);
    expect(window?.options['webPreferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(desktop.noted('app.enableSandbox')).toHaveLength(1);
    const reachable = await page.evaluate(`
      ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window)`);
    expect(reachable).toEqual([]);
  });

  it('gets named methods only from the preload, and cannot change them', async () => {
    expect(await page.evaluate('Object.keys(window.shoal).sort()')).toEqual(windowApi);
    const outcome = await page.evaluate(`
      [Object.values(window.shoal).every((each) => typeof each === 'function'), Object.isFrozen(window.shoal),
       Object.getOwnPropertyDescriptor(window, 'shoal').writable, Object.getOwnPropertyDescriptor(window, 'shoal').configurable]`);
    expect(outcome).toEqual([true, true, false, false]);
  });

  it('has a policy that lets run and load only what was built with it', async () => {
    const policy = String(
      await page.evaluate(`fetch('/index.html').then((r) => r.headers.get('content-security-policy'))`),
    );
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/app\.shoal\.localhost)/);
  });

  it('runs no inline code and evaluates no text', async () => {
    const outcome = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      document.body.append(script);
      // Not here: what a debugger evaluates may evaluate on.
      const evaluated = await new Promise((resolve) => setTimeout(() => {
        try { resolve(new Function('return 1')()); } catch (error) { resolve(error.name); }
      }));
      return [window.ranInline === true, evaluated];
    })()`);
    expect(outcome).toEqual([false, 'EvalError']);
  });

  it('asks for nothing but its own pages', () => {
    expect(requested.length).toBeGreaterThan(3);
    expect(requested.filter((url) => !url.startsWith('http://app.shoal.localhost/'))).toEqual([]);
  });

  it('is let out to no other address, should its policy fail', async () => {
    for (const own of [`${ownOrigin}/index.html`, `blob:${ownOrigin}/7b1f`])
      expect(await desktop.ask(commands.mayRequest, own)).toBe(true);
    // Nor does Chromium by itself, for a dictionary.
    expect(desktop.noted('session.setSpellCheckerLanguages')).toEqual([[[]]]);
    await fc.assert(
      fc.asyncProperty(foreignAddress, async (url) => {
        expect(await desktop.ask(commands.mayRequest, url)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('can be led nowhere else', async () => {
    await page.evaluate('window.isTheSamePage = true');
    const home = page.url();
    // Chromium asks nobody before about:blank, so the stand-in cannot either.
    const address = foreignAddress.filter((url) => url !== 'about:blank');
    await fc.assert(
      fc.asyncProperty(address, async (url) => {
        await page.evaluate(`void (location.href = ${JSON.stringify(url)})`).catch(() => undefined);
        expect([page.url(), await page.evaluate('window.isTheSamePage')]).toEqual([home, true]);
        if (/^https?:/.test(url)) {
          // The decision comes to the page after its script has ended. Names and passwords are not told.
          const denied = (): string[] => desktop.noted('navigation denied').map(([to]) => new URL(String(to)).host);
          await expect.poll(denied, { timeout: 10_000 }).toContain(new URL(url).host);
        }
      }),
      { numRuns: 40 },
    );
    expect([page.url(), await page.evaluate('window.isTheSamePage')]).toEqual([home, true]);
  });

  it('can open no other window, nor the person’s browser', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(foreignAddress, async (url) => {
        expect(await page.evaluate(`window.open(${JSON.stringify(url)})`)).toBe(null);
        asked += 1;
        await expect.poll(() => desktop.noted('window.open'), { timeout: 10_000 }).toHaveLength(asked);
      }),
      { numRuns: 40 },
    );
    expect(new Set(desktop.noted('window.open').map(([, action]) => action))).toEqual(new Set(['deny']));
    expect(await desktop.ask(commands.windows, null)).toHaveLength(1);
    expect(await desktop.asked('shell.openExternal')).toEqual([]);
  });
});

describe('the shell', () => {
  it.each(Object.entries(permissions))('grants its page the permission %s: %s', async (name, granted) => {
    const { request, check, device } = await desktop.ask(commands.permission, { name, origin: ownOrigin });
    expect([check, device]).toEqual([granted, false]);
    if (!granted) expect(request).toBe(false);
    const elsewhere = await desktop.ask(commands.permission, { name, origin: 'https://example.org' });
    expect(elsewhere).toMatchObject({ check: false, device: false });
  });

  it('answers and hears the channels that are known here, and no others', async () => {
    expect(await desktop.ask(commands.channels, null)).toEqual({
      handled: handledChannels,
      listened: listenedChannels,
    });
  });

  it.each([...handledChannels, ...listenedChannels])('on %s hears its own page only', async (channel) => {
    const from = (frame: PretendedFrame): Promise<string | null> =>
      desktop.ask(commands.pretend, { channel, from: frame, args: [] });
    expect(await from(ownFrame)).toBe(null);
    expect(await from(null)).not.toBe(null);
    expect(await from({ ...ownFrame, isSubFrame: true })).not.toBe(null);
    const frame = foreignAddress.map((url) => ({ url, origin: URL.parse(url)?.origin ?? 'null', isSubFrame: false }));
    await fc.assert(
      fc.asyncProperty(frame, async (foreign) => {
        expect(await from(foreign)).not.toBe(null);
      }),
      { numRuns: 50 },
    );
  });

  it('outlives whatever a page sends on a port to the engine', async () => {
    await page.evaluate(`(async () => {
      const port = await new Promise((resolve) => {
        window.addEventListener('message', ({ ports: [port] }) => port && resolve(port));
        window.shoal.connect();
      });
      port.start();
      const junk = ['', 'no JSON', '{"id":"1"}', 1, null, undefined, [], {}, { id: 1 }, new Uint8Array([255, 0, 7])];
      for (const message of junk) port.postMessage(message);
    })()`);
    await desktop.choose('application', 'Go', 'Batches');
    await page.getByText('No batch yet').waitFor();
  });

  it('trusts no certificate that is not in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ validSchemes: ['https'] }), async (url) => {
        expect(await desktop.ask(commands.trustsBadCertificate, url)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the token', () => {
  it('is not in the page’s memory', async () => {
    const cdp = await page.context().newCDPSession(page);
    let heap = '';
    cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (heap += chunk));
    await page.evaluate('window.known = "something-that-is-found"');
    await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    expect(heap).toContain('something-that-is-found');
    expect(heap).not.toContain(canary);
  });

  it('is in none of the files that the program keeps, nor in what it says', async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((path) => path.endsWith('ledger.sqlite'))).toBe(true);
    const found: string[] = [];
    for (const path of files) {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // the browser's own come and go
      if (bytes.includes(canary)) found.push(path);
    }
    expect(found).toEqual([]);
    expect(desktop.complaints().join('')).not.toContain(canary);
  });
});
