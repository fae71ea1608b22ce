import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage } from '../../../src/main/desktop/pages.ts';
import { buildDesktop } from './built.ts';

const browserPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));

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

  /** Opens the page with a port in the place of the preload's, at whose other end nothing answers. */
  async function open(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1100, height: 480 }, locale: 'en' });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.addInitScript(
      "window.shoal = { connect: () => window.postMessage('shoal:port', '/', [new MessageChannel().port1]), onGo: () => {} };",
    );
    await page.goto(address);
    await page.getByText('Opening the ledger').waitFor();
    return { page, complaints };
  }

  it('opens under the program’s own policy without a complaint', async () => {
    const { page, complaints } = await open();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('can load nothing from elsewhere and run nothing that was not built in', async () => {
    const { page } = await open();
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
});
