import { execFile, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { exitCodes } from '../../src/main/cli/exit-codes.ts';
import { findBinary } from '../../src/main/media/binaries.ts';
import { ledgerPath } from '../../src/main/session/data-folder.ts';
import type { Desk, Samples } from '../e2e/support/desk.ts';
import { isDone, judge, type Verdict } from './judge.ts';
import { each, spread } from './sample.ts';
import { setUp } from './scenarios.ts';
import { demandStrace } from './strace.ts';

/**
 * `npm run io-faults` lets one write of a real `shoal run` of one clip fail, to the ledger or to the results, resumes it
 * without faults, and judges. `--sample 200 --seed 7` tries so many of the faults; `--fault NAME` only that one. A run that is not
 * over `--seconds 30` after the fault, because it still waits to try again, is killed before the resume.
 *
 * - `ledger/pwrite64:12/EIO`: the twelfth such call on the target's files fails, once. `ENOSPC+`: it and all later ones.
 * - `short/61844`: no file can grow beyond so many bytes (RLIMIT_FSIZE). The kernel really writes only the part that fits
 *   and says so, and refuses the rest with EFBIG. strace could only claim a short write: its `retval` writes nothing at
 *   all, which no kernel does and no program can notice.
 */
export interface FaultOptions {
  /** How many faults in all, drawn by `seed`; null for every one. */
  sample: number | null;
  seed: number;
  fault: string | null;
  /** How long a run may go on after its fault before it is killed. */
  seconds: number;
  say: (line: string) => void;
}

export interface FaultSum {
  /** Faults that were really met. */
  tried: number;
  /** Faults that a run never met, because it needed fewer calls than the one they were counted in; they prove nothing. */
  missed: number;
  duplicates: number;
  awaiting: number;
  setAside: number;
  /** Each with the command that replays it. */
  wrong: string[];
}

type Target = 'ledger' | 'results';
/** What can fail on a bad disk, and on a full one. */
const failing = ['openat', 'pwrite64', 'write', 'fsync', 'ftruncate', 'link', 'unlink', 'rename', 'mkdir'];
const filling = ['openat', 'pwrite64', 'write', 'ftruncate', 'link', 'mkdir'];

export async function ioFaults({ sample, seed, fault, seconds, say }: FaultOptions): Promise<FaultSum> {
  const sum: FaultSum = { tried: 0, missed: 0, duplicates: 0, awaiting: 0, setAside: 0, wrong: [] };
  demandStrace();
  const folder = await mkdtemp(join(tmpdir(), 'shoal-faults-'));
  try {
    const samples = await makeSamples(folder);
    const all = fault === null ? await findFaults(samples) : [fault];
    const chosen = sample === null ? all : spread(all, sample, seed);
    say(`${chosen.length} of ${all.length} faults`);
    // More than there are processors: a run that waits to try again uses none.
    await each(chosen, 2 * availableParallelism(), async (drawn) => {
      const { name, met, verdict, told } = await tryFaultOrEarlier(drawn, samples, seconds, sample !== null);
      if (met) sum.tried += 1;
      else sum.missed += 1;
      sum.duplicates += verdict.duplicates;
      sum.awaiting += Number(verdict.awaiting);
      sum.setAside += Number(verdict.setAside);
      if (verdict.wrong.length > 0 || fault !== null) {
        const found = `npm run io-faults -- --fault ${name} --seconds ${seconds}\n${verdict.wrong.join('\n')}\n${told}`;
        if (verdict.wrong.length > 0) sum.wrong.push(found);
        say(found);
      }
      if ((sum.tried + sum.missed) % 100 === 0) say(inWords(sum));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return sum;
}

/** A clip whose result is larger than its ledger, so that a limit of size can be met by the result alone. */
async function makeSamples(folder: string): Promise<Samples> {
  const samples = { folder, video: join(folder, 'clip.mp4'), audio: join(folder, 'clip.wav') };
  const binary = await findBinary('ffmpeg');
  if (!binary.ok) throw new Error('the bundled ffmpeg is missing');
  const noise = '-f lavfi -i nullsrc=size=320x180:rate=25:duration=3,geq=random(1)*255:128:128';
  const sound = '-f lavfi -i sine=frequency=440:duration=3';
  const make = promisify(execFile);
  const options = ['-v', 'error', '-nostdin'];
  await make(binary.value, [...options, ...`${noise} ${sound} -c:v mpeg4 -q:v 2 -c:a aac`.split(' '), samples.video]);
  await make(binary.value, [...options, ...sound.split(' '), samples.audio]);
  return samples;
}

function filesOf(target: Target, desk: Desk): string[] {
  if (target === 'ledger') {
    const ledger = ledgerPath(desk.data, false);
    return ['', '-wal', '-shm', '-journal', '.lock', '.lock-journal', '.holder.json'].map((end) => ledger + end);
  }
  const folder = join(desk.results, basename(desk.clips));
  const files = ['one.mp4', 'one.mp4.part', 'batch.json', 'batch.json.part'].map((name) => join(folder, name));
  return [desk.results, folder, ...files];
}

/** Only the calls on the target's files are seen, and counted. Files are written by one thread, so that counts agree. */
function watching(target: Target, desk: Desk, log: string, calls: readonly string[]): string[] {
  const paths = filesOf(target, desk).flatMap((path) => ['-P', path]);
  const how = ['-f', '--seccomp-bpf', '-qq', '-E', 'UV_THREADPOOL_SIZE=1', '-o', log];
  return ['strace', ...how, '-e', `trace=${calls.join(',')}`, ...paths];
}

/** Every fault that a run could meet, in the order of its calls, from a run without any. */
async function findFaults(samples: Samples): Promise<string[]> {
  const ledger = await watched('ledger', samples);
  const results = await watched('results', samples);
  return [
    ...ledger.faults,
    ...results.faults,
    ...ledger.limits,
    ...results.limits.filter((limit) => limit > Math.max(...ledger.limits)),
  ].map((found) => (typeof found === 'number' ? `short/${found}` : found));
}

async function watched(target: Target, samples: Samples): Promise<{ faults: string[]; limits: number[] }> {
  await using stage = await setUp('success', samples);
  const { desk, command } = stage;
  const log = join(desk.folder, 'calls');
  const { code, stderr } = await desk.startUnder(watching(target, desk, log, failing), ...command).ended;
  if (code !== 0) throw new Error(`without faults, it said: ${stderr}`);
  const counts = new Map<string, number>();
  const faults: string[] = [];
  const limits: number[] = [];
  for (const line of (await readFile(log, 'utf8')).split('\n')) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    if (call === undefined) continue;
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    const kinds = ['EIO', ...(filling.includes(call) ? ['ENOSPC', 'ENOSPC+'] : [])];
    faults.push(...kinds.map((kind) => `${target}/${call}:${nth}/${kind}`));
    // A limit in the middle of each write that makes its file longer than any was before.
    const [, bytes, from] = /^\d+ +pwrite64\(.*, (\d+), (\d+)\)? +=? ?/.exec(line) ?? [];
    const middle = Number(from) + Math.ceil(Number(bytes) / 2);
    if (bytes !== undefined && middle > Math.max(0, ...limits)) limits.push(middle);
  }
  return { faults, limits };
}

/** The program, with its arguments, under which a run meets the fault. `log` tells whether it did. */
function underFault(name: string, desk: Desk, log: string): string[] {
  const limit = /^short\/(\d+)$/.exec(name)?.[1];
  if (limit !== undefined) {
    const calls = ['-f', '--seccomp-bpf', '-qq', '-o', log, '-e', 'trace=pwrite64', '-e', 'status=failed'];
    return ['strace', ...calls, 'prlimit', `--fsize=${limit}`];
  }
  const [, target, call, nth, error, on] = /^(ledger|results)\/(\w+):(\d+)\/(EIO|ENOSPC)(\+?)$/.exec(name) ?? [];
  if (call === undefined) throw new Error(`A fault is written like ledger/pwrite64:12/EIO, not “${name}”.`);
  const under = watching(target === 'ledger' ? 'ledger' : 'results', desk, log, [call]);
  return [...under, '-e', `inject=${call}:error=${error}:when=${nth}${on}`];
}

interface Tried {
  name: string;
  met: boolean;
  verdict: Verdict;
  told: string;
}

/** Where a sample's fault is not met, one a little earlier stands in for it, so that none is wasted. */
async function tryFaultOrEarlier(name: string, samples: Samples, seconds: number, orEarlier: boolean): Promise<Tried> {
  const tried = await tryFault(name, samples, seconds);
  const earlier = name.replace(/(?<=[:/])\d+/, (number) => String(Math.max(1, Math.floor(Number(number) * 0.95))));
  if (tried.met || tried.verdict.wrong.length > 0 || !orEarlier || earlier === name) return tried;
  return tryFaultOrEarlier(earlier, samples, seconds, orEarlier);
}

async function tryFault(name: string, samples: Samples, seconds: number): Promise<Tried> {
  await using stage = await setUp('success', samples);
  const { desk, command } = stage;
  const log = join(desk.folder, 'calls');
  // A group of its own, so that strace and what it runs can be killed together.
  const running = desk.startUnder(['setsid', ...underFault(name, desk, log)], ...command);
  const over = new AbortController();
  const watch = killAfterFault(log, seconds, over.signal, () => killGroup(running.process));
  const first = await running.ended;
  over.abort();
  await watch;
  const met = await isMet(log);
  if (!met && first.stderr.includes('strace: ')) throw new Error(first.stderr);
  const claimed = first.code === exitCodes.allDone && !isDone(desk);
  const resumed = await stage.resume();
  const told = `${first.stdout}${first.stderr}-- ended with ${first.code}; resumed --\n${resumed.stdout}${resumed.stderr}`;
  const receipt = !name.startsWith('results/');
  const verdict = judge(desk, { first, resumed, repeatsUrls: stage.repeatsUrls, receipt });
  if (claimed) verdict.wrong.push('it said that all is done, and the ledger does not');
  return { name, met, verdict, told };
}

async function isMet(log: string): Promise<boolean> {
  return /INJECTED|EFBIG/.test(await readFile(log, 'utf8').catch(() => ''));
}

/** Counts from the fault, not from the begin of the run, so that a slow machine meets as many faults as a quick one. */
async function killAfterFault(log: string, seconds: number, over: AbortSignal, kill: () => void): Promise<void> {
  try {
    // strace tells nobody when it injects, but writes each line down at once.
    while (!(await isMet(log))) await sleep(100, undefined, { signal: over });
    await sleep(seconds * 1000, undefined, { signal: over });
    kill();
  } catch (error) {
    if (!over.aborted) throw error;
  }
}

/** Until its exit code is known, its id cannot be another process's. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}

export function inWords({ tried, missed, duplicates, awaiting, setAside, wrong }: FaultSum): string {
  return `${tried} faults tried (${missed} more were not met), ${duplicates} duplicates, ${awaiting} awaiting a person, ${setAside} ledgers set aside, ${wrong.length} wrong`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fault: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      seconds: { type: 'string', default: '30' },
    },
  });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.sample !== undefined) say(`seed ${values.seed}`);
  const sum = await ioFaults({
    fault: values.fault ?? null,
    sample: values.sample === undefined ? null : Number(values.sample),
    seed: Number(values.seed),
    seconds: Number(values.seconds),
    say,
  });
  say(inWords(sum));
  return sum.wrong.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
