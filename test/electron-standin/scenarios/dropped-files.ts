import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makePairs, practiceService, startPractising } from './practising.ts';
import type { Scenario } from './scenario.ts';

export const droppedFiles: Scenario = {
  name: 'files dropped from the disk go to their end as a batch, and none is submitted twice',
  async run(stage) {
    const clips = await makePairs(stage, 2);
    const { desktop, page } = await startPractising(stage);
    const paths = (await readdir(clips)).map((name) => join(clips, name));
    await desktop.drop(paths, page.getByRole('main'));
    await page.getByRole('button', { name: /^Start 2 clips/ }).click();
    await desktop.minimize();
    const [, body] = await desktop.waitForAsked('notification', 'has ended');
    expect(body).toBe('2 clips done');
    expect((await practiceService(stage.home)).creates).toBe(2);

    const results = await readdir(join(stage.home, 'Shoal'), { recursive: true });
    expect(results.filter((name) => name.endsWith('.mp4') || name.endsWith('.mov'))).toHaveLength(2);
    // The computer was kept awake while it worked, and no longer: what it shows follows a tenth of a second later.
    const starts = await desktop.asked('powerSaveBlocker.start');
    expect(new Set(starts.flat())).toEqual(new Set(['prevent-app-suspension']));
    await expect
      .poll(async () => (await desktop.asked('powerSaveBlocker.stop')).length, { timeout: 30_000 })
      .toBe(starts.length);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
  },
};
