import { CommanderError } from 'commander';
import { homedir } from 'node:os';
import { sentence } from '../../shared/problems.ts';
import { redact } from '../core/redact.ts';
import { createLog, type Log } from '../logs/log.ts';
import { isOfTheDisk } from '../ledger/disk-errors.ts';
import { unusable } from '../ledger/open.ts';
import { logFolder } from '../session/data-folder.ts';
import { systemSecrets } from '../session/system-secrets.ts';
import { version } from '../session/version.ts';
import { exitCodes } from './exit-codes.ts';
import { leave } from './leave.ts';
import { runCommand } from './program.ts';

/** The command line: reads the arguments, does what they say, and sets the process's exit code (see exit-codes.ts). */
export async function main(args: readonly string[]): Promise<void> {
  // Whoever read the output has gone, as in `shoal export | head`. The ledger has everything.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.outputClosed : exitCodes.bug),
  );
  const secrets = systemSecrets();
  const logs: Log[] = [];
  const openLog = (dataFolder: string): Log => {
    const opened = createLog({ folder: logFolder(dataFolder), version, secrets: () => secrets.values() });
    process.on('uncaughtExceptionMonitor', (error) => opened.fault(error));
    logs.push(opened);
    return opened;
  };
  try {
    process.exitCode = await runCommand(args, secrets, openLog);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.allDone : exitCodes.usage;
      return;
    }
    for (const log of logs) log.fault(error);
    if (isOfTheDisk(error)) {
      process.stderr.write(`${sentence(unusable(error))}\n`);
      process.exit(exitCodes.usage);
    }
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`Shoal ended because of a mistake in Shoal. The ledger has everything up to here.
${redact(told, { homeFolder: homedir(), secrets: secrets.values() })}
`);
    if (secrets.isWaiting) leave(exitCodes.bug);
    // Whatever still runs must not go on unseen.
    process.exit(exitCodes.bug);
  } finally {
    if (secrets.isWaiting) leave(Number(process.exitCode ?? 0));
  }
}
