import { checkKeys, Emitter, onlyThis, PreventableEvent } from './part.ts';
import { WebContents, type WebContentsDeps } from './web-contents.ts';

/** The options that the stand-in knows; those that only a screen shows are noted with the window and do nothing. */
const options = [
  'x',
  'y',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'title',
  'icon',
  'show',
  'backgroundColor',
  'autoHideMenuBar',
  'titleBarStyle',
  'webPreferences',
] as const satisfies readonly (keyof Electron.BrowserWindowConstructorOptions)[];
const preferences = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'webviewTag',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'navigateOnDragDrop',
  'spellcheck',
  'devTools',
  'backgroundThrottling',
  'safeDialogs',
  'disableDialogs',
  'enableWebSQL',
  'autoplayPolicy',
] as const satisfies readonly (keyof Electron.WebPreferences)[];

export type WindowOptions = Pick<Electron.BrowserWindowConstructorOptions, (typeof options)[number]>;

export interface WindowEvents {
  'ready-to-show': [];
  show: [];
  hide: [];
  focus: [];
  blur: [];
  minimize: [];
  restore: [];
  maximize: [];
  unmaximize: [];
  'enter-full-screen': [];
  'leave-full-screen': [];
  resize: [];
  resized: [];
  move: [];
  moved: [];
  close: [PreventableEvent];
  closed: [];
  'session-end': [];
  'query-session-end': [PreventableEvent];
}

export interface WindowDeps extends WebContentsDeps {
  /** The windows that are open, the oldest first. */
  windows: Set<OpenWindow>;
  onOpened: (window: OpenWindow) => void;
  onClosed: () => void;
}

/** BrowserWindow, but for its static half. Its place and state are what the shell and the test say: there is no screen. */
export class OpenWindow extends Emitter<WindowEvents> {
  readonly id: number;
  readonly webContents: WebContents;
  /** As the shell gave them. */
  readonly options: WindowOptions;
  private readonly deps: WindowDeps;
  private bounds: Electron.Rectangle;
  private title: string;
  private visible: boolean;
  private focused = false;
  private minimized = false;
  private maximized = false;
  private fullScreen = false;
  private destroyed = false;

  constructor(deps: WindowDeps, id: number, given: WindowOptions) {
    super('BrowserWindow', {
      'ready-to-show': true,
      show: true,
      hide: true,
      focus: true,
      blur: true,
      minimize: true,
      restore: true,
      maximize: true,
      unmaximize: true,
      'enter-full-screen': true,
      'leave-full-screen': true,
      resize: true,
      resized: true,
      move: true,
      moved: true,
      close: true,
      closed: true,
      'session-end': true,
      'query-session-end': true,
    });
    checkKeys('BrowserWindow', given, options);
    checkKeys('webPreferences', given.webPreferences ?? {}, preferences);
    this.deps = deps;
    this.id = id;
    this.options = given;
    const { x = 0, y = 0, width = 800, height = 600 } = given;
    this.bounds = { x, y, width, height };
    this.title = given.title ?? '';
    this.visible = given.show ?? true;
    this.webContents = new WebContents(id, deps, given.webPreferences ?? {}, { width, height });
    const window = onlyThis<OpenWindow>('BrowserWindow', this);
    this.webContents.once('did-finish-load', () => window.emit('ready-to-show'));
    deps.windows.add(window);
    deps.onOpened(window);
    return window;
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address);
  }
  show(): void {
    this.visible = true;
    this.emit('show');
    this.focus();
  }
  hide(): void {
    this.visible = false;
    this.emit('hide');
  }
  isVisible(): boolean {
    return this.visible;
  }
  focus(): void {
    this.deps.journal.note('window.focus', this.id);
    this.focused = true;
    this.emit('focus');
  }
  blur(): void {
    this.focused = false;
    this.emit('blur');
  }
  isFocused(): boolean {
    return this.focused;
  }
  minimize(): void {
    this.minimized = true;
    this.emit('minimize');
    this.blur();
  }
  restore(): void {
    this.minimized = false;
    this.emit('restore');
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  maximize(): void {
    this.maximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.maximized = false;
    this.emit('unmaximize');
  }
  isMaximized(): boolean {
    // Window managers forget it of a window that they do not show.
    return this.maximized && this.visible;
  }
  setFullScreen(fullScreen: boolean): void {
    this.fullScreen = fullScreen;
    this.emit(fullScreen ? 'enter-full-screen' : 'leave-full-screen');
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  getBounds(): Electron.Rectangle {
    return { ...this.bounds };
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.bounds };
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.emit('resize');
    this.emit('move');
  }
  setTitle(title: string): void {
    this.title = title;
  }
  getTitle(): string {
    return this.title;
  }
  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    this.deps.journal.note('window.setProgressBar', progress, options?.mode ?? 'normal');
  }
  setMenuBarVisibility(visible: boolean): void {
    this.deps.journal.note('window.setMenuBarVisibility', visible);
  }
  flashFrame(flag: boolean): void {
    this.deps.journal.note('window.flashFrame', flag);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }

  /** Asks the shell first, which may keep it open. */
  close(): void {
    if (this.destroyed) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const window of this.deps.windows) if (window.id === this.id) this.deps.windows.delete(window);
    void this.webContents.destroy().then(() => {
      this.emit('closed');
      this.deps.onClosed();
    });
  }
}

export interface BrowserWindowClass {
  new (given?: WindowOptions): OpenWindow;
  getAllWindows: () => OpenWindow[];
  fromWebContents: (contents: WebContents) => OpenWindow | null;
  getFocusedWindow: () => OpenWindow | null;
}

/** The class that the shell makes windows of. */
export function createBrowserWindow(deps: WindowDeps): BrowserWindowClass {
  let count = 0;
  class BrowserWindow extends OpenWindow {
    constructor(given: WindowOptions = {}) {
      super(deps, ++count, given);
    }
    static getAllWindows(): OpenWindow[] {
      return [...deps.windows];
    }
    static fromWebContents(contents: WebContents): OpenWindow | null {
      return [...deps.windows].find(({ webContents }) => webContents.id === contents.id) ?? null;
    }
    static getFocusedWindow(): OpenWindow | null {
      return [...deps.windows].find((window) => window.isFocused()) ?? null;
    }
  }
  return onlyThis('BrowserWindow', BrowserWindow);
}
