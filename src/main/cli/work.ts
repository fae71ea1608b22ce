import { jobStates, type JobState } from '../../shared/job-state.ts';
import { describe, passesByItself, problem, sentence, type Problem } from '../../shared/problems.ts';
import type { BatchView } from '../../shared/views.ts';
import { isAtRest } from '../core/job.ts';
import { redact } from '../core/redact.ts';
import type { Engine } from '../engine.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { setAsideInWords } from './set-aside.ts';
import { barReporter } from './output/bar-reporter.ts';
import { isoTime, printJson } from './output/json-lines.ts';
import { jsonReporter } from './output/json-reporter.ts';
import { lineReporter } from './output/line-reporter.ts';
import type { Reporter } from './output/reporter.ts';
import { showDoubts } from './output/doubts.ts';
import { resultTable } from './output/result-table.ts';
import { holdInFull, nameInWords, printable } from '../../shared/words.ts';
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
  const refuse = (found: Problem): number => {
    process.stderr.write(`${sentence(found)}\n`);
    return exitCodes.usage;
  };
  if (!options.practice && ((await options.token?.read()) ?? null) === null) {
    const why = options.token?.status.problem;
    if (why) process.stderr.write(`${sentence(why)}\n`);
    return refuse(problem('request.no-token'));
  }
  const reporter = reporterFor(options.json ?? false);
  const opened = await openSession(options, command, (error) => {
    options.log?.fault(error);
    reporter.say({ kind: 'warning', text: faultText(error) });
  });
  if (!opened.ok) return refuse(opened.problem);
  const session = opened.value;
  const { engine } = session;
  const setAside = setAsideInWords(engine);
  if (setAside !== null) reporter.say({ kind: 'warning', text: setAside });
  let forget: () => void = () => undefined;
  try {
    reporter.follow(engine);
    // Nothing was sent yet: until the engine starts, Ctrl-C may simply end the process.
    const refused = await begin(session, reporter);
    if (refused !== null) return refused;
    const ids = openBatches(engine);
    const interruption = interrupted(() =>
      reporter.say({
        kind: 'info',
        text: 'Stopping. A submission under way is waited for. Ctrl-C again ends at once; that clip may then have been accepted.',
      }),
    );
    ({ forget } = interruption);
    const started = await engine.start();
    if (!started.ok) return refuse(started.problem);
    const stopped = await Promise.race([engine.untilAtRest().then(() => false), interruption.promise.then(() => true)]);
    if (stopped) await engine.stopWorking();
    reporter.end();
    const batches = engine.batches().filter(({ id }) => ids.includes(id));
    const code = stopped
      ? exitCodes.interrupted
      : exitCodeOf(batches, engine.holdsInForce(), notFound(engine, batches));
    summarise(engine, batches, code, options);
    return code;
  } finally {
    reporter.end();
    await session.stop();
    forget();
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
  if (json) return jsonReporter();
  return process.stdout.isTTY
    ? barReporter(process.stdout)
    : lineReporter((line) => void process.stdout.write(`${line}\n`), isWorthALine);
}

function isWorthALine(state: JobState): boolean {
  return state === 'accepted' || (isAtRest(state) && state !== 'draft');
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

function summarise(
  engine: Engine,
  batches: readonly BatchView[],
  code: number,
  { json = false, practice = false }: { json?: boolean; practice?: boolean },
): void {
  if (json) {
    const counts: Partial<Record<JobState, number>> = {};
    for (const state of jobStates) {
      const count = batches.reduce((sum, batch) => sum + (batch.counts[state] ?? 0), 0);
      if (count > 0) counts[state] = count;
    }
    const resultsFolders = batches.map(({ resultsFolder }) => resultsFolder);
    printJson({ kind: 'summary', at: isoTime(Date.now()), exitCode: code, counts, resultsFolders });
    return;
  }
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const batch of batches) {
    const clips = engine.clips(batch.id);
    write(`\n${resultTable(clips, process.stdout.columns || 110)}\n`);
    for (const clip of clips) {
      if (clip.problem === null || clip.state === 'done' || clip.state === 'unconfirmed') continue;
      const { what, next } = describe(clip.problem);
      write(printable(`${nameInWords(clip)} (${clip.id}): ${what} ${next}`));
    }
    write(`Results: ${batch.resultsFolder}`);
  }
  showDoubts(engine, practice, write);
  for (const { kind, problem: found } of engine.holdsInForce()) {
    const isWaitedFor = found !== null && passesByItself(found);
    write(`${holdInFull(kind, found)}${isWaitedFor ? '' : ' Then run “shoal resume”.'}`);
  }
  if (batches.length === 0) write('Nothing to do.');
  if (code === exitCodes.interrupted)
    write(
      'Stopped. “shoal resume” goes on. The service goes on with clips whose files it has read; those it has not may fail.',
    );
}
