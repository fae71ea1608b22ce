import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sentence } from '../../../shared/problems.ts';
import { systemClock, systemRandom } from '../../session/clock.ts';
import { redact } from '../../core/redact.ts';
import { createWebHost } from '../../web/host.ts';
import { systemFileManager } from '../../session/file-manager.ts';
import { rememberedPort } from '../../session/remembered-port.ts';
import { openWorkspace } from '../../session/open-workspace.ts';
import { exitCodes } from '../exit-codes.ts';
import type { SessionOptions } from '../../session/session.ts';

export interface WebOptions extends SessionOptions {
  /** None for the one that it had before, so that windows which were left open find it again. */
  port?: number;
  /** False with `--no-open`. */
  open: boolean;
}

const builtWindow = fileURLToPath(new URL('../../../../out/renderer', import.meta.url));

/** `shoal web`: the window in a browser on this computer, until Ctrl-C. Enter prints another link. */
export async function web(options: WebOptions): Promise<number> {
  const onFault = (error: unknown): void => {
    options.log?.fault(error);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`Something went wrong inside Shoal: ${redact(text)}\n`);
  };
  const port = rememberedPort(join(options.dataDir, 'web-port'));
  const fileManager = systemFileManager();
  const started = await createWebHost({
    dataFolder: options.dataDir,
    windowFolder: builtWindow,
    port: options.port ?? port.get(),
    orAnyPort: options.port === undefined,
    practice: options.practice ?? false,
    clock: systemClock,
    random: systemRandom,
    open: (practice) =>
      openWorkspace({
        session: { ...options, practice },
        worker: 'shoal web',
        resultsFolder: join(homedir(), 'Shoal'),
        fileManager,
        onFault,
      }),
    onFault,
  });
  if (!started.ok) {
    process.stderr.write(`${sentence(started.problem)}\n`);
    return exitCodes.usage;
  }
  const host = started.value;
  port.keep(host.port);
  // Heard from before anybody can know that it runs.
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const invite = (): void => {
    const link = host.newLink();
    process.stdout.write(
      `Shoal is at ${link}\nThe link lets one browser in, once. Enter makes another; Ctrl-C stops.\n`,
    );
    if (options.open) openBrowser(link);
  };
  invite();
  if (process.stdin.isTTY) process.stdin.on('data', invite);
  await asked;
  process.stdin.destroy();
  process.stdout.write('Stopping. A submission under way is waited for.\n');
  await host.stop();
  return exitCodes.allDone;
}

/** Opens the link in the person's browser; without one, the printed link has to do. */
function openBrowser(link: string): void {
  const [command, args] =
    platform() === 'darwin'
      ? ['open', [link]]
      : platform() === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', link]]
        : ['xdg-open', [link]];
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
