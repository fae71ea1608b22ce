import { BrowserWindow, ipcMain } from 'electron';
import type { QueueSnapshot } from '../../shared/queue-snapshot.ts';
import { success, type Result } from '../../shared/result.ts';
import type { Engine } from '../engine.ts';
import { isTrustedSender } from './own-page.ts';

const coalesceMs = 100;

/**
 * Answers the window's `queue:read` with a snapshot and tells it with `queue:changed` when there is a new one. Gives
 * back what ends both. `home` is the window's first page: messages of any other are refused.
 */
export function serveQueue(home: string, opened: Result<{ engine: Engine }>, practice: boolean): () => void {
  ipcMain.handle('queue:read', (event): Result<QueueSnapshot> => {
    if (!isTrustedSender(event.senderFrame, home)) throw new Error('This page may not read the queue.');
    return opened.ok ? success(snapshot(opened.value.engine, practice)) : opened;
  });
  const stopTelling = opened.ok ? tellChanges(opened.value.engine) : () => undefined;
  return () => {
    stopTelling();
    ipcMain.removeHandler('queue:read');
  };
}

function snapshot(engine: Engine, practice: boolean): QueueSnapshot {
  const batches = engine.batches().toReversed();
  return {
    practice,
    setAside: engine.setAside !== null,
    batches,
    clips: batches.flatMap(({ id }) => engine.clips(id)),
    holds: engine.holdsInForce(),
  };
}

/** Changes within a tenth of a second are told once. */
function tellChanges(engine: Engine): () => void {
  let timer: NodeJS.Timeout | null = null;
  const changed = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send('queue:changed');
    }, coalesceMs);
  };
  const unsubscribe = [engine.onEvents(changed), engine.onProgress(changed)];
  return () => {
    for (const stop of unsubscribe) stop();
    if (timer !== null) clearTimeout(timer);
  };
}
