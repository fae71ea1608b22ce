import { expect } from 'vitest';
import type { Desktop } from '../driver/desktop.ts';
import { makePairs, misbehave, practiceService, startPractising } from './practising.ts';
import type { Scenario, Stage } from './scenario.ts';

/** Starts a batch of three, and comes back when all of it is at the service, which has fetched what it needs. */
async function startBatch(stage: Stage): Promise<Desktop> {
  const clips = await makePairs(stage, 3, 12);
  const { desktop, page } = await startPractising(stage);
  await desktop.drop([clips], page.getByRole('main'));
  await page.getByRole('button', { name: /^Start 3 clips/ }).click();
  const begun = async (): Promise<string[]> =>
    (await practiceService(stage.home)).states.filter((state) => state !== 'queued');
  await expect.poll(begun, { timeout: 30_000 }).toHaveLength(3);
  return desktop;
}

/** Starts again, sees the batch to its end, and that each clip was submitted once. */
async function goOn({ home, start }: Stage): Promise<void> {
  const desktop = await start();
  await desktop.page();
  await desktop.minimize();
  expect((await desktop.waitForAsked('notification', 'has ended'))[1]).toBe('3 clips done');
  expect((await practiceService(home)).creates).toBe(3);
  expect(desktop.complaints()).toEqual([]);
}

export const quitInTheMiddle: Scenario = {
  name: 'quitting in the middle asks first; the next start goes on, and submits no clip twice',
  async run(stage) {
    const desktop = await startBatch(stage);
    const keepWorking = 1;
    await desktop.answerMessageBox(keepWorking);
    await desktop.closeWindow();
    await desktop.waitForAsked('dialog.showMessageBox');
    const [first] = (await desktop.asked('dialog.showMessageBox')).flat();
    expect(first).toMatchObject({ buttons: ['Quit and go on later', 'Keep working'] });
    expect(await desktop.windows()).toHaveLength(1);

    const quit = 0;
    await desktop.answerMessageBox(quit);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);
    await goOn(stage);
  },
};

export const quitDuringCreate: Scenario = {
  name: 'quitting while a clip is being submitted waits for the answer, so that nothing is in doubt',
  async run(stage) {
    const clips = await makePairs(stage, 1, 12);
    const { desktop, page } = await startPractising(stage);
    await misbehave(stage.home, [{ on: 'create', do: 'delay', seconds: 3, when: 'after' }]);
    await desktop.drop([clips], page.getByRole('main'));
    await page.getByRole('button', { name: /^Start 1 clip/ }).click();
    await expect.poll(async () => (await practiceService(stage.home)).creates, { timeout: 30_000 }).toBe(1);
    const quit = 0;
    await desktop.answerMessageBox(quit);
    expect(await desktop.quit()).toBe(0);
    expect(desktop.complaints()).toEqual([]);

    const again = await stage.start();
    await again.page();
    await again.minimize();
    expect((await again.waitForAsked('notification', 'has ended'))[1]).toBe('1 clip done');
    expect(await again.asked('notification')).toHaveLength(1);
    expect((await practiceService(stage.home)).creates).toBe(1);
  },
};

export const powerLost: Scenario = {
  name: 'after a loss of power in the middle the next start goes on, and submits no clip twice',
  async run(stage) {
    const desktop = await startBatch(stage);
    await desktop.kill();
    await goOn(stage);
  },
};

export const sleep: Scenario = {
  name: 'a computer that sleeps in the middle of a batch goes on after it',
  async run(stage) {
    const desktop = await startBatch(stage);
    await desktop.minimize();
    await desktop.power('suspend');
    await desktop.power('resume');
    expect((await desktop.waitForAsked('notification', 'has ended'))[1]).toBe('3 clips done');
    expect((await practiceService(stage.home)).creates).toBe(3);
    expect(desktop.complaints()).toEqual([]);
  },
};
