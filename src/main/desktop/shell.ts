import { app, BrowserWindow, dialog, Menu, nativeImage, nativeTheme, powerMonitor, protocol } from 'electron';
import type { AppView } from '../../shared/contract/app.ts';
import { channels } from '../../shared/desktop-api.ts';
import type { Place } from '../../shared/place.ts';
import { createServe } from '../contract/serve.ts';
import type { WindowService } from '../contract/window-service.ts';
import { nameInWords } from '../../shared/words.ts';
import { Awake } from './awake.ts';
import { serveChooseFolder } from './choose-folder.ts';
import { serveContract } from './contract-channel.ts';
import { follow } from './follow.ts';
import { answerMedia } from './media-answer.ts';
import { menuItems } from './menu-items.ts';
import { noticeOf } from './notices.ts';
import { Notifications } from './notifications.ts';
import { openLink, website } from './open-link.ts';
import { answerPage, pagesScheme } from './pages.ts';
import { restrictPages } from './permissions.ts';
import type { Memory } from './remembered.ts';
import { statusOf, type Status } from './status.ts';
import { QueueTray } from './tray.ts';
import { openWindow, placeOf } from './window.ts';
import { wordsFor, type Words } from './words.ts';

export interface ShellOptions {
  service: WindowService;
  memory: Memory;
  /** The window's first page. */
  home: string;
  /** The folder of the built pages. */
  pagesFolder: string;
  preload: string;
  trayIcon: string;
  /** Stands on the program in the taskbar of Windows when a clip needs a decision. */
  needsYouIcon: string;
  onFault: (error: unknown) => void;
}

const isMac = process.platform === 'darwin';

