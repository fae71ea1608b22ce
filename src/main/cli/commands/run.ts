import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { problem, sentence } from '../../../shared/problems.ts';
import { describeUnpaired } from '../../core/pairing.ts';
import type { ClipView } from '../../../shared/views.ts';
import { errorCode } from '../../core/local-file.ts';
import { isManifestName } from '../../core/manifest.ts';
import { batchFolderName, numbered, stemOf } from '../../core/naming.ts';
import type { NewClip } from '../../core/new-batch.ts';
import type { Engine } from '../../engine.ts';
import { readIntake, type Intake } from '../../intake/read-intake.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameInWords, printable } from '../../../shared/words.ts';
import type { Reporter } from '../output/reporter.ts';
import type { SessionOptions } from '../../session/session.ts';
import { dryRun } from './dry-run.ts';
import { hostRefusal } from './host.ts';
import { work } from '../work.ts';

export interface RunOptions extends SessionOptions {
  out: string;
  name?: string;
  again?: true;
  dryRun?: true;
  first?: number;
  budget?: number;
  json?: true;
}

/** `shoal run`: pairs, starts and follows a batch until nothing can move by itself. */
export async function run(path: string, options: RunOptions): Promise<number> {
  const out = resolve(options.out);
  const found = await readIntake(path, out);
  if (!found.ok) return refuse(found.problems.map(sentence));
  const { clips, unpaired, notRead } = found.value;
  if (clips.length === 0) {
    const reasons = unpaired.map(({ name, reason }) => printable(`${name}: ${describeUnpaired(reason)}`));
    return refuse([...reasons, ...notRead.map(sentence), sentence(problem('intake.nothing', { path }))]);
  }
  if (options.dryRun) return dryRun(found.value, options);
  return work('shoal run', options, async (session, reporter) => {
    const { engine } = session;
    const startable = await notYetStarted(engine, reporter, found.value, options.again ?? false);
    const toStart = startable.slice(0, options.first);
    if (toStart.length === 0) return null;
    if (toStart.some(({ video, audio }) => video.kind === 'path' || audio.kind === 'path')) {
      const refusal = await hostRefusal(engine);
      if (refusal !== null) return refuse([sentence(refusal)]);
    }
    try {
      await mkdir(out, { recursive: true });
    } catch (error) {
      const reason = errorCode(error) ?? String(error);
      return refuse([sentence(problem('disk.unwritable', { folder: options.out, reason }))]);
    }
    const name = freeName(options.name || batchNameOf(path), out, engine);
    const started = await engine.startBatch({
      name,
      resultsFolder: out,
      clips: toStart,
      budget: options.budget ?? null,
    });
    return started.ok ? null : refuse([sentence(started.problem)]);
  });
}

function refuse(reasons: readonly string[]): number {
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  return exitCodes.usage;
}

/** A batch is called like its folder, whatever dots are in that, or like its manifest without the ending. */
function batchNameOf(path: string): string {
  const name = basename(resolve(path));
  return isManifestName(name) ? stemOf(name) : name;
}

/** The batch's name, numbered when its folder is another batch's or was there before: each has its own receipt. */
function freeName(wanted: string, out: string, engine: Engine): string {
  const taken = new Set(engine.batches().map(({ resultsFolder }) => resultsFolder));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : numbered(wanted, number);
    const folder = join(out, batchFolderName(name));
    if (!taken.has(folder) && !existsSync(folder)) return name;
  }
}

/** The clips to start: all but those that were already started with the same files. What is left out is said. */
async function notYetStarted(engine: Engine, reporter: Reporter, intake: Intake, again: boolean): Promise<NewClip[]> {
  for (const found of intake.notRead) reporter.say({ kind: 'warning', text: printable(sentence(found)) });
  for (const { name, reason } of intake.unpaired) {
    const text = printable(`${name} is in no clip: ${describeUnpaired(reason)}`);
    reporter.say({ kind: 'unpaired', text, name, reason: reason.code });
  }
  if (again) return intake.clips;
  const clips: NewClip[] = [];
  for (const clip of intake.clips) {
    const before = await engine.alreadyStarted(clip);
    if (before === null) {
      clips.push(clip);
      continue;
    }
    const text = `${nameInWords(clip)} ${whatBecameOf(before)} (${before.id}): it is not started, nor charged, again. “--again” would.`;
    reporter.say({ kind: 'already-done', text, name: clip.name, language: clip.language, clip: before.id });
  }
  return clips;
}

function whatBecameOf({ state }: ClipView): string {
  if (state === 'done') return 'is already done';
  return state === 'unconfirmed' ? 'may have been accepted and needs your decision' : 'was already started and goes on';
}
