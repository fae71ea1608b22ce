import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * What axe finds in what shows now, in the light; and of its contrasts, in the dark too: only colours differ between the
 * two.
 */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // There are no frames to gather from; without this each look opens a page of its own.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    const { violations } = await (theme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze();
    for (const { id, help, nodes } of violations)
      found.push(...nodes.map(({ html }) => `${state}, ${theme}: ${id}: ${help}: ${html.slice(0, 200)}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect.soft(found).toEqual([]);
}
