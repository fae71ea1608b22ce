import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';

export interface Chromium {
  context: BrowserContext;
  /** Where a test connects to the same browser. */
  endpoint: string;
}

/** Starts Debian's Chromium without a window, its profile in `folder`, which brings `schemes` to the server at `port`. */
export async function launchChromium(folder: string, schemes: ReadonlySet<string>, port: number): Promise<Chromium> {
  // Not at the top: a second start of the program needs no browser.
  const { chromium } = await import('playwright-core');
  const mapped = Array.from(schemes, (scheme) => `MAP *.${scheme}.localhost:80 127.0.0.1:${port}`);
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env['SHOAL_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--remote-debugging-port=0', `--host-resolver-rules=${mapped.join(',')}`],
    viewport: null,
    locale: 'en-US',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const [chosen = '', path = ''] = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n');
  return { context, endpoint: `ws://127.0.0.1:${chosen}${path}` };
}
