import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Scenario } from './scenario.ts';

/** From the welcome to the results of a practice batch, as a person would go who is not looking at its end. */
export const practiceBatch: Scenario = {
  name: 'a practice batch from the welcome to the notification, its folder and its results',
  async run({ home, start }) {
    const desktop = await start();
    const page = await desktop.page();
    await page.getByRole('button', { name: 'Try the sample clips' }).click();
    await page.getByRole('button', { name: /^Start 3 clips/ }).click();
    await desktop.minimize();
    const [, body] = await desktop.waitForAsked('notification', 'has ended');
    expect(body).toMatch(/^3 clips done/);

    await desktop.clickNotification('has ended');
    expect(await desktop.windows()).toMatchObject([{ isMinimized: false, isFocused: true }]);
    await page.getByRole('button', { name: 'Open the folder' }).click();
    const folder = z.string().parse((await desktop.waitForAsked('shell.openPath'))[0]);
    expect(folder.startsWith(join(home, 'Shoal'))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.mp4'))).toHaveLength(3);

    await desktop.choose('application', 'Go', 'Queue');
    await page
      .getByRole('row', { name: /Safety walk/ })
      .first()
      .click();
    await seekEach(page);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
  },
};

/** Both players load what they play from the program itself, and can be moved within it. */
async function seekEach(page: Page): Promise<void> {
  const ask = (question: string): Promise<unknown> =>
    page.evaluate(`Promise.all(Array.from(document.querySelectorAll('video'), ${question}))`);
  await expect.poll(() => ask('(video) => video.readyState > 0'), { timeout: 30_000 }).toEqual([true, true]);
  const sought = await ask(`(video) => new Promise((resolve) => {
    video.addEventListener('seeked', () => resolve([video.currentTime, video.videoWidth > 0]), { once: true });
    video.currentTime = 2.5;
  })`);
  expect(sought).toEqual([
    [2.5, true],
    [2.5, true],
  ]);
}
