import { expect } from 'vitest';
import type { Scenario } from './scenario.ts';

/** From the welcome to the end of a practice batch, as a person would go who is not looking at its end. */
export const practiceBatch: Scenario = {
  name: 'a practice batch from the welcome to the notification that leads to it',
  async run({ start }) {
    const desktop = await start();
    const page = await desktop.page();
    await page.getByRole('button', { name: 'Try the sample clips' }).click();
    await page.getByRole('button', { name: /^Start 3 clips/ }).click();
    await page.getByText('at the service').first().waitFor();
    await desktop.minimize();
    await desktop.waitForAsked('notification', 'Sample');
    await desktop.clickNotification('Sample');
    expect(await desktop.windows()).toMatchObject([{ isMinimized: false, isFocused: true }]);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
  },
};
