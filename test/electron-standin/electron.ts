import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers';
import type { BrowserContext } from 'playwright-core';
import { z } from 'zod';
import { Addresses } from './addresses.ts';
import { App } from './app.ts';
import { createBrowserWindow, type OpenWindow } from './browser-window.ts';
import { launchChromium } from './chromium.ts';
import { obey, tellTest } from './control.ts';
import { createDialog, type Answers } from './dialog.ts';
import { IpcMain } from './ipc-main.ts';
import { Journal } from './journal.ts';
import { createNativeImage, createNativeTheme, createScreen } from './looks.ts';
import { createMenu, MenuItem } from './menu.ts';
import { MessageChannelMain } from './message-channel.ts';
import { createNotification } from './notification.ts';
import { onlyThis, PreventableEvent } from './part.ts';
import { createPowerMonitor, createPowerSaveBlocker } from './power.ts';
import { createProtocol } from './protocol.ts';
import { Session } from './session.ts';
import { createShell } from './shell.ts';
import { createTray } from './tray.ts';

/** The module that `import 'electron'` gives the built main process: its parts put together. */

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const displays = z
  .array(z.object({ id: z.number(), bounds: rectangle, workArea: rectangle, scaleFactor: z.number() }))
  .parse(JSON.parse(process.env['STANDIN_DISPLAYS'] ?? JSON.stringify([oneDisplay()])));

const journal = new Journal((noted) => tellTest({ noted }));
const onFault = (error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tellTest({ fault: text });
  process.stderr.write(`The stand-in for Electron: ${text}\n`);
};
const started = Promise.withResolvers<BrowserContext>();
const schemes = new Set<string>();
const addresses = new Addresses(schemes);
const windows = new Set<OpenWindow>();
const answers: Answers = { showOpenDialog: [], showSaveDialog: [], showMessageBox: [], waiting: [] };
const defaultSession = new Session(journal);
const menu = createMenu();
const tray = createTray(journal);
const notification = createNotification(journal);

export const app = new App({
  appPath: folderOfPackage(dirname(resolve(process.argv[1] ?? '.'))),
  windows,
  journal,
  closeBrowser: () => started.promise.then((context) => context.close()),
});
const isReady = (): boolean => app.isReady();
const served = createProtocol({ schemes, addresses, isReady, onFault });
export const protocol = onlyThis('protocol', served.protocol);
export const ipcMain = onlyThis('ipcMain', new IpcMain());
export const session = onlyThis('session', { defaultSession: onlyThis('session.defaultSession', defaultSession) });
export const BrowserWindow = createBrowserWindow({
  chromium: started.promise,
  addresses,
  ipcMain,
  session: defaultSession,
  journal,
  onFault,
  windows,
  onOpened(window) {
    app.emit('browser-window-created', new PreventableEvent(), window);
    app.emit('web-contents-created', new PreventableEvent(), window.webContents);
  },
  onClosed: () => app.windowClosed(),
});
export const dialog = createDialog(journal, answers);
export const shell = createShell(journal);
export const { Menu } = menu;
export const { Tray } = tray;
export const { Notification } = notification;
export const nativeImage = createNativeImage();
export const nativeTheme = createNativeTheme();
export const screen = createScreen(displays, isReady);
export const powerMonitor = createPowerMonitor();
export const powerSaveBlocker = createPowerSaveBlocker(journal);
export { MenuItem, MessageChannelMain };

const electron = onlyThis('electron', {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  Tray,
});
export default electron;
export { electron as 'module.exports' }; // what `require('electron')` gives

obey({
  app,
  windows,
  ipcMain,
  session: defaultSession,
  answers,
  applicationMenu: menu.current,
  tray: tray.current,
  notifications: notification.shown,
  powerMonitor,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
// Not before the program's own first lines have run, which register schemes or find that they are a second start.
setImmediate(() => void start().catch(fail));

async function start(): Promise<void> {
  if (app.isEnding) return;
  const folder = join(app.getPath('userData'), 'chromium');
  const { context, endpoint } = await launchChromium(folder, schemes, await served.listen());
  started.resolve(context);
  app.becomeReady();
  tellTest({ endpoint });
}

function fail(error: unknown): void {
  onFault(error);
  process.exit(1);
}

function folderOfPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  return folderOfPackage(dirname(folder));
}

function oneDisplay(): object {
  const bounds = { x: 0, y: 0, width: 1920, height: 1080 };
  return { id: 1, bounds, workArea: { ...bounds, height: 1040 }, scaleFactor: 1 };
}
