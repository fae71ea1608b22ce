import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Desktop, StartOptions } from '../driver/desktop.ts';
import type { Scenario } from './scenario.ts';

/** Plays a scenario in a folder of its own, and leaves nothing behind: no process and no file. */
export async function perform(
  { run }: Scenario,
  startDesktop: (options: StartOptions) => Promise<Desktop>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-desktop-'));
  const home = join(folder, 'home');
  await mkdir(home);
  const started: Desktop[] = [];
  try {
    await run({
      folder,
      home,
      async start(options = {}) {
        const desktop = await startDesktop({ ...options, home });
        started.push(desktop);
        return desktop;
      },
    });
  } finally {
    await Promise.all(started.map((desktop) => desktop.kill()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
