import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commands } from './control-commands.ts';
import { startStandIn, type StandInDesktop } from './driver/standin.ts';
import { makePairs, misbehave, practiceService, startPractising } from './scenarios/practising.ts';

let folder = '';
let home = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-ending-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  home = join(folder, 'home');
  await mkdir(home);
});

async function start(): Promise<StandInDesktop> {
  const desktop = await startStandIn({ home, environment: { STANDIN_PERSON: 'thinks' } });
  onTestFinished(() => desktop.kill());
  return desktop;
}

/** Comes back while the answer to a submission is on its way, which takes its time. */
async function startSubmitting(): Promise<{ desktop: StandInDesktop; clips: string }> {
  const clips = await makePairs({ folder }, 1, 12);
  const { desktop, page } = await startPractising({ home, start });
  await misbehave(home, [{ on: 'create', do: 'delay', seconds: 4, when: 'after' }]);
  await desktop.answerOpenDialog([clips]);
  await desktop.choose('application', 'File', 'Add folder…');
  await page.getByRole('button', { name: /^Start 1 clip/ }).click();
  await expect.poll(async () => (await practiceService(home)).creates, { timeout: 30_000 }).toBe(1);
  return { desktop, clips };
}

describe('while the answer to a submission is waited for at the end', () => {
  it('the tray says so and offers nothing; a start meanwhile begins, with its files, once this one has ended', async () => {
    const { desktop, clips } = await startSubmitting();
    await desktop.answerMessageBox(0);
    const ended = desktop.quit();
    const items = async (): Promise<unknown[]> =>
      (await desktop.menu('tray')).map(({ label, enabled }) => [label, enabled]);
    await expect
      .poll(items, { timeout: 30_000 })
      .toEqual([['Ending: what is under way is brought to a safe place', false]]);
    expect(await desktop.startSecond(clips)).toBe(0);
    await desktop.ask(commands.activate, null);
    expect(await desktop.windows()).toMatchObject([{ isVisible: false }]);
    expect(await ended).toBe(0);
    expect(desktop.noted('app.relaunch').flat(2)).toContain(clips);
    expect(desktop.complaints()).toEqual([]);
  });

  it.each([
    ['shutdown', (desktop: StandInDesktop) => desktop.ask(commands.power, 'shutdown')],
    ['the end of the session', (desktop: StandInDesktop) => desktop.ask(commands.endSession, null)],
  ])('nobody is asked at %s, also not who was being asked already', async (_name, goDown) => {
    const { desktop } = await startSubmitting();
    void desktop.quit().catch(() => undefined);
    await desktop.waitForAsked('dialog.showMessageBox', 'under way');
    await goDown(desktop);
    expect(await desktop.ended).toBe(0);
    expect(desktop.noted('dialog.showMessageBox')).toHaveLength(1);
    const log = await readFile(join(home, '.local/share/shoal/logs/shoal.log'), 'utf8');
    expect(log).toMatch(/"event":"closed"/);
    expect(desktop.complaints()).toEqual([]);
  });
});
