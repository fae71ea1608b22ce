import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import type { z } from 'zod';
import { openLedger } from '../../../src/main/ledger/open.ts';
import { systemClock, systemRandom } from '../../../src/main/session/clock.ts';
import { createLog } from '../../../src/main/logs/log.ts';
import { ledgerPath, logFolder } from '../../../src/main/session/data-folder.ts';
import { Keychain, type Keytar } from '../../../src/main/secrets/keychain.ts';
import { Secrets } from '../../../src/main/secrets/secrets.ts';
import { apiToken, storageSecret } from '../../../src/main/session/system-secrets.ts';
import { openWorkspace } from '../../../src/main/session/open-workspace.ts';
import { createWebHost, type WebHost } from '../../../src/main/web/host.ts';
import type { PracticeOptions } from '../../../src/practice/service.ts';
import { preferencesSchema } from '../../../src/shared/preferences.ts';
import type { settingsSchema } from '../../../src/shared/settings.ts';
import { memoryKeytar } from '../../fakes/keytar.ts';
import { canary, createDesk, putClips, type Desk, type Samples } from './desk.ts';

/** A desk whose Shoal is the web host, and browsers that a link of it lets in. */
export interface WindowDesk extends Desk {
  /** A link of the web host that lets one browser in. */
  newLink(): string;
  /** Ends the web host and starts another one in its place: it has to be let into anew. */
  restart(): Promise<void>;
  /** A window in a browser profile of its own, wide enough for everything, at `place` (such as `queue`). */
  open(place?: string, options?: BrowserContextOptions): Promise<Page>;
  /** Changes the window's language, as the palette does. */
  inChinese(page: Page): Promise<void>;
  /** What the practice service answers beside its API: `faults`, `credits`, `tokens`. */
  atService(path: 'faults' | 'credits' | 'tokens', wish: unknown): Promise<void>;
}

let browser: Promise<Browser> | null = null;

export interface WindowDeskOptions {
  practice?: Partial<PracticeOptions>;
  settings?: z.input<typeof settingsSchema>;
  /** False begins with the welcome. */
  welcomed?: boolean;
  /** Without one, the welcome asks for it. */
  token?: string | null;
  /** The keychain; one that works, and is empty, when none is given. */
  keytar?: Keytar;
  /** Puts things into the ledger before the host starts. */
  prepare?: (data: string, apiUrl: string) => void;
}

/**
 * Starts a practice service and a web host that works with it, as `shoal web` does; all ends with the test. A fault
 * inside Shoal, an exception in a page and what a page's policy refuses fail the test.
 */
export async function openWindowDesk({
  practice = {},
  settings = {},
  welcomed = true,
  token = canary,
  keytar = memoryKeytar(),
  prepare = () => undefined,
}: WindowDeskOptions = {}): Promise<WindowDesk> {
  const desk = await createDesk(practice, settings);
  const opened = openLedger({ path: ledgerPath(desk.data, false), now: Date.now, worker: 'a test' });
  if (!opened.ok) throw new Error(opened.problem.code);
  opened.value.ledger.settings.set('preferences', preferencesSchema.parse({ welcomed }));
  opened.value.close();
  prepare(desk.data, desk.url);
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push(error);
  const keychain = new Keychain({ load: () => Promise.resolve(keytar) });
  const secrets = new Secrets({ keychain, environment: { 'api-token': token ?? undefined } });
  const log = createLog({ folder: logFolder(desk.data), version: 'test', secrets: () => secrets.values() });
  const start = async (port: number): Promise<WebHost> => {
    const started = await createWebHost({
      dataFolder: desk.data,
      windowFolder: inject('windowFolder'),
      port,
      practice: false,
      clock: systemClock,
      random: systemRandom,
      open: (isPractice) =>
        openWorkspace({
          session: {
            dataDir: desk.data,
            apiUrl: desk.url,
            practice: isPractice,
            renderSpeed: 20,
            token: apiToken(secrets, desk.url),
            storageSecret: (storage) => storageSecret(secrets, storage),
            log,
          },
          worker: 'a test',
          resultsFolder: desk.results,
          fileManager: null,
          onFault,
        }),
      onFault,
    });
    if (!started.ok) throw new Error(JSON.stringify(started.problem));
    return started.value;
  };
  let host = await start(0);
  const pages: Page[] = [];
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPictures(task.name, pages);
    await Promise.all(pages.map((page) => page.context().close()));
    await host.stop();
    await desk[Symbol.asyncDispose]();
    expect(faults).toEqual([]);
  });
  await mkdir(desk.clips, { recursive: true });
  browser ??= chromium.connect(inject('browser'));
  const running = await browser;
  return {
    ...desk,
    newLink: () => host.newLink(),
    async restart() {
      const { port } = host;
      await host.stop();
      host = await start(port);
    },
    async open(place = '', options = {}) {
      const context = await running.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        locale: 'en-US',
        ...options,
      });
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(15_000);
      page.on('pageerror', onFault);
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) onFault(message.text());
      });
      await page.goto(host.newLink());
      await page.locator('.app, .first').waitFor();
      if (place !== '') await page.goto(new URL(`#/${place}`, page.url()).href);
      return page;
    },
    async inChinese(page) {
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('combobox', { name: 'Commands' }).fill('简体');
      await page.keyboard.press('Enter');
      await page.locator('html[lang="zh-CN"]').waitFor();
    },
    async atService(path, wish) {
      const { status } = await fetch(`${desk.url}/practice/${path}`, { method: 'POST', body: JSON.stringify(wish) });
      expect(status).toBe(200);
    },
  };
}

/** As `putClips`, but no two videos have the same content: the same two files would be a clip that is there already. */
export async function putOwnClips(from: Samples, folder: string, names: readonly string[]): Promise<void> {
  await putClips(from, folder, names);
  for (const name of names) {
    const text = Buffer.from(name);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + text.length);
    head.write('free', 4);
    await appendFile(join(folder, `${name}.mp4`), Buffer.concat([head, text]));
  }
}

/** Keeps what a person would have seen at the end of a test that failed, in a folder that git ignores. */
async function keepPictures(name: string, pages: readonly Page[]): Promise<void> {
  const folder = join(import.meta.dirname, '../../../test-results');
  for (const [index, page] of pages.entries())
    await page.screenshot({ path: join(folder, `${name.slice(0, 60).replaceAll(/\W+/g, '-')}-${index + 1}.png`) });
}
