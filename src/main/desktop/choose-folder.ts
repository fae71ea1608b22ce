import { BrowserWindow, dialog, ipcMain } from 'electron';
import { channels } from '../../shared/desktop-api.ts';
import { isTrustedSender } from './own-page.ts';

/** Lets a page ask the person for a folder. Gives back what ends that. */
export function serveChooseFolder(home: string): () => void {
  ipcMain.handle(channels.chooseFolder, async ({ sender, senderFrame }): Promise<string | null> => {
    if (!isTrustedSender(senderFrame, home)) throw new Error('This page may not open dialogs.');
    const window = BrowserWindow.fromWebContents(sender);
    if (window === null) return null;
    const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
    return filePaths[0] ?? null;
  });
  return () => ipcMain.removeHandler(channels.chooseFolder);
}
