import { describe, sentence } from '../../shared/problems.ts';
import type { BatchView } from '../../shared/views.ts';
import { redact } from '../core/redact.ts';
import type { Engine } from '../engine.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { barReporter } from './output/bar-reporter.ts';
import { jsonReporter } from './output/json-reporter.ts';
import { lineReporter } from './output/line-reporter.ts';
import type { Reporter } from './output/reporter.ts';
import { showDoubts } from './output/doubts.ts';
import { resultTable } from './output/result-table.ts';
import { holdInWords, nameInWords } from '../../shared/words.ts';
import { openSession, type Session, type SessionOptions } from '../session/session.ts';

/**
 * Opens a session, lets `begin` start something, and follows the queue until nothing can move by itself or the person
 * presses Ctrl-C. `begin` may refuse with an exit code. Gives back the exit code.
 */
export async function work(
  command: string,
  options: SessionOptions & { json?: true },
  begin: (session: Session, reporter: Reporter) => Promise<number | null>,
): Promise<number> {
  const reporter = reporterFor(options.json ?? false);
  const opened = await openSession(options, command, (error) => reporter.say('warning', faultText(error)));
  if (!opened.ok) {
    process.stderr.write(`${sentence(opened.problem)}\n`);
    return exitCodes.usage;
  }
  const session = opened.value;
  const { engine } = session;
  if (engine.setAside !== null) {
    reporter.say(
      'warning',
      `The ledger was damaged. It was set aside as ${engine.setAside}, and a new one was begun: what it held is not known here.`,
    );
  }
  const started = await engine.start();
  if (!started.ok) {
    await session.stop();
    process.stderr.write(`${sentence(started.problem)}\n`);
    return exitCodes.usage;
  }
  const interruption = interrupted(() => reporter.say('info', 'Stopping. A submission under way is waited for.'));
  try {
    const unfinished = openBatches(engine);
    const refused = await begin(session, reporter);
    if (refused !== null) return refused;
    const ids = new Set([...unfinished, ...openBatches(engine)]);
    reporter.follow(engine, [...ids]);
    const stopped = await Promise.race([engine.untilAtRest().then(() => false), interruption.promise.then(() => true)]);
    reporter.end();
    const batches = engine.batches().filter(({ id }) => ids.has(id));
    const code = stopped
      ? exitCodes.interrupted
      : exitCodeOf(batches, engine.holdsInForce(), notFound(engine, batches));
    summarise(engine, batches, code, options.json ?? false);
    return code;
  } finally {
    reporter.end();
    await session.stop();
    interruption.forget();
  }
}

function openBatches(engine: Engine): string[] {
  return engine
    .batches()
    .filter(({ endedAt, apiUrl }) => endedAt === null && apiUrl === engine.apiUrl)
    .map(({ id }) => id);
}

function notFound(engine: Engine, batches: readonly BatchView[]): number {
  return batches
    .flatMap(({ id }) => engine.clips(id))
    .filter(({ state, problem }) => state === 'accepted' && problem?.code === 'service.job-not-found').length;
}

function reporterFor(json: boolean): Reporter {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  if (json) return jsonReporter(line, Date.now);
  return process.stdout.isTTY ? barReporter(process.stdout) : lineReporter(line);
}

function faultText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `Something went wrong inside Shoal and is tried again: ${redact(text)}`;
}

/** The first Ctrl-C (or TERM) asks for an orderly end, the second ends at once. */
function interrupted(announce: () => void): { promise: Promise<void>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let count = 0;
  const onSignal = (): void => {
    count += 1;
    if (count > 1) process.exit(exitCodes.interrupted);
    announce();
    resolve(undefined);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const forget = (): void => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  return { promise, forget };
}

function summarise(engine: Engine, batches: readonly BatchView[], code: number, json: boolean): void {
  if (json) {
    const counts: Record<string, number> = {};
    for (const batch of batches) {
      for (const [state, count] of Object.entries(batch.counts)) counts[state] = (counts[state] ?? 0) + count;
    }
    const folders = batches.map(({ resultsFolder }) => resultsFolder);
    process.stdout.write(
      `${JSON.stringify({ kind: 'summary', at: new Date().toISOString(), exitCode: code, counts, resultsFolders: folders })}\n`,
    );
    return;
  }
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const batch of batches) {
    const clips = engine.clips(batch.id);
    write(`\n${resultTable(clips, process.stdout.columns || 110)}\n`);
    for (const clip of clips) {
      if (clip.problem === null || clip.state === 'done' || clip.state === 'unconfirmed') continue;
      const { what, next } = describe(clip.problem);
      write(`${nameInWords(clip)} (${clip.id}): ${what} ${next}`);
    }
    write(`Results: ${batch.resultsFolder}`);
  }
  showDoubts(engine, write);
  for (const { kind, problem } of engine.holdsInForce()) {
    write(`${holdInWords(kind)}. ${problem ? `${describe(problem).next} ` : ''}Then run “shoal resume”.`);
  }
  if (batches.length === 0) write('Nothing to do.');
  if (code === exitCodes.interrupted)
    write('Stopped. “shoal resume” goes on; clips at the service go on by themselves.');
}
