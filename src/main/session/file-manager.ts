import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode } from '../core/local-file.ts';
import type { FileManager } from '../core/ports.ts';

/** A program that fails does so at once; one that is still there after this time, in ms, shows a window. */
const failsWithinMs = 2_000;

/** This computer's own file manager, or null where there is no display to show one. */
export function systemFileManager(
  system: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): FileManager | null {
  const hasDisplay = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
  if (system === 'darwin') {
    return {
      openFolder: (path) => show(path, 'open', [resolve(path)], environment),
      reveal: (path) => show(path, 'open', ['-R', resolve(path)], environment),
    };
  }
  if (system === 'win32') {
    return {
      openFolder: (path) => show(path, 'explorer.exe', [resolve(path)], environment),
      reveal: (path) => show(path, 'explorer.exe', [`/select,${resolve(path)}`], environment),
    };
  }
  if (!hasDisplay) return null;
  return {
    openFolder: (path) => show(path, 'xdg-open', [resolve(path)], environment),
    // There is no common way to point at a file.
    reveal: (path) => show(path, 'xdg-open', [dirname(resolve(path))], environment),
  };
}

/** Runs a program without a shell, so that nothing in a name means anything but the name. */
async function show(
  path: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Result<void>> {
  const name = basename(path);
  try {
    await stat(path);
  } catch (error) {
    const reason = errorCode(error);
    if (reason === null) throw error;
    return failure(
      reason === 'ENOENT' ? problem('folder.not-there', { name }) : problem('folder.not-shown', { name, reason }),
    );
  }
  return new Promise((done) => {
    const program = spawn(command, args, { stdio: 'ignore', detached: true, env: environment });
    const timer = setTimeout(() => done(success(undefined)), failsWithinMs);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      done(failure(problem('folder.not-shown', { name, reason })));
    };
    program.on('error', (error) => fail(errorCode(error) ?? error.message));
    program.on('exit', (code) => {
      clearTimeout(timer);
      // Explorer ends with 1 although it did what it was asked for.
      if (code === 0 || command === 'explorer.exe') done(success(undefined));
      else fail(`${command} ${code ?? 'was ended'}`);
    });
    program.unref();
    timer.unref();
  });
}
