/**
 * Writes a picture of each screen and state, light and dark, into `screenshots/`: the window over its stand-in for the
 * engine. Says what axe finds on each. `npm run screenshots -- queue` writes only those whose name contains “queue”.
 */
import { AxeBuilder } from '@axe-core/playwright';
import react from '@vitejs/plugin-react';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
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
  /** Brings the state about. */
  before?: (page: Page) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'welcome', world: 'welcome', place: 'queue' },
  { name: 'welcome-chinese', world: 'welcome', place: 'queue', query: 'language=zh-CN' },
  { name: 'welcome-900', world: 'welcome', place: 'queue', width: 900, height: 700 },
  { name: 'intake', world: 'intake', place: 'intake' },
  { name: 'intake-900', world: 'intake', place: 'intake', width: 900, height: 700 },
  { name: 'intake-zoomed', world: 'intake', place: 'intake', width: 640, height: 400 },
  { name: 'intake-chinese', world: 'intake', place: 'intake', query: 'language=zh-CN' },
  { name: 'intake-first', world: 'intake-first', place: 'intake' },
  { name: 'intake-one', world: 'intake-one', place: 'intake' },
  { name: 'intake-probing', world: 'intake-probing', place: 'intake' },
  { name: 'intake-long', world: 'intake-long', place: 'intake' },
  { name: 'intake-odd', world: 'intake-odd', place: 'intake' },
  { name: 'intake-no-host', world: 'no-host', place: 'intake' },
  { name: 'empty-intake', world: 'empty', place: 'intake' },
  {
    name: 'intake-selected',
    world: 'intake',
    place: 'intake',
    before: (page) => page.getByRole('row', { name: /welcome\.es\.wav/ }).click({ position: { x: 60, y: 10 } }),
  },
  {
    name: 'intake-language',
    world: 'intake',
    place: 'intake',
    before: (page) => page.getByRole('button', { name: /language of onboarding_01_welcome\.es\.wav/ }).click(),
  },
  {
    name: 'intake-pairing',
    world: 'intake',
    place: 'intake',
    before: (page) =>
      page
        .getByRole('button', { name: /^Pair .* with…$/ })
        .first()
        .click(),
  },
  {
    name: 'intake-paths',
    world: 'empty',
    place: 'intake',
    before: async (page) => {
      await page.getByRole('button', { name: 'Choose files or a folder…' }).click();
      await page.getByRole('menuitem', { name: /Paths on this computer/ }).click();
    },
  },
  {
    name: 'intake-menu',
    world: 'empty',
    place: 'intake',
    before: (page) => page.getByRole('button', { name: 'Choose files or a folder…' }).click(),
  },
  {
    name: 'intake-budget',
    world: 'intake',
    place: 'intake',
    before: (page) => page.getByRole('button', { name: 'Change the budget' }).click(),
  },
  { name: 'batches', world: 'credits', place: 'batches' },
  { name: 'batch', world: 'credits', place: 'batches/past-0' },
  { name: 'batch-900', world: 'credits', place: 'batches/past-0', width: 900, height: 700 },
  { name: 'empty-batches', world: 'empty', place: 'batches' },
  { name: 'credits', world: 'credits', place: 'credits' },
  { name: 'credits-900', world: 'credits', place: 'credits', width: 900, height: 700 },
  { name: 'credits-chinese', world: 'credits', place: 'credits', query: 'language=zh-CN' },
  { name: 'empty-credits', world: 'empty', place: 'credits' },
  ...['account', 'limits', 'results', 'diagnostics'].map((section) => ({
    name: `settings-${section}`,
    world: 'queue',
    place: 'settings',
    before: (page: Page) =>
      page
        .getByRole('navigation', { name: 'Sections' })
        .getByRole('button', { name: new RegExp(section, 'i') })
        .click(),
  })),
  { name: 'settings-hosting', world: 'queue', place: 'settings/hosting' },
  {
    name: 'settings-storage',
    world: 'storage',
    place: 'settings/hosting',
    height: 1400,
    before: async (page) => {
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByRole('button', { name: 'Look', exact: true }).click();
    },
  },
  { name: 'settings-storage-chinese', world: 'storage', place: 'settings/hosting', query: 'language=zh-CN' },
  { name: 'settings-zoomed', world: 'queue', place: 'settings', width: 640, height: 400 },
  {
    name: 'queue-no-match',
    world: 'queue',
    place: 'queue',
    before: (page) => page.getByPlaceholder('Search names').fill('nothing is called so'),
  },
  {
    name: 'queue-view',
    world: 'queue',
    place: 'queue',
    before: (page) => page.getByRole('button', { name: 'View: rows and order' }).click(),
  },
  {
    name: 'queue-retry',
    world: 'credits',
    place: 'queue',
    before: (page) =>
      page
        .getByRole('button', { name: /^Retry…/ })
        .first()
        .click(),
  },
  {
    name: 'queue-cancel',
    world: 'queue',
    place: 'queue',
    before: async (page) => {
      await page
        .getByRole('row', { name: /Badges/ })
        .first()
        .click({ modifiers: ['ControlOrMeta'] });
      await page.keyboard.press('Delete');
    },
  },
  { name: 'queue', world: 'queue', place: 'queue' },
  { name: 'queue-900', world: 'queue', place: 'queue', width: 900, height: 700 },
  { name: 'queue-compact', world: 'queue', place: 'queue', query: 'rows=compact' },
  { name: 'queue-chinese', world: 'queue', place: 'queue', query: 'language=zh-CN' },
  { name: 'queue-402', world: 'credits-hold', place: 'queue' },
  {
    name: 'queue-402-end',
    world: 'credits-hold',
    place: 'queue',
    before: async (page) => {
      await page.getByRole('grid').hover();
      await page.mouse.wheel(0, 33 * 36 - 250);
    },
  },
  { name: 'queue-short', world: 'short', place: 'queue' },
  { name: 'queue-short-chinese', world: 'short', place: 'queue', query: 'language=zh-CN' },
  { name: 'queue-budget', world: 'budget-hold', place: 'queue' },
  {
    name: 'credits-by-day',
    world: 'credits',
    place: 'credits',
    before: async (page) => {
      await page.getByRole('button', { name: 'By day' }).click();
    },
  },
  { name: 'queue-paused', world: 'paused', place: 'queue' },
  { name: 'queue-token', world: 'token-hold', place: 'queue' },
  { name: 'queue-offline', world: 'offline', place: 'queue' },
  { name: 'queue-odd-names', world: 'odd-names', place: 'queue' },
  { name: 'queue-10000', world: 'long', place: 'queue' },
  { name: 'queue-zoomed', world: 'queue', place: 'queue', width: 640, height: 400 },
  { name: 'empty-queue', world: 'empty', place: 'queue' },
  {
    name: 'clip',
    world: 'queue',
    place: 'queue/onboarding-5',
    before: async (page) => {
      await page.getByRole('slider').fill('6.4');
    },
  },
  { name: 'clip-900', world: 'queue', place: 'queue/onboarding-5', width: 900, height: 700 },
  { name: 'clip-lost', world: 'lost', place: 'queue/onboarding-5' },
  { name: 'clip-chinese', world: 'queue', place: 'queue/onboarding-5', query: 'language=zh-CN' },
  { name: 'clip-failed', world: 'queue', place: 'queue/onboarding-3' },
  { name: 'clip-rejected', world: 'queue', place: 'queue/onboarding-6' },
  { name: 'clip-processing', world: 'queue', place: 'queue/onboarding-9' },
  { name: 'decision', world: 'queue', place: 'queue/onboarding-1' },
  { name: 'decision-900', world: 'queue', place: 'queue/onboarding-1', width: 900, height: 700 },
  {
    name: 'queue-selection',
    world: 'queue',
    place: 'queue',
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
  {
    name: 'queue-menu',
    world: 'queue',
    place: 'queue',
    before: (page) =>
      page
        .getByRole('button', { name: /More for/ })
        .first()
        .click(),
  },
  { name: 'batch-working', world: 'queue', place: 'batches/onboarding' },
  { name: 'credits-working', world: 'queue', place: 'credits' },
  {
    name: 'palette',
    world: 'queue',
    place: 'queue',
    before: (page) => page.keyboard.press('ControlOrMeta+k'),
  },
  { name: 'settings-no-keychain', world: 'no-keychain', place: 'settings' },
  { name: 'help', world: 'queue', place: 'queue', before: (page) => page.keyboard.press('?') },
];

