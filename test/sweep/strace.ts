import { spawnSync } from 'node:child_process';

/** One call of the kernel: the `nth` call of its name that the main thread makes, counted from 1. */
export interface Point {
  call: string;
  nth: number;
  /** Whether no other thread or child comes anywhere near so many calls of this name, so that all may be watched. */
  mainOnly: boolean;
}

/** Throws, with what to do, where the sweeps cannot run. */
export function demandStrace(): void {
  if (spawnSync('strace', ['-V']).status === 0) return;
  throw new Error(
    'strace is missing: the sweeps disturb a run with it. Install the package “strace” (apt-get install strace).',
  );
}

/** How a point is written on the command line, such as `pwrite64:12`. */
export function nameOf({ call, nth }: Point): string {
  return `${call}:${nth}`;
}

/** Reads what `nameOf` wrote. */
export function pointOf(name: string): Point {
  const [, call, nth] = /^(\w+):(\d+)$/.exec(name) ?? [];
  if (call === undefined) throw new Error(`A point is written like pwrite64:12, not “${name}”.`);
  return { call, nth: Number(nth), mainOnly: false };
}

/** Writes the calls of all threads and children down in the file `log`. */
export function logged(log: string): string[] {
  return ['strace', '-f', '-qq', '-o', log];
}

/**
 * Kills the process with SIGKILL as its main thread is about to make the call. Where only the main thread can come so far,
 * strace may watch all threads, and then the kernel stops the process at calls of this name only: twice as quick.
 */
export function killedAt({ call, nth, mainOnly }: Point): string[] {
  const inject = `inject=${call}:signal=SIGKILL:when=${nth}`;
  const quick = mainOnly ? ['-f', '--seccomp-bpf'] : [];
  return ['strace', ...quick, '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
}

/** The calls of the main thread in a log, in order, beginning with the first (after the start of the program) that names `path`. */
export function pointsOf(log: string, path: string): { skipped: number; points: Point[] } {
  const counts = new Map<string, number>();
  const calls: { call: string; nth: number }[] = [];
  let main: string | undefined;
  let skipped = 0;
  for (const line of log.split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue; // a signal, the end, or the second half of a call
    main ??= thread;
    const counted = `${thread} ${call}`;
    const nth = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, nth);
    if (thread !== main) continue;
    if (calls.length === 0 && (call === 'execve' || !line.includes(path))) skipped += 1;
    else calls.push({ call, nth });
  }
  const most = new Map<string, number>();
  for (const [counted, count] of counts) {
    const [thread, call = ''] = counted.split(' ');
    if (thread !== main) most.set(call, Math.max(count, most.get(call) ?? 0));
  }
  // Twice as many and some: the others do not make the same calls each time.
  const points = calls.map(({ call, nth }) => ({ call, nth, mainOnly: nth > 2 * (most.get(call) ?? 0) + 20 }));
  return { skipped, points };
}
