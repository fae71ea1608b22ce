import { platform } from 'node:os';

/**
 * Ends the process with `code` while the keychain still waits for somebody: Node would join the thread that waits, and so
 * wait as well. A program that does nothing else than end takes its place. (On Windows the keychain never waits.)
 */
export function leave(code: number): void {
  if (platform() !== 'win32') process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {});
}
