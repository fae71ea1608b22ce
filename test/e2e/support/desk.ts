import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { ledgerPath } from '../../../src/main/session/data-folder.ts';
import { openLedger } from '../../../src/main/ledger/open.ts';
import { createPracticeService, type PracticeOptions, type PracticeService } from '../../../src/practice/service.ts';
import type { JobState } from '../../../src/shared/job-state.ts';
import type { settingsSchema } from '../../../src/shared/settings.ts';
import { startShoal, type Ended, type RunningShoal } from './shoal.ts';

/** A secret that must be found nowhere: the token that every desk uses. */
export const canary = 'canary-7f3a9c-token';

/** A temporary folder with a practice service in the background, and the command line pointed at both. */
export interface Desk {
  folder: string;
  clips: string;
  results: string;
  data: string;
  url: string;
  service: PracticeService;
  /** Runs a command of the working kind with this desk's data folder, service and token. */
  shoal(...args: string[]): Promise<Ended>;
  start(...args: string[]): RunningShoal;
  /** The same, run by another program that is given with its own arguments, such as strace. */
  startUnder(under: readonly string[], ...args: string[]): RunningShoal;
  /** The clips of all batches by name, with their states, as the ledger has them now. */
  states(): [name: string, state: JobState][];
  /** The results of all batches, as `batch/file`, sorted. */
  resultFiles(): Promise<string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Sets up a desk; the service is quick and its balance large unless `practice` says otherwise. */
export async function createDesk(
  practice: Partial<PracticeOptions> = {},
  settings: z.input<typeof settingsSchema> = {},
  env: Record<string, string> = {},
): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-e2e-'));
  const clips = join(folder, 'clips');
  await mkdir(clips);
  const service = createPracticeService({
    folder: join(folder, 'service'),
    tokens: [canary],
    render: 'copy',
    renderSeconds: 0.1,
    ...practice,
  });
  const { url } = await service.start();
  keepSettings(join(folder, 'data'), { firstPollMs: 100, slowestPollMs: 400, reconcileOverMs: 0, ...settings });
  const results = join(folder, 'results');
  const data = join(folder, 'data');
  const start = (under: readonly string[], command: string, ...args: string[]): RunningShoal => {
    const where = ['--data-dir', data];
    const which = ['run', 'resume', 'doctor', 'reconcile', 'decide', 'fetch-again'].includes(command)
      ? ['--api-url', url]
      : [];
    const out = command === 'run' ? ['--out', results] : [];
    const [name = '', ...subcommand] = command.split(' ');
    return startShoal([name, ...subcommand, ...where, ...which, ...out, ...args], {
      env: { FISHSPEECH_API_TOKEN: canary, ...env },
      under,
    });
  };
  return {
    folder,
    clips,
    results,
    data,
    url,
    service,
    start: (...[command = '', ...args]) => start([], command, ...args),
    startUnder: (under, ...[command = '', ...args]) => start(under, command, ...args),
    shoal: (...[command = '', ...args]) => start([], command, ...args).ended,
    states() {
      const opened = openLedger({ path: ledgerPath(data, false), now: Date.now, worker: null });
      if (!opened.ok) throw new Error(opened.problem.code);
      const { ledger, close } = opened.value;
      const jobs = ledger.batches.all().flatMap(({ id }) => ledger.jobs.ofBatch(id));
      close();
      return jobs.map(({ name, state }) => [name, state]);
    },
    async resultFiles() {
      const entries = await readdir(results, { recursive: true }).catch(() => []);
      return entries.filter((name) => name.includes('/')).sort();
    },
    async [Symbol.asyncDispose]() {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the ledger with a person's settings in it: tests cannot wait for polls that are paced for a real service. */
function keepSettings(data: string, settings: z.input<typeof settingsSchema>): void {
  const opened = openLedger({ path: ledgerPath(data, false), now: Date.now, worker: 'a test' });
  if (!opened.ok) throw new Error('the ledger cannot be made');
  opened.value.ledger.settings.set('settings', settings);
  opened.value.close();
}

/** Copies a clip of `from` into `folder` under each of the names, as a video with its audio. */
export async function putClips(from: Samples, folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    await cp(from.video, join(folder, `${name}.mp4`));
    await cp(from.audio, join(folder, `${name}.wav`));
  }
}

/** One good video with sound of 3 s, and one audio track of the same length. */
export interface Samples {
  folder: string;
  video: string;
  audio: string;
}
