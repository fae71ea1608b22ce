import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { buildDesktop } from '../../integration/desktop/built.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the window, built from the sources of now. */
    windowFolder: string;
    /** Where the one browser of all tests is reached. */
    browser: string;
  }
}

/** Builds the window and starts one browser for all tests of the project. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const [built, browser] = await Promise.all([
    buildDesktop(),
    chromium.launchServer({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
  ]);
  provide('windowFolder', join(built.folder, 'renderer'));
  provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await built.remove();
  };
}
