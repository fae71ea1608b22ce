import { spawnSync } from 'node:child_process';

/** One call of the kernel: the `nth` call of its name that the main thread makes, counted from 1. */
export interface Point {
  call: string;
  nth: number;
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
  return { call, nth: Number(nth) };
}

/** Writes the calls of the main thread, and only of it, down in the file `log`. */
export function logged(log: string): string[] {
  return ['strace', '-qq', '-o', log];
}

/**
 * Kills the process with SIGKILL as its main thread is about to make the call. Without `--seccomp-bpf`, which would be
 * quicker: the kernel ignores a signal that strace sends from a stop of seccomp's, so nothing would be killed.
 */
export function killedAt({ call, nth }: Point): string[] {
  const inject = `inject=${call}:signal=SIGKILL:when=${nth}`;
  return ['strace', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
}

/** The calls in a log of one thread, in order, beginning with the first (after the start of the program) that names `path`. */
export function pointsOf(log: string, path: string): { skipped: number; points: Point[] } {
  const counts = new Map<string, number>();
  const points: Point[] = [];
  let skipped = 0;
  for (const line of log.split('\n')) {
    const call = /^(\w+)\(/.exec(line)?.[1];
    if (call === undefined) continue; // a signal, or the end
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    if (points.length === 0 && (call === 'execve' || !line.includes(path))) skipped += 1;
    else points.push({ call, nth });
  }
  return { skipped, points };
}