const wanted = process.argv.slice(2);
const media = await mkdtemp(join(tmpdir(), 'shoal-screenshots-'));
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
  await makeMedia();
  for (const shot of shots) {
    for (const theme of ['light', 'dark'] as const) {
      const isWanted = wanted.length === 0 || wanted.some((part) => `${shot.name}-${theme}`.includes(part));
      if (isWanted) await take(shot, theme, address);
    }
  }
} finally {
  await browser.close();
  await server.close();
  await rm(media, { recursive: true });
}

/** A clip to play: a drawn scene, and a sound that swells and falls as speech does. */
async function makeMedia(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  await page.setContent(`<style>body{margin:0}svg{width:640px;height:360px}</style>${picture('scene')}`);
  await page.screenshot({ path: join(media, 'scene.png') });
  await page.close();
  const voice =
    'aevalsrc=0.6*sin(2*PI*180*t)*abs(sin(2*PI*1.7*t))*gt(sin(2*PI*0.21*t)+0.7\\,0)*(0.5+0.5*sin(2*PI*5.3*t)):d=12.8:s=22050';
  const run = promisify(execFile);
  await run(ffmpeg.path, ['-y', '-f', 'lavfi', '-i', voice, join(media, 'sound.wav')]);
  await run(ffmpeg.path, [
    ...['-y', '-loop', '1', '-framerate', '25', '-i', join(media, 'scene.png'), '-i', join(media, 'sound.wav')],
    ...[
      '-t',
      '12.8',
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
      join(media, 'clip.mp4'),
    ],
  ]);
}

