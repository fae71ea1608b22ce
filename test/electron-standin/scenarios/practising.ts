import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { practiceFolder } from '../../../src/main/session/data-folder.ts';
import type { Desktop } from '../driver/desktop.ts';
import { dataFolderOf } from '../driver/environment.ts';
import { makeClips } from '../../integration/media/clips.ts';
import type { Stage } from './scenario.ts';

const statsSchema = z.object({ creates: z.object({ received: z.number(), accepted: z.number() }) });

/** Starts the program as one that practised the last time, and goes past the welcome. */
export async function startPractising({ home, start }: Stage): Promise<{ desktop: Desktop; page: Page }> {
  await mkdir(dataFolderOf(home), { recursive: true });
  await writeFile(join(dataFolderOf(home), 'desktop.json'), JSON.stringify({ practice: true, window: null }));
  const desktop = await start();
  const page = await desktop.page();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('navigation').first().waitFor();
  return { desktop, page };
}

/** Makes `count` pairs of 3 s in the folder `clips` of the stage; gives back that folder. */
export async function makePairs({ folder }: Stage, count: number): Promise<string> {
  const clips = join(folder, 'clips');
  await mkdir(clips);
  await makeClips(clips, ['clip.mp4', 'clip.wav']);
  for (let number = 2; number <= count; number += 1) {
    for (const type of ['mp4', 'wav']) {
      await writeFile(join(clips, `clip ${number}.${type}`), await readFile(join(clips, `clip.${type}`)));
    }
  }
  return clips;
}

/** How many creates came to the practice service of a running program, ever. */
export async function createsReceived(home: string): Promise<number> {
  const port = await readFile(join(practiceFolder(dataFolderOf(home)), 'port'), 'utf8');
  const answer = await fetch(`http://127.0.0.1:${port}/practice/stats`);
  return statsSchema.parse(await answer.json()).creates.received;
}
