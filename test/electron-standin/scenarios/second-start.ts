import { expect } from 'vitest';
import { makePairs, startPractising } from './practising.ts';
import type { Scenario } from './scenario.ts';

export const secondStart: Scenario = {
  name: 'a second start brings the first window to the front and passes on its files',
  async run(stage) {
    const clips = await makePairs(stage, 1);
    const { desktop, page } = await startPractising(stage);
    await desktop.minimize();
    expect(await desktop.startSecond(clips)).toBe(0);
    await page.getByRole('button', { name: /^Start 1 clip/ }).waitFor();
    expect(await desktop.windows()).toMatchObject([{ isMinimized: false, isFocused: true }]);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
  },
};

export const startWithFiles: Scenario = {
  name: 'a start with a folder opens with its files in the intake',
  async run(stage) {
    const clips = await makePairs(stage, 1);
    const { desktop } = await startPractising(stage);
    await desktop.quit();
    const again = await stage.start({ paths: [clips] });
    const page = await again.page();
    await page.getByRole('button', { name: /^Start 1 clip/ }).waitFor();
    expect(again.complaints()).toEqual([]);
  },
};
