import { BrowserWindow, nativeTheme, screen } from 'electron';
import { isOwnPage } from './own-page.ts';
import { openingBounds, smallest, type WindowPlace } from './window-place.ts';

/**
 * Opens the window, where it was last; `preload` is the path of the built preload. It can neither leave its own pages, of
 * which `home` is the first, nor open others. `keep` hears where it is when it is closed.
 */
export function openWindow(
  home: string,
  preload: string,
  last: WindowPlace | null,
  keep: (place: WindowPlace) => void,
): BrowserWindow {
  const window = new BrowserWindow({
    ...openingBounds(
      last,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Shoal',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14191b' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (!isOwnPage(event.url, home)) event.preventDefault();
  };
  window.webContents.on('will-navigate', stay);
  window.webContents.on('will-frame-navigate', stay);
  window.webContents.on('will-redirect', stay);
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => {
    if (last?.maximized === true) window.maximize();
    window.show();
  });
  window.on('close', () => keep({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
  return window;
}
