import { mkdir } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { problem, sentence } from '../../../shared/problems.ts';
import { describeUnpaired } from '../../core/pairing.ts';
import type { NewClip } from '../../core/new-batch.ts';
import { readIntake, type Intake } from '../../intake/read-intake.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameInWords } from '../../../shared/words.ts';
import type { Reporter } from '../output/reporter.ts';
import type { Session, SessionOptions } from '../../session/session.ts';
import { dryRun } from './dry-run.ts';
import { work } from '../work.ts';

export interface RunOptions extends SessionOptions {
  out: string;
  name?: string;
  again?: true;
  dryRun?: true;
  json?: true;
}

/** `shoal run`: pairs, starts and follows a batch until nothing can move by itself. */
export async function run(path: string, options: RunOptions): Promise<number> {
  const found = await readIntake(path);
  if (!found.ok) {
    for (const each of found.problems) process.stderr.write(`${sentence(each)}\n`);
    return exitCodes.usage;
  }
  if (options.dryRun) return dryRun(found.value, options);
  if (found.value.clips.length === 0) {
    for (const { name, reason } of found.value.unpaired) process.stderr.write(`${name}: ${describeUnpaired(reason)}\n`);
    process.stderr.write(`${sentence(problem('intake.nothing', { path }))}\n`);
    return exitCodes.usage;
  }
  const out = resolve(options.out);
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${sentence(problem('disk.unwritable', { folder: options.out, reason }))}\n`);
    return exitCodes.usage;
  }
  const name = options.name ?? basename(resolve(path), extname(path));
  return work('shoal run', options, async (session, reporter) => {
    const clips = await toStart(session, reporter, found.value, options.again ?? false);
    if (!session.servesFiles && clips.some(({ video, audio }) => video.kind === 'path' || audio.kind === 'path')) {
      process.stderr.write(`${sentence(problem('host.not-public'))}\n`);
      return exitCodes.usage;
    }
    if (clips.length === 0) return null;
    const started = await session.engine.startBatch({ name, resultsFolder: out, clips, budget: null });
    if (started.ok) return null;
    process.stderr.write(`${sentence(started.problem)}\n`);
    return exitCodes.usage;
  });
}

/** The clips to start: all but those that were already started with the same files. What is left out is said. */
async function toStart(session: Session, reporter: Reporter, intake: Intake, again: boolean): Promise<NewClip[]> {
  for (const { name, reason } of intake.unpaired) {
    reporter.say('unpaired', `${name} is in no clip: ${describeUnpaired(reason)}`, { name, reason: reason.code });
  }
  if (again) return intake.clips;
  const clips: NewClip[] = [];
  for (const clip of intake.clips) {
    const before = await session.engine.alreadyStarted(clip);
    if (before === null) {
      clips.push(clip);
      continue;
    }
    const what = before.state === 'done' ? 'is already done' : 'was already started and goes on';
    reporter.say(
      'already-done',
      `${nameInWords(clip)} ${what} (${before.id}): it is not started, nor charged, again. “--again” would.`,
      { name: clip.name, language: clip.language, clip: before.id },
    );
  }
  return clips;
}
