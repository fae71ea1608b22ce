/**
 * Writes a picture of each screen and state, light and dark, into `screenshots/`: the window over its stand-in for the
 * engine. `npm run screenshots -- queue` writes only those whose name contains “queue”.
 */
import react from '@vitejs/plugin-react';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';
import { picture } from './pictures.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url));
/** The moment at which every picture is taken: 22 November 2026, 14:14, here. */
const now = new Date(2026, 10, 22, 14, 14);

interface Shot {
  name: string;
  world: string;
  /** The place in the window, such as `queue/onboarding-1`. */
  place: string;
  width?: number;
  height?: number;
  query?: string;
  themes?: readonly ('light' | 'dark')[];
  /** Brings the state about. */
  before?: (page: Page) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'queue', world: 'queue', place: 'queue' },
  { name: 'queue-900', world: 'queue', place: 'queue', width: 900, height: 700 },
  { name: 'queue-compact', world: 'queue', place: 'queue', query: 'rows=compact', themes: ['light'] },
  { name: 'queue-chinese', world: 'queue', place: 'queue', query: 'language=zh-CN', themes: ['light'] },
  { name: 'queue-402', world: 'credits-hold', place: 'queue' },
  {
    name: 'queue-402-end',
    world: 'credits-hold',
    place: 'queue',
    themes: ['light'],
    before: async (page) => {
      await page.getByRole('grid').hover();
      await page.mouse.wheel(0, 33 * 36 - 250);
    },
  },
  { name: 'queue-paused', world: 'paused', place: 'queue', themes: ['light'] },
  { name: 'queue-token', world: 'token-hold', place: 'queue', themes: ['light'] },
  { name: 'queue-offline', world: 'offline', place: 'queue', themes: ['light'] },
  { name: 'queue-odd-names', world: 'odd-names', place: 'queue', themes: ['light'] },
  { name: 'queue-10000', world: 'long', place: 'queue', themes: ['light'] },
  { name: 'queue-zoomed', world: 'queue', place: 'queue', width: 640, height: 400, themes: ['light'] },
  { name: 'empty-queue', world: 'empty', place: 'queue' },
  { name: 'clip', world: 'queue', place: 'queue/onboarding-5' },
  { name: 'clip-900', world: 'queue', place: 'queue/onboarding-5', width: 900, height: 700, themes: ['dark'] },
  { name: 'clip-chinese', world: 'queue', place: 'queue/onboarding-5', query: 'language=zh-CN', themes: ['light'] },
  { name: 'clip-failed', world: 'queue', place: 'queue/onboarding-3', themes: ['light'] },
  { name: 'clip-rejected', world: 'queue', place: 'queue/onboarding-6', themes: ['light'] },
  { name: 'clip-processing', world: 'queue', place: 'queue/onboarding-9', themes: ['light'] },
  { name: 'decision', world: 'queue', place: 'queue/onboarding-1' },
  { name: 'decision-900', world: 'queue', place: 'queue/onboarding-1', width: 900, height: 700, themes: ['light'] },
  {
    name: 'queue-selection',
    world: 'queue',
    place: 'queue',
    themes: ['light'],
    before: async (page) => {
      await page
        .getByRole('row', { name: /Safety walk/ })
        .first()
        .click({ modifiers: ['ControlOrMeta'] });
      await page
        .getByRole('row', { name: /Badges/ })
        .last()
        .click({ modifiers: ['Shift'] });
    },
  },
  { name: 'intake', world: 'intake', place: 'intake' },
  { name: 'intake-900', world: 'intake', place: 'intake', width: 900, height: 700, themes: ['light'] },
  { name: 'intake-zoomed', world: 'intake', place: 'intake', width: 640, height: 400, themes: ['light'] },
  { name: 'intake-chinese', world: 'intake', place: 'intake', query: 'language=zh-CN', themes: ['light'] },
  { name: 'intake-first', world: 'intake-first', place: 'intake', themes: ['light'] },
  { name: 'intake-one', world: 'intake-one', place: 'intake', themes: ['light'] },
  { name: 'intake-probing', world: 'intake-probing', place: 'intake', themes: ['light'] },
  { name: 'intake-odd-names', world: 'intake-odd', place: 'intake', themes: ['light'] },
  {
    name: 'intake-10000',
    world: 'intake-long',
    place: 'intake',
    themes: ['light'],
    before: async (page) => {
      await page.locator('.pairs').evaluate((pairs) => pairs.scrollTo(0, 140_000));
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'intake-selection',
    world: 'intake',
    place: 'intake',
    before: async (page) => {
      await page.getByTitle('onboarding_01_welcome.es.wav', { exact: true }).click();
      await page.getByTitle('onboarding_03_safety_walk.es.wav', { exact: true }).click({ modifiers: ['Shift'] });
      await page.keyboard.press('l');
    },
  },
  {
    name: 'intake-pair-with',
    world: 'intake',
    place: 'intake',
    themes: ['light'],
    before: async (page) => {
      await page.getByRole('button', { name: 'Pair guide_voice_temp.mp3 with…' }).click();
      await page.getByRole('checkbox').nth(1).check();
    },
  },
  {
    name: 'intake-reuse',
    world: 'intake',
    place: 'intake',
    themes: ['light'],
    before: (page) => page.locator('button.already').click(),
  },
  {
    name: 'intake-paths',
    world: 'empty',
    place: 'intake',
    themes: ['light'],
    before: (page) => page.getByRole('button', { name: 'Use a manifest…' }).click(),
  },
  { name: 'empty-intake', world: 'empty', place: 'intake' },
  { name: 'empty-intake-900', world: 'empty', place: 'intake', width: 900, height: 700, themes: ['light'] },
  { name: 'empty-intake-zoomed', world: 'empty', place: 'intake', width: 640, height: 400, themes: ['light'] },
  { name: 'welcome', world: 'welcome', place: 'intake' },
  { name: 'welcome-zoomed', world: 'welcome', place: 'intake', width: 640, height: 400, themes: ['light'] },
  { name: 'welcome-chinese', world: 'welcome', place: 'intake', query: 'language=zh-CN', themes: ['light'] },
  {
    name: 'welcome-refused',
    world: 'welcome',
    place: 'intake',
    themes: ['light'],
    before: async (page) => {
      await page.getByLabel('Token').fill('a bad one');
      await page.getByRole('button', { name: 'Check token and connect' }).click();
    },
  },
  { name: 'credits', world: 'credits', place: 'credits' },
  { name: 'credits-900', world: 'credits', place: 'credits', width: 900, height: 700, themes: ['light'] },
  { name: 'credits-zoomed', world: 'credits', place: 'credits', width: 640, height: 400, themes: ['light'] },
  { name: 'credits-empty', world: 'intake-first', place: 'credits', themes: ['light'] },
  { name: 'batches', world: 'credits', place: 'batches' },
  { name: 'batches-900', world: 'credits', place: 'batches', width: 900, height: 700, themes: ['light'] },
  { name: 'batches-open', world: 'credits', place: 'batches/onboarding' },
  { name: 'batches-empty', world: 'empty', place: 'batches', themes: ['light'] },
  { name: 'batches-odd-names', world: 'odd-names', place: 'batches/odd', themes: ['light'] },
  { name: 'settings', world: 'queue', place: 'settings' },
  { name: 'settings-zoomed', world: 'queue', place: 'settings', width: 640, height: 400, themes: ['light'] },
  { name: 'settings-chinese', world: 'queue', place: 'settings', query: 'language=zh-CN', themes: ['light'] },
  {
    name: 'palette',
    world: 'queue',
    place: 'queue',
    before: (page) => page.keyboard.press('ControlOrMeta+k'),
  },
  { name: 'help', world: 'queue', place: 'queue', themes: ['light'], before: (page) => page.keyboard.press('?') },
];

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const server = await createServer({
  configFile: false,
  root: project,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 0 },
  logLevel: 'error',
});
await server.listen();
const [address] = server.resolvedUrls?.local ?? [];
if (address === undefined) throw new Error('Vite listens nowhere.');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const shot of shots) {
    if (wanted.length > 0 && !wanted.some((part) => shot.name.includes(part))) continue;
    for (const theme of shot.themes ?? (['light', 'dark'] as const)) await take(shot, theme, address);
  }
} finally {
  await browser.close();
  await server.close();
}

