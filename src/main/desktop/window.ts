import { BrowserWindow, nativeTheme, session } from 'electron';
import { isOwnPage } from './own-page.ts';

/** Nothing that a page may ask of the system is granted: no camera, no notifications, no clipboard, no devices. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

/** Opens the window on `home`; `preload` is the path of the built preload. It can neither leave its own pages nor open others. */
export function openWindow(home: string, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1100,
    height: 720,
    minWidth: 720,
    minHeight: 400,
    title: 'Shoal',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14191b' : '#ffffff',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (!isOwnPage(event.url, home)) event.preventDefault();
  };
  window.webContents.on('will-navigate', stay);
  window.webContents.on('will-frame-navigate', stay);
  window.webContents.on('will-redirect', stay);
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  return window;
}
