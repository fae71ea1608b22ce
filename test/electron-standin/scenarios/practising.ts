import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { findBinary } from '../../../src/main/media/binaries.ts';
import { practiceFolder } from '../../../src/main/session/data-folder.ts';
import type { Desktop } from '../driver/desktop.ts';
import { dataFolderOf } from '../driver/environment.ts';
import type { Stage } from './scenario.ts';

const statsSchema = z.object({
  creates: z.object({ received: z.number() }),
  jobs: z.array(z.object({ status: z.string() })),
});

/** Starts the program as one that practised the last time, and goes past the welcome. */
export async function startPractising<Started extends Desktop>({
  home,
  start,
}: {
  home: string;
  start: () => Promise<Started>;
}): Promise<{ desktop: Started; page: Page }> {
  await mkdir(dataFolderOf(home), { recursive: true });
  await writeFile(join(dataFolderOf(home), 'desktop.json'), JSON.stringify({ practice: true, window: null }));
  const desktop = await start();
  const page = await desktop.page();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('navigation').first().waitFor();
  return { desktop, page };
}

/** Makes `count` pairs in the folder `clips` of the stage; gives back that folder. */
export async function makePairs({ folder }: Pick<Stage, 'folder'>, count: number, seconds = 3): Promise<string> {
  const clips = join(folder, 'clips');
  await mkdir(clips);
  const binary = await findBinary('ffmpeg');
  if (!binary.ok) throw new Error('the bundled ffmpeg is missing');
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
  const picture = ['-f', 'lavfi', '-i', `testsrc=size=160x90:rate=25:duration=${seconds}`];
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const make = (...args: string[]) => promisify(execFile)(binary.value, ['-v', 'error', '-nostdin', ...args]);
  await make(...picture, ...sound, ...coded, join(clips, 'clip 1.mp4'));
  await make(...sound, join(clips, 'clip 1.wav'));
  for (let number = 2; number <= count; number += 1) {
    for (const type of ['mp4', 'wav']) await cp(join(clips, `clip 1.${type}`), join(clips, `clip ${number}.${type}`));
  }
  return clips;
}

/** How the practice service of a running program misbehaves from now on: see src/practice/README.md. */
export async function misbehave(home: string, rules: readonly object[]): Promise<void> {
  const port = await readFile(join(practiceFolder(dataFolderOf(home)), 'port'), 'utf8');
  const answer = await fetch(`http://127.0.0.1:${port}/practice/faults`, {
    method: 'POST',
    body: JSON.stringify({ rules }),
  });
  if (!answer.ok) throw new Error(`The practice service answered ${answer.status}.`);
}

/** The practice service of a running program: how many creates came to it ever, and the states of its jobs. */
export async function practiceService(home: string): Promise<{ creates: number; states: string[] }> {
  const port = await readFile(join(practiceFolder(dataFolderOf(home)), 'port'), 'utf8');
  const answer = await fetch(`http://127.0.0.1:${port}/practice/stats`);
  const { creates, jobs } = statsSchema.parse(await answer.json());
  return { creates: creates.received, states: jobs.map(({ status }) => status) };
}
