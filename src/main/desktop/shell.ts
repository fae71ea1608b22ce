import { app, BrowserWindow, dialog, powerMonitor, protocol } from 'electron';
import type { AppView } from '../../shared/contract/app.ts';
import { channels } from '../../shared/desktop-api.ts';
import type { Place } from '../../shared/place.ts';
import { describe } from '../../shared/problems.ts';
import { createServe } from '../contract/serve.ts';
import type { WindowService } from '../contract/window-service.ts';
import { nameInWords } from '../../shared/words.ts';
import { Awake } from './awake.ts';
import { serveChooseFolder } from './choose-folder.ts';
import { serveContract } from './contract-channel.ts';
import { follow } from './follow.ts';
import { answerMedia } from './media-answer.ts';
import { showMenu } from './menu.ts';
import { noticeOf } from './notices.ts';
import { notify } from './notify.ts';
import { openLink, website } from './open-link.ts';
import { answerPage, pagesScheme } from './pages.ts';
import { restrictPages } from './permissions.ts';
import type { Memory } from './remembered.ts';
import { statusOf, type Status } from './status.ts';
import { QueueTray } from './tray.ts';
import { openWindow } from './window.ts';
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
  isMac: boolean;
  onFault: (error: unknown) => void;
}

/** The program on the person's desktop: window, menu, tray, notifications, sleep and quitting, over one running service. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #awake = new Awake();
  readonly #ends: (() => void)[] = [];
  #window: BrowserWindow | null = null;
  #tray: QueueTray | null = null;
  #status: Status = { working: 0, waiting: 0, needsYou: 0, progress: null, paused: false, busy: false };
  #words: Words;
  #ending: 'no' | 'asking' | 'stopping' | 'stopped' = 'no';
  /** What the menu and the tray show, to tell whether they are still right. */
  #shown = '';

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
    this.#ends.push(serveContract(home, createServe(service.context, onFault)), serveChooseFolder(home));
    this.#tray = new QueueTray(trayIcon, {
      open: () => this.show(),
      pause: () => this.#engine.pause(),
      resume: () => this.#engine.unpause(),
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
          if (notice !== null) notify(notice, () => this.show(notice.place));
        }
      },
    });
    // The waits of a sleeping computer are over only when they would have been without the sleep.
    powerMonitor.on('resume', () => this.#engine.wake());
    app.on('activate', () => this.show());
    app.on('window-all-closed', () => !this.#options.isMac && app.quit());
    app.on('before-quit', (event) => {
      if (this.#ending === 'stopped') return;
      // A submission under way is waited for, and the ledger closed, before the process may end.
      event.preventDefault();
      void this.#end();
    });
    await this.#open();
  }

  /** Brings the window to the front, and to a place in it. */
  show(place?: Place): void {
    const window = this.#window;
    if (window === null) {
      void this.#open(place);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (place !== undefined) window.webContents.send(channels.go, place);
  }

  /** Adds files and folders to the intake, and shows it. */
  async add(paths: readonly string[]): Promise<void> {
    this.show(paths.length === 0 ? undefined : { screen: 'intake', open: null });
    if (paths.length === 0) return;
    const workspace = this.#options.service.context.workspace();
    const { problems } = await workspace.intake.add(paths, workspace.ended);
    const [problem] = problems;
    if (problem === undefined) return;
    const { what, next } = describe(problem);
    await dialog.showMessageBox({ type: 'warning', message: what, detail: next });
  }

  get #engine(): ReturnType<WindowService['context']['workspace']>['engine'] {
    return this.#options.service.context.workspace().engine;
  }

  async #open(place?: Place): Promise<void> {
    const { home, preload, memory, isMac } = this.#options;
    const window = openWindow(home, preload, memory.now.window, (last) => memory.keep({ window: last }));
    this.#window = window;
    window.on('closed', () => (this.#window = null));
    window.on('close', (event) => {
      // Where the last window is the program, closing it asks what quitting asks.
      if (isMac || this.#ending === 'stopping' || this.#ending === 'stopped') return;
      event.preventDefault();
      app.quit();
    });
    // A page that died is loaded again: all that it showed is in the ledger.
    window.webContents.on('render-process-gone', () => window.webContents.reload());
    const address = place === undefined ? home : `${home}#/${place.screen}/${place.open ?? ''}`;
    await window.loadURL(address);
  }

  #hear(view: AppView): void {
    const { practice, preferences } = view;
    const { memory, isMac } = this.#options;
    if (memory.now.practice !== practice) memory.keep({ practice });
    this.#status = statusOf(view);
    this.#words = wordsFor(preferences.language, app.getLocale());
    this.#awake.set(this.#status.busy);
    this.#window?.setProgressBar(this.#status.progress ?? -1);
    app.setBadgeCount(this.#status.needsYou);
    const { working, waiting, needsYou, paused } = this.#status;
    const shown = JSON.stringify([working, waiting, needsYou, paused, this.#words.menu.file]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray?.show(this.#status, this.#words);
    showMenu(
      this.#words,
      paused,
      {
        go: (place) => this.show(place),
        addFiles: () => void this.#choose('openFile'),
        addFolder: () => void this.#choose('openDirectory'),
        pause: () => this.#engine.pause(),
        resume: () => this.#engine.unpause(),
        openWebsite: () => openLink(website),
      },
      isMac,
    );
  }

  async #choose(what: 'openFile' | 'openDirectory'): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({ properties: [what, 'multiSelections'] });
    if (filePaths.length > 0) await this.add(filePaths);
  }

  /** Says what will wait, stops in order and quits; or goes on when the person wants that. */
  async #end(): Promise<void> {
    if (this.#ending !== 'no') return;
    this.#ending = 'asking';
    if (!(await this.#mayEnd())) {
      this.#ending = 'no';
      return;
    }
    this.#ending = 'stopping';
    this.#window?.hide();
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
