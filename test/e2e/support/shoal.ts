import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { jsonLineSchema, type JsonLine } from '../../../src/shared/json-lines.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

export interface Ended {
  /** The exit code; 128 + the signal's number for one that was ended by a signal, as shells have it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunningShoal {
  process: ChildProcess;
  /** Resolves with all of standard output as soon as it holds `text`; rejects when the process ends before. */
  says(text: string): Promise<string>;
  ended: Promise<Ended>;
}

export interface ShoalOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Which checkout's command line. */
  from?: string;
  /** A program that runs it, with its own arguments, such as strace. */
  under?: readonly string[];
}

/** Starts the real command line as a person would. Only the given variables and those that Node needs are set. */
export function startShoal(
  args: readonly string[],
  { env = {}, cwd, from = repository, under = [] }: ShoalOptions = {},
): RunningShoal {
  const [program = process.execPath, ...words] = [...under, process.execPath, `${from}/bin/shoal.mjs`, ...args];
  const child = spawn(program, words, {
    cwd,
    // The cache halves the time that each of the many processes takes to start.
    env: {
      NODE_COMPILE_CACHE: `${repository}/node_modules/.cache/compile`,
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TMPDIR: process.env['TMPDIR'],
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then((): Ended => {
    const code = child.exitCode ?? 128 + constants.signals[child.signalCode ?? 'SIGINT'];
    return { code, stdout, stderr };
  });
  const says = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stdout.includes(text)) return;
        listeners.delete(look);
        resolve(stdout);
      };
      listeners.add(look);
      look();
      void ended.then(() => {
        look();
        reject(new Error(`It ended without saying “${text}”:\n${stdout}\n${stderr}`));
      });
    });
  return { process: child, says, ended };
}

/** Runs the command line to its end. */
export function shoal(args: readonly string[], options: ShoalOptions = {}): Promise<Ended> {
  return startShoal(args, options).ended;
}

/** Reads what `--json` printed. Throws when anything else is there. */
export function jsonLines(stdout: string): JsonLine[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => jsonLineSchema.parse(JSON.parse(line)));
}

/** The lines of one kind. */
export function ofKind<Kind extends JsonLine['kind']>(
  lines: readonly JsonLine[],
  kind: Kind,
): Extract<JsonLine, { kind: Kind }>[] {
  return lines.filter((line): line is Extract<JsonLine, { kind: Kind }> => line.kind === kind);
}
