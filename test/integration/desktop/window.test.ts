import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage } from '../../../src/main/desktop/pages.ts';
import { failure, success, type Result } from '../../../src/shared/result.ts';
import { problem } from '../../../src/shared/problems.ts';
import type { QueueSnapshot } from '../../../src/shared/queue-snapshot.ts';
import type { ClipView } from '../../../src/shared/views.ts';
import { buildDesktop, project } from './built.ts';

const browserPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));
const at = Date.UTC(2026, 10, 22, 9, 30);

function clip(id: number, name: string, rest: Partial<ClipView>): ClipView {
  return {
    id: `c${id}`,
    batchId: 'b1',
    name,
    language: null,
    state: 'ready',
    step: 'host',
    endedAtStep: null,
    heldBy: null,
    problem: null,
    remoteStatus: null,
    remoteProgress: null,
    billableSeconds: null,
    creditsUsed: null,
    resultName: null,
    resultSeconds: null,
    createdAt: at,
    endedAt: null,
    ...rest,
  };
}

const long =
  'Interview mit der Werksleiterin über die Inbetriebnahme der neuen Anlage in Halle 4, zweite Aufnahme, Kamera B';
const queue: QueueSnapshot = {
  practice: true,
  setAside: false,
  batches: [
    {
      id: 'b1',
      name: 'Onboarding',
      apiUrl: 'http://127.0.0.1:1',
      resultsFolder: 'results/Onboarding',
      createdAt: at,
      endedAt: null,
      counts: { done: 1, accepted: 1, fetching: 1, unconfirmed: 1, rejected: 1, ready: 1 },
    },
    {
      id: 'b2',
      name: 'Demo',
      apiUrl: 'http://127.0.0.1:1',
      resultsFolder: 'results/Demo',
      createdAt: at - 86_400_000,
      endedAt: at,
      counts: { done: 1 },
    },
  ],
  clips: [
    clip(1, 'Welcome', {
      language: 'fr-CA',
      state: 'done',
      step: null,
      endedAtStep: 'fetch',
      creditsUsed: 5,
      resultName: 'Welcome.fr-CA.mp4',
      resultSeconds: 4.2,
    }),
    clip(2, 'Safety walk', { state: 'accepted', step: 'process', remoteStatus: 'processing', remoteProgress: 40 }),
    clip(3, long, { language: 'de', state: 'fetching', step: 'fetch', creditsUsed: 93 }),
    clip(4, 'Fire drill', {
      state: 'unconfirmed',
      step: 'submit',
      problem: problem('attempt.unknown', { reason: 'reset' }),
    }),
    clip(5, 'Notes', {
      state: 'rejected',
      step: null,
      endedAtStep: 'check',
      problem: problem('media.not-media', { name: 'Notes.mp4' }),
    }),
    clip(6, 'Machine 7 <b>“start-up”</b> 开机', { language: 'zh', heldBy: 'user' }),
    clip(7, 'Welcome', {
      batchId: 'b2',
      state: 'done',
      step: null,
      endedAtStep: 'fetch',
      creditsUsed: 752.5,
      resultName: 'Welcome.mp4',
      resultSeconds: 750.4,
    }),
  ],
  holds: [
    {
      kind: 'credits',
      batchId: null,
      since: at,
      stops: ['submit'],
      problem: problem('service.credits'),
    },
  ],
};