async function take(shot: Shot, theme: 'light' | 'dark', base: string): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: shot.width ?? 1280, height: shot.height ?? 800 },
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
  page.on('console', (message) => {
    if (message.type() === 'error') process.stderr.write(`${shot.name}: ${message.text()}\n`);
  });
  await page.clock.setFixedTime(now);
  await page.route(/\/(thumbnail|media|result)\//, (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname.startsWith('/thumbnail/')
      ? route.fulfill({ contentType: 'image/svg+xml', body: picture(pathname) })
      : route.fulfill({ status: 404 });
  });
  const query = `world=${shot.world}&theme=${theme}&${shot.query ?? ''}`;
  await page.goto(`${base}test/window/preview/index.html?${query}#/${shot.place}`);
  await page.locator('.app, .first').first().waitFor();
  // This machine's own interface font is no one's: pictures take the installed one that is nearest to what people have.
  await page.addStyleTag({ content: ':root { --font: Inter, "Noto Sans CJK SC", sans-serif; }' });
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  await shot.before?.(page);
  await page.waitForTimeout(150); // the picture is of what it settles to
  await page.screenshot({ path: `${folder}${shot.name}-${theme}.png` });
  await page.close();
  process.stdout.write(`screenshots/${shot.name}-${theme}.png\n`);
}
