import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { isOwnPage } from './own-page.ts';
import { openingBounds, smallest, type WindowPlace } from './window-place.ts';

/** A page that dies so often within a minute would die again: it is not loaded once more. */
const mostDeaths = 3;

/**
 * Opens the window, where it was last; `preload` is the path of the built preload. It can neither leave its own pages, of
 * which `home` is the first, nor open others. `onFault` hears what kept a page from living.
 */
export function openWindow(
  home: string,
  preload: string,
  last: WindowPlace | null,
  onFault: (error: unknown) => void,
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
      // Nobody is to be talked into pasting code that starts clips.
      devTools: !app.isPackaged,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (!isOwnPage(event.url, home)) event.preventDefault();
  };
  webContents.on('will-navigate', stay);
  webContents.on('will-frame-navigate', stay);
  webContents.on('will-redirect', stay);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  let deaths: number[] = [];
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    onFault(new Error(`The page's process is gone: ${reason} (${exitCode}).`));
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < 60_000), now];
    // All that it showed is in the ledger.
    if (deaths.length < mostDeaths) webContents.reload();
  });
  webContents.on('preload-error', (_event, _path, error) => onFault(error));
  window.once('ready-to-show', () => {
    if (last?.maximized === true) window.maximize();
    window.show();
  });
  return window;
}

/** Where a window is, to be opened there again. */
export function placeOf(window: BrowserWindow): WindowPlace {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
}