// Where there is no Chromium, such as on another system, this part is left to .ci/run.
describe.skipIf(browserPath === undefined)('the window, in Chromium', () => {
  let built: Awaited<ReturnType<typeof buildDesktop>>;
  let browser: Browser;
  let server: Server;
  let address = '';

  beforeAll(async () => {
    built = await buildDesktop();
    // The pages as the program itself answers them, policy included; only the scheme differs.
    server = createServer((request, response) => {
      // A browser asks for it by itself; Electron does not.
      if (request.url === '/favicon.ico') {
        response.writeHead(204).end();
        return;
      }
      void answerPage(join(built.folder, 'renderer'), new Request(`shoal://app${request.url ?? '/'}`)).then(
        async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(Buffer.from(await answer.arrayBuffer()));
        },
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    address = `http://127.0.0.1:${bound.port}/index.html`;
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await built.remove();
  });

  /** Opens the page with a stub in the place of the preload; what the page complains of is kept. */
  async function open(
    readings: readonly Result<QueueSnapshot>[],
    scheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1100, height: 480 }, locale: 'en' });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.addInitScript(
      `{ const readings = ${JSON.stringify(readings)}; const listeners = new Set();
         window.shoal = {
           readQueue: async () => readings.length > 1 ? readings.shift() : readings[0],
           onQueueChanged: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
         };
         window.tellChanged = () => listeners.forEach((listener) => listener());
         window.listening = () => listeners.size; }`,
    );
    await page.goto(address);
    return { page, complaints };
  }
  const text = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  it('lists the clips under their batches, with their states in words', async () => {
    const { page, complaints } = await open([success(queue)]);
    await page.locator('tbody').first().waitFor();
    expect(await text(page, '.batch th')).toEqual([
      expect.stringMatching(/Onboarding\s*1 of 6 done/),
      expect.stringMatching(/Demo\s*1 of 1 done/),
    ]);
    const rows = await page.locator('tbody tr:not(.batch)').allTextContents();
    expect(rows).toHaveLength(7);
    expect(rows[0]).toContain('Welcomefr-CA');
    expect(rows[0]).toContain('Done0:04.25');
    expect(rows[1]).toContain('Processing 40 %');
    expect(rows[2]).toContain(long);
    expect(await page.getByRole('rowheader', { name: long, exact: true }).count()).toBe(1);
    expect(rows[3]).toContain('May have been accepted: needs your decision');
    expect(rows[5]).toContain('Machine 7 <b>“start-up”</b> 开机');
    expect(rows[5]).toContain('Paused by you');
    expect(rows[6]).toContain('Done12:30752.5');
    expect(await text(page, 'h1')).toEqual(['2 of 7 working · 2 of 7 done · 1 needs your decision']);
    expect(await text(page, 'header p')).toEqual([expect.stringContaining('Practice')]);
    expect(await text(page, '.banner')).toEqual([expect.stringMatching(/Held for credits.*too few credits.*submit/s)]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('reads again when it is told of a change', async () => {
    const empty = { ...queue, practice: false, batches: [], clips: [], holds: [] };
    // React's strict mode is off in a build: one reading, then one for each change.
    const { page, complaints } = await open([success(empty), success(queue)]);
    await page.getByText('No clips yet').waitFor();
    expect(await text(page, 'header p')).toEqual([]);
    await page.evaluate('window.tellChanged()');
    await page.locator('tbody').first().waitFor();
    expect(await page.evaluate('window.listening()')).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says why when there is nothing to read', async () => {
    const { page } = await open([failure(problem('ledger.held', { holder: 'shoal run, process 7' }))]);
    await page.getByText('Another Shoal is working with this ledger (shoal run, process 7).').waitFor();
    await page.close();
  });

  it('can load nothing from elsewhere and run nothing that was not built in', async () => {
    const { page } = await open([success(queue)]);
    await page.locator('tbody').first().waitFor();
    const outcome = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
      const image = await new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
        image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
      });
      const call = await fetch('http://127.0.0.1:9/').then(() => 'answered', () => 'refused');
      return { wasRun: window.wasRun === true, image, call };
    })()`);
    expect(outcome).toEqual({ wasRun: false, image: 'refused', call: 'refused' });
    await page.close();
  });

  it.each(['light', 'dark'] as const)('is pictured in %s, to be looked at', async (scheme) => {
    const { page } = await open([success(queue)], scheme);
    await page.locator('tbody').first().waitFor();
    await mkdir(join(project, 'screenshots'), { recursive: true });
    await page.screenshot({ path: join(project, 'screenshots', `window-${scheme}.png`) });
    await page.close();
  });
});