/** The program on the person's desktop: window, menu, tray, notifications, sleep and quitting, over one running service. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #awake = new Awake();
  readonly #notifications = new Notifications();
  readonly #ends: (() => void)[] = [];
  #window: BrowserWindow | null = null;
  #tray: QueueTray | null = null;
  #status: Status = { working: 0, waiting: 0, needsYou: 0, progress: null, paused: false, busy: false };
  #words: Words;
  #ending: 'no' | 'asking' | 'stopping' | 'stopped' = 'no';
  /** Whether it was started again while it ended. */
  #startsAgain = false;
  /** What the menu, the tray and the dock show, to tell whether they are still right. */
  #shown = { menu: '', tray: '', dock: '' };

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#words = wordsFor(null, app.getLocale());
  }

  async start(): Promise<void> {
    const { service, home, pagesFolder, trayIcon, onFault } = this.#options;
    protocol.handle(
      pagesScheme,
      async (request) => (await answerMedia(service.files, request)) ?? answerPage(pagesFolder, request),
    );
    restrictPages(home);
    this.#ends.push(
      // What a page still asked for would find the ledger closed.
      () => protocol.unhandle(pagesScheme),
      serveContract(home, createServe(service.context, onFault)),
      serveChooseFolder(home),
    );
    this.#tray = new QueueTray(trayIcon, {
      open: () => this.show(),
      pause: () => this.#unlessEnding(() => this.#engine.pause()),
      resume: () => this.#unlessEnding(() => this.#engine.unpause()),
      quit: () => app.quit(),
    });
    follow(service, {
      onApp: (view) => this.#hear(view),
      onEvents: (workspace, events) => {
        if (BrowserWindow.getFocusedWindow() !== null) return;
        const source = {
          preferences: workspace.preferences(),
          words: this.#words,
          batchName: (id: string) => workspace.engine.ledger.batches.get(id)?.name ?? '',
          clip: (id: string) => {
            const job = workspace.engine.ledger.jobs.get(id);
            return job && { name: nameInWords(job), state: job.state };
          },
        };
        for (const event of events) {
          const notice = noticeOf(event, source);
          if (notice !== null) this.#notifications.show(notice, () => this.show(notice.place));
        }
      },
    });
    powerMonitor.on('resume', () => this.#unlessEnding(() => this.#engine.afterSleep()));
    // Nobody is asked while the computer goes down: what is left undone, the next start does.
    powerMonitor.on('shutdown', () => void this.#end({ asks: false }));
    app.on('activate', () => this.show());
    app.on('window-all-closed', () => !isMac && app.quit());
    app.on('before-quit', (event) => {
      if (this.#ending === 'stopped') return;
      // A submission under way is waited for, and the ledger closed, before the process may end.
      event.preventDefault();
      void this.#end({ asks: true });
    });
    await this.#open();
  }

  /** Brings the window to the front, and to a place in it. */
  show(place?: Place): void {
    if (this.#isEnding()) return;
    const window = this.#window;
    if (window === null) {
      void this.#open(place).catch(this.#options.onFault);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (place !== undefined) window.webContents.send(channels.go, place);
  }

  /** Adds files and folders to the intake, and shows it; a start without any shows the window. */
  async add(paths: readonly string[]): Promise<void> {
    if (this.#isEnding()) {
      this.#startAgain(paths);
      return;
    }
    this.show(paths.length === 0 ? undefined : { screen: 'intake', open: null });
    if (paths.length === 0) return;
    const workspace = this.#options.service.context.workspace();
    const { problems } = await workspace.intake.add(paths, workspace.ended);
    const [problem] = problems;
    if (problem === undefined || this.#isEnding()) return;
    const { what, next } = this.#words.problem(problem);
    await dialog.showMessageBox({ type: 'warning', message: what, detail: next });
  }

  /** Whether it is past the point where the person could stay. */
  #isEnding(): boolean {
    return this.#ending === 'stopping' || this.#ending === 'stopped';
  }

  #unlessEnding(act: () => void): void {
    if (!this.#isEnding()) act();
  }

  /** Once this process has ended another one begins: the ledger can have one at a time. */
  #startAgain(paths: readonly string[]): void {
    if (this.#startsAgain) return;
    this.#startsAgain = true;
    const switches = process.argv.slice(1).filter((argument) => argument.startsWith('-'));
    // Where an AppImage's own program lies is gone with this process.
    const execPath = process.env['APPIMAGE'] ?? process.execPath;
    app.relaunch({ execPath, args: [...switches, ...(app.isPackaged ? [] : [app.getAppPath()]), ...paths] });
  }

  get #engine(): ReturnType<WindowService['context']['workspace']>['engine'] {
    return this.#options.service.context.workspace().engine;
  }

  async #open(place?: Place): Promise<void> {
    const { home, preload, memory, onFault } = this.#options;
    const window = openWindow(home, preload, memory.now.window, onFault);
    this.#window = window;
    this.#shown.dock = '';
    window.on('closed', () => (this.#window = null));
    window.on('close', (event) => {
      this.#keepPlace();
      // Where the last window is the program, closing it asks what quitting asks.
      if (isMac || this.#isEnding()) return;
      event.preventDefault();
      app.quit();
    });
    // Windows: the person signs out, or the computer goes down.
    window.on('session-end', () => void this.#end({ asks: false }));
    const address = place === undefined ? home : `${home}#/${place.screen}/${place.open ?? ''}`;
    try {
      await window.loadURL(address);
    } catch (error) {
      // A window that was closed before its page was there is no fault.
      if (!window.isDestroyed()) throw error;
    }
  }

  #keepPlace(): void {
    // A hidden one no longer knows whether it was maximized.
    if (this.#window?.isVisible() === true) this.#options.memory.keep({ window: placeOf(this.#window) });
  }

  #hear(view: AppView): void {
    if (this.#isEnding()) return;
    const { practice, preferences } = view;
    const { memory } = this.#options;
    if (memory.now.practice !== practice) memory.keep({ practice });
    this.#status = statusOf(view);
    this.#words = wordsFor(preferences.language, app.getLocale());
    this.#awake.set(this.#status.busy);
    if (nativeTheme.themeSource !== preferences.appearance) nativeTheme.themeSource = preferences.appearance;
    const { paused, progress, needsYou } = this.#status;
    const shown = {
      menu: JSON.stringify([paused, this.#words.menu]),
      tray: JSON.stringify([paused, this.#words.status(this.#status), this.#words.menu]),
      dock: JSON.stringify([progress, needsYou]),
    };
    // A menu that is open is closed by the one that takes its place: only when it says something else.
    if (shown.menu !== this.#shown.menu) this.#showMenu();
    if (shown.tray !== this.#shown.tray) this.#tray?.show(this.#status, this.#words);
    if (shown.dock !== this.#shown.dock) this.#showOnDock();
    this.#shown = shown;
  }

  #showMenu(): void {
    const state = { paused: this.#status.paused, isMac, isPackaged: app.isPackaged };
    const items = menuItems(this.#words, state, {
      go: (place) => this.show(place),
      addFiles: () => void this.#choose('openFile').catch(this.#options.onFault),
      addFolder: () => void this.#choose('openDirectory').catch(this.#options.onFault),
      pause: () => this.#unlessEnding(() => this.#engine.pause()),
      resume: () => this.#unlessEnding(() => this.#engine.unpause()),
      openWebsite: () => openLink(website),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(items));
  }

  /** How far the queue is and what needs the person, on macOS's dock and Windows's taskbar. On Linux nothing shows either. */
  #showOnDock(): void {
    const { progress, needsYou } = this.#status;
    this.#window?.setProgressBar(progress ?? -1);
    if (process.platform !== 'win32') {
      app.setBadgeCount(needsYou);
      return;
    }
    const icon = needsYou === 0 ? null : nativeImage.createFromPath(this.#options.needsYouIcon);
    this.#window?.setOverlayIcon(icon, needsYou === 0 ? '' : this.#words.status(this.#status));
  }

  async #choose(what: 'openFile' | 'openDirectory'): Promise<void> {
    if (this.#isEnding()) return;
    const { filePaths } = await dialog.showOpenDialog({ properties: [what, 'multiSelections'] });
    if (filePaths.length > 0) await this.add(filePaths);
  }

  /**
   * Stops in order and quits. With `asks` it first says what will wait, and goes on when the person wants that; without, as
   * when the computer goes down, it does not wait for an answer either.
   */
  async #end({ asks }: { asks: boolean }): Promise<void> {
    if (this.#isEnding() || (asks && this.#ending === 'asking')) return;
    if (asks) {
      this.#ending = 'asking';
      const mayEnd = await this.#mayEnd();
      if (this.#isEnding()) return;
      this.#ending = 'no';
      if (!mayEnd) return;
    }
    this.#ending = 'stopping';
    this.#keepPlace();
    this.#window?.hide();
    this.#tray?.showEnding(this.#words);
    this.#awake.set(false);
    for (const end of this.#ends.splice(0).reverse()) end();
    try {
      await this.#options.service.stop();
    } catch (error) {
      this.#options.onFault(error);
    }
    this.#tray?.remove();
    this.#ending = 'stopped';
    app.quit();
  }

  async #mayEnd(): Promise<boolean> {
    const { working, waiting, paused } = this.#status;
    if (working === 0 && (waiting === 0 || paused)) return true;
    const { quit } = this.#words;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: quit.title(working + waiting),
      detail: quit.detail,
      buttons: [quit.quit, quit.stay],
      defaultId: 0,
      cancelId: 1,
    });
    return response === 0;
  }
}
