import { mkdir } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** Drags files and folders of the disk over the middle of the window and lets them go. */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const drag = { x: 640, y: 400, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, ...drag });
  await devtools.detach();
}

/** The line of a clip in the queue. */
export const line = (page: Page, name: string | RegExp): Locator => page.getByRole('row', { name });

/** Waits until the clip's line says this. */
export async function says(page: Page, name: string | RegExp, words: string | RegExp): Promise<void> {
  await line(page, name).filter({ hasText: words }).first().waitFor();
}

/** Keeps a picture of what the person sees, when `SHOAL_PICTURES` names a folder for them. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOAL_PICTURES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}
