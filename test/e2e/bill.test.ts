import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { openLedger } from '../../src/main/ledger/open.ts';
import { ledgerPath } from '../../src/main/session/data-folder.ts';
import { preferencesSchema } from '../../src/shared/preferences.ts';
import { makeMedia } from '../fakes/made-media.ts';
import { createPracticeService } from '../../src/practice/service.ts';

const project = join(import.meta.dirname, '../..');
const browserPath = '/usr/bin/chromium';
const canRun = existsSync(join(project, 'out/renderer/index.html')) && existsSync(browserPath);

/** Opens the built window over the real program and a service with this balance; gives the link to it. */
async function serve(folder: string, apiUrl: string): Promise<{ link: string; shoal: ChildProcess }> {
  const args = ['bin/shoal.mjs', 'web', '--no-open', '--data-dir', join(folder, 'data'), '--api-url', apiUrl];
  const shoal = spawn(process.execPath, args, {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FISHSPEECH_API_TOKEN: 'practice' },
  });
  const lines = createInterface(shoal.stdout)[Symbol.asyncIterator]();
  const first: unknown = (await lines.next()).value;
  return { link: /http:\S+/.exec(String(first))?.[0] ?? '', shoal };
}

test.runIf(canRun)(
  'the window: an unknown price, one clip first, as many as fit, the balance that ends, a top-up, and what it came to',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoal-bill-'));
    const service = createPracticeService({
      folder: join(folder, 'service'),
      credits: 9,
      billing: 'per-job',
      creditsPerUnit: 4,
      render: 'copy',
      renderSeconds: 0.2,
    });
    const { url } = await service.start();
    const lengths = { 'a.mp4': 4, 'a.wav': 4, 'b.mp4': 3, 'b.wav': 3, 'c.mp4': 5, 'c.wav': 6 };
    const files = Object.keys(lengths).map((name) => join(folder, name));
    for (const [name, seconds] of Object.entries(lengths)) await makeMedia(join(folder, name), seconds);
    const opened = openLedger({ path: ledgerPath(join(folder, 'data'), false), now: Date.now, worker: 'a test' });
    if (!opened.ok) throw new Error(opened.problem.code);
    const preferences = { welcomed: true, resultsFolder: join(folder, 'results') };
    opened.value.ledger.settings.set('preferences', preferencesSchema.parse(preferences));
    opened.value.close();
    const { link, shoal } = await serve(folder, url);
    let browser: Browser | null = null;
    try {
      browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const go = (screen: string): Promise<void> =>
        page.getByRole('navigation').getByText(screen, { exact: true }).click();
      await page.goto(link);
      await go('Intake');
      await page.getByRole('button', { name: 'Choose files or a folder…' }).click();
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('menuitem', { name: 'Files…' }).click(),
      ]);
      await chooser.setFiles(files);
      await page.getByText('Credits are unknown until the first clip finishes.').waitFor();

      // One clip tells what a price could be. By the dearest rule that fits, the 5 that are left cover one more.
      await page.getByRole('button', { name: 'Start 1 clip first' }).click();
      await page
        .getByText(/^Done · /)
        .first()
        .waitFor();
      await go('Intake');
      await page.getByRole('button', { name: 'Start the 1 that fits' }).click();
      await page
        .getByText(/^Done · /)
        .nth(1)
        .waitFor();
      expect(service.stats().creates).toEqual({ received: 2, accepted: 2 });

      // The rest does not fit: it waits behind a hold, and goes on after a top-up.
      await go('Intake');
      await page.getByRole('button', { name: /^Start 1 clip ·/ }).click();
      await page.getByText(/Submitting is held for credits since/).waitFor();
      await page.getByText(/The balance ends here\./).waitFor();
      service.setCredits(50);
      await page.getByRole('button', { name: 'Check balance again' }).click();
      await page
        .getByText(/^Done · /)
        .nth(2)
        .waitFor();
      expect(service.stats().creates.accepted).toBe(3);

      await go('Credits');
      await page.getByText('4 credits a clip').waitFor();
      await page.getByRole('button', { name: 'By day' }).click();
      const today = page.getByRole('table').getByRole('row').nth(1);
      expect(await today.textContent()).toContain('12');
    } finally {
      await browser?.close();
      const ended = once(shoal, 'exit');
      shoal.kill('SIGTERM');
      await ended;
      await service.stop();
      await rm(folder, { recursive: true });
    }
  },
);
