import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commands } from './control-commands.ts';
import { startStandIn, type StandInDesktop } from './driver/standin.ts';

const display = (id: number, x: number) => {
  const bounds = { x, y: 0, width: 1600, height: 900 };
  return { id, bounds, workArea: bounds, scaleFactor: 1 };
};

it('opens where the window was, and on a display that is there when its own is gone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'shoal-place-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const start = async (...displays: object[]): Promise<StandInDesktop> => {
    const desktop = await startStandIn({ home, environment: { STANDIN_DISPLAYS: JSON.stringify(displays) } });
    onTestFinished(() => desktop.kill());
    await desktop.page();
    return desktop;
  };
  const boundsIn = async (desktop: StandInDesktop) => (await desktop.windows())[0]?.bounds;
  const place = { x: 1700, y: 40, width: 1000, height: 700 };

  const first = await start(display(1, 0), display(2, 1600));
  await first.ask(commands.placeWindow, place);
  await first.ask(commands.actOnWindow, 'maximize');
  expect(await first.quit()).toBe(0);

  const second = await start(display(1, 0), display(2, 1600));
  expect(await boundsIn(second)).toEqual(place);
  expect(await second.windows()).toMatchObject([{ isMaximized: true }]);
  expect(await second.quit()).toBe(0);

  const third = await start(display(1, 0));
  const { x = -1, y = -1, width = 0, height = 0 } = (await boundsIn(third)) ?? {};
  expect([x >= 0, y >= 0, x + width <= 1600, y + height <= 900]).toEqual([true, true, true, true]);
});
