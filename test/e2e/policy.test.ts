import { AxeBuilder } from '@axe-core/playwright';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const project = join(import.meta.dirname, '../..');
const browserPath = '/usr/bin/chromium';
const canRun = existsSync(join(project, 'out/renderer/index.html')) && existsSync(browserPath);

let folder: string;
let shoal: ChildProcess;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (!canRun) return;
  folder = await mkdtemp(join(tmpdir(), 'shoal-policy-'));
  const args = ['bin/shoal.mjs', 'web', '--practice', '--no-open', '--data-dir', folder];
  const started = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
  shoal = started;
  const lines = createInterface(started.stdout)[Symbol.asyncIterator]();
  const first: unknown = (await lines.next()).value;
  const [link = ''] = /http:\S+/.exec(String(first)) ?? [];
  browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  page = await context.newPage();
  page.on('console', (message) => {
    // A thumbnail of a clip without a picture is not there, and that is no complaint of the policy.
    if (message.text().includes('status of 404')) return;
    if (message.type() === 'error' || message.text().includes('Content Security Policy'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(link);
  await page.getByRole('button').first().waitFor();
});
afterAll(async () => {
  if (!canRun) return;
  await browser.close();
  const ended = once(shoal, 'exit');
  shoal.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true });
});

async function findings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

test.runIf(canRun)(
  'the built window keeps within its policy, on every screen and with all that opens over them',
  async () => {
    await page
      .getByRole('button', { name: /sample/i })
      .first()
      .click();
    await page.getByRole('row').nth(2).waitFor();
    for (const screen of ['Queue', 'Batches', 'Credits', 'Settings', 'Intake']) {
      await page.getByRole('navigation').getByText(screen, { exact: true }).click();
      await page.getByRole('main').waitFor();
    }
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[aria-haspopup="menu"]').first().click();
    await page.getByRole('menu').waitFor();
    expect(await findings()).toEqual([]);
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toMatch(/^menuitem/);
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
  },
);
