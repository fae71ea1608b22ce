import { expect } from 'vitest';
import { makePairs, startPractising } from './practising.ts';
import type { Scenario } from './scenario.ts';

export const menus: Scenario = {
  name: 'the menu adds a folder and leads to places; the tray pauses and resumes',
  async run(stage) {
    const clips = await makePairs(stage, 1);
    const { desktop, page } = await startPractising(stage);
    await desktop.answerOpenDialog([clips]);
    await desktop.choose('application', 'File', 'Add folder…');
    await page.getByRole('button', { name: /^Start 1 clip/ }).waitFor();
    await desktop.choose('application', 'File', 'Settings…');
    await page.getByText('Results and naming').first().waitFor();

    const labels = async (): Promise<string[]> => (await desktop.menu('tray')).map(({ label }) => label);
    await desktop.choose('tray', 'Pause');
    await expect.poll(labels, { timeout: 30_000 }).toContain('Resume');
    await desktop.choose('tray', 'Resume');
    await expect.poll(labels, { timeout: 30_000 }).toContain('Pause');
    await desktop.choose('application', 'Help', 'Website of the service');
    expect(await desktop.asked('shell.openExternal')).toEqual([['https://fishaudio.org/']]);
    expect(desktop.complaints()).toEqual([]);
  },
};
