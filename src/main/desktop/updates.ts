import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/** A build that was configured with a feed has this file, which electron-builder writes. */
const feedFile = 'app-update.yml';

/**
 * Looks for a newer version once, fetches it and tells the person; it is installed when they quit, never while clips are
 * under way. Without a feed there is nothing to ask, and nobody is asked.
 */
export async function lookForUpdate(onFault: (error: unknown) => void): Promise<void> {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, feedFile))) return;
  const { default: updater } = await import('electron-updater');
  updater.autoUpdater.on('error', onFault);
  // A failure is told by the event, too.
  await updater.autoUpdater.checkForUpdatesAndNotify().catch(() => null);
}
