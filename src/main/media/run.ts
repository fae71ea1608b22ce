import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export type Run =
  | { kind: 'ended'; exitCode: number; stdout: string; stderr: string }
  /** The program could not be started; `reason` is a system error code. */
  | { kind: 'not-started'; reason: string }
  | { kind: 'timeout' }
  /** It wrote more than 4 MB to either output and was ended for it. */
  | { kind: 'flood' }
  /** It was ended by a signal that did not come from here. */
  | { kind: 'crashed'; signal: string };

function childEnvironment(binary: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    // The bundled static ffprobe crashes on MPEG-TS when it loads the system's character sets; here it finds none.
    GCONV_PATH: dirname(binary),
  };
  // No secret goes to a child, and FFREPORT would have it write paths into a file.
  delete environment['FISHSPEECH_API_TOKEN'];
  delete environment['FFREPORT'];
  return environment;
}

/**
 * Runs a program without a shell and collects what it writes. It is killed at the end of `timeoutMs` (milliseconds)
 * and when `signal` aborts, and has ended when this settles. Rejects, with the signal's reason, only when aborted.
 */
export async function run(
  binary: string,
  args: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Run> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child = execFile(
    binary,
    args,
    {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT_BYTES,
      signal,
      windowsHide: true,
      env: childEnvironment(binary),
    },
    (error, stdout, stderr) => {
      if (error === null) resolve({ kind: 'ended', exitCode: 0, stdout, stderr });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve({ kind: 'flood' });
      else if (typeof error.code === 'string') resolve({ kind: 'not-started', reason: error.code });
      else if (typeof error.code === 'number') resolve({ kind: 'ended', exitCode: error.code, stdout, stderr });
      else if (error.killed) resolve({ kind: 'timeout' });
      else resolve({ kind: 'crashed', signal: error.signal ?? 'an unknown signal' });
    },
  );
  const outcome = await promise;
  // On an abort and on a flood the answer comes before the killed child has gone.
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  signal.throwIfAborted();
  return outcome;
}
