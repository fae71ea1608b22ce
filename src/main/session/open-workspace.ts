import { dirname, resolve } from 'node:path';
import { success, type Result } from '../../shared/result.ts';
import type { FileManager } from '../core/ports.ts';
import { systemPorts } from './system-ports.ts';
import { version } from './version.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { OpenWorkspace } from '../workspace/workspaces.ts';
import { ledgerPath } from './data-folder.ts';
import { openSession, type SessionOptions } from './session.ts';

export interface OpenWorkspaceOptions {
  session: SessionOptions;
  /** Who works with the ledger, for the message to a second process. */
  worker: string;
  /** Where results go when nothing else is set. */
  resultsFolder: string;
  /** Null where there is no display. */
  fileManager: FileManager | null;
  onFault: (error: unknown) => void;
}

/** Opens and starts an engine over this computer's own parts, with all that windows need over it. */
export async function openWorkspace({
  session: options,
  worker,
  resultsFolder,
  fileManager,
  onFault,
}: OpenWorkspaceOptions): Promise<Result<OpenWorkspace>> {
  const opened = await openSession(options, worker, onFault);
  if (!opened.ok) return opened;
  const session = opened.value;
  const practice = options.practice ?? false;
  const { engine } = session;
  const { clock, random, media, cores } = systemPorts(options);
  const workspace = new Workspace({
    engine,
    clock,
    random,
    media,
    version,
    practice,
    resultsFolder,
    // Of this very ledger: what no row of it refers to is no one's, while files of a damaged one that was set aside stay.
    uploadsFolder: resolve(dirname(ledgerPath(options.dataDir, practice)), 'intake', engine.ledgerTag),
    cores,
    fileManager,
    token: practice ? null : (options.token ?? null),
    storageSecret: options.storageSecret ?? null,
    log: options.log ?? null,
    onFault,
  });
  const started = await engine.start();
  if (!started.ok) {
    await session.stop();
    return started;
  }
  workspace.start();
  return success({
    workspace,
    practice,
    async stop() {
      await workspace.stop();
      await session.stop();
    },
  });
}