async function take(shot: Shot, theme: 'light' | 'dark', base: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: shot.width ?? 1280, height: shot.height ?? 800 },
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
  page.on('console', (message) => {
    if (message.type() === 'error') process.stderr.write(`${shot.name}: ${message.text()}\n`);
  });
  await page.clock.setFixedTime(now);
  // This machine's own interface font is no one's: pictures take the installed one that is nearest to what people have,
  // before names are fitted into their columns.
  await page.addInitScript(`document.addEventListener('readystatechange', () => {
    const style = document.createElement('style');
    style.textContent = 'html:root { --font: Inter, "Noto Sans CJK SC", sans-serif; }';
    document.head.append(style);
  }, { once: true })`);
  await page.route(/\/(thumbnail|media|result)\//, (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname.startsWith('/thumbnail/')
      ? route.fulfill({ contentType: 'image/svg+xml', body: picture(pathname) })
      : route.fulfill({ path: join(media, pathname.includes('-audio') ? 'sound.wav' : 'clip.mp4') });
  });
  const query = `world=${shot.world}&theme=${theme}&${shot.query ?? ''}`;
  await page.goto(`${base}test/window/preview/index.html?${query}#/${shot.place}`);
  await page.locator('.app, .first').first().waitFor();
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  await shot.before?.(page);
  await page.waitForTimeout(150); // the picture is of what it settles to
  await page.screenshot({ path: `${folder}${shot.name}-${theme}.png` });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  for (const { id, help, nodes } of violations) {
    process.stderr.write(
      `${shot.name}-${theme}: ${id}: ${help}: ${nodes
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')
        .slice(0, 400)}\n`,
    );
  }
  await context.close();
  process.stdout.write(`screenshots/${shot.name}-${theme}.png\n`);
}
