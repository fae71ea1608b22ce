import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { originOf, type Addresses } from './addresses.ts';
import { answerFilePaths } from './file-paths.ts';
import { IpcEvent, type Frame, type IpcMain } from './ipc-main.ts';
import type { Journal } from './journal.ts';
import type { MessagePort } from './message-channel.ts';
import { mainWorldScript, preloadScript, preloadWorld } from './page-scripts.ts';
import { Emitter, onlyThis, PreventableEvent } from './part.ts';
import { PreloadLink } from './preload-link.ts';
import { judgeRequests, type Asked } from './requests.ts';
import type { Session } from './session.ts';

/** The event of a navigation that a listener can forbid. */
export class NavigationEvent extends PreventableEvent {
  readonly url: string;
  readonly isMainFrame: boolean;
  readonly isSameDocument: boolean = false;
  constructor(url: string, isMainFrame: boolean) {
    super();
    this.url = url;
    this.isMainFrame = isMainFrame;
  }
}

export interface WebContentsEvents {
  'will-navigate': [NavigationEvent, url: string];
  'will-frame-navigate': [NavigationEvent];
  'will-redirect': [NavigationEvent, url: string];
  'will-attach-webview': [PreventableEvent];
  'did-navigate': [PreventableEvent, url: string];
  'dom-ready': [];
  'did-finish-load': [];
  'did-fail-load': [PreventableEvent, errorCode: number, errorDescription: string, url: string];
  'preload-error': [PreventableEvent, path: string, error: Error];
  'render-process-gone': [PreventableEvent, details: { reason: string; exitCode: number }];
  unresponsive: [];
  responsive: [];
  'context-menu': [PreventableEvent];
  'before-input-event': [PreventableEvent];
  destroyed: [];
}

export interface WebContentsDeps {
  chromium: Promise<BrowserContext>;
  addresses: Addresses;
  ipcMain: IpcMain;
  session: Session;
  journal: Journal;
  onFault: (error: unknown) => void;
}

export interface Preferences {
  preload?: string;
}

type OpenHandler = (details: { url: string; frameName: string; features: string }) => { action: string };

/** A window's page: a page of Chromium, what it may ask for, and its preload. */
export class WebContents extends Emitter<WebContentsEvents> {
  readonly id: number;
  readonly session: Session;
  private readonly deps: WebContentsDeps;
  private readonly preferences: Preferences;
  private readonly page: Promise<Page>;
  private link: PreloadLink | null = null;
  private url = '';
  /** The address that `loadURL` asks for, which needs no permission. */
  private expected: string | null = null;
  private openHandler: OpenHandler | null = null;
  private destroyed = false;

  constructor(id: number, deps: WebContentsDeps, preferences: Preferences, size: { width: number; height: number }) {
    super('webContents', {
      'will-navigate': true,
      'will-frame-navigate': true,
      'will-redirect': true,
      'will-attach-webview': true,
      'did-navigate': true,
      'dom-ready': true,
      'did-finish-load': true,
      'did-fail-load': true,
      'preload-error': true,
      'render-process-gone': true,
      unresponsive: true,
      responsive: true,
      'context-menu': true,
      'before-input-event': true,
      destroyed: true,
    });
    this.id = id;
    this.deps = deps;
    this.session = deps.session;
    this.preferences = preferences;
    const contents = onlyThis('webContents', this);
    this.page = contents.open(size);
    this.page.catch(deps.onFault);
    return contents;
  }

  get mainFrame(): Frame {
    return onlyThis('webContents.mainFrame', {
      url: this.url,
      origin: originOf(this.url),
      parent: null,
      postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []) =>
        this.postMessage(channel, message, transfer),
    });
  }
  getURL(): string {
    return this.url;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getLastWebPreferences(): Preferences {
    return this.preferences;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    this.link?.send(channel, args, []);
  }
  postMessage(channel: string, message: unknown, transfer: MessagePort[] = []): void {
    this.link?.send(channel, [message], transfer);
  }
  focus(): void {
    this.deps.journal.note('webContents.focus');
  }
  reload(): void {
    this.deps.journal.note('webContents.reload');
    this.expected = this.deps.addresses.outside(this.url);
    void this.page.then((page) => page.reload()).catch(this.deps.onFault);
  }
  openDevTools(): void {
    this.deps.journal.note('webContents.openDevTools');
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.page;
    this.expected = this.deps.addresses.outside(address);
    try {
      await page.goto(this.expected);
    } catch (error) {
      this.emit('did-fail-load', new PreventableEvent(), -2, String(error), address);
      throw new Error(`ERR_FAILED (-2) loading '${address}'`, { cause: error });
    }
  }

  /** Takes the page away, at the end of its window. */
  async destroy(): Promise<void> {
    if (this.destroyed) return;
    this.destroyed = true;
    this.link?.closePorts();
    await this.page.then((page) => page.close()).catch(() => undefined);
    this.emit('destroyed');
  }

  private async open(size: { width: number; height: number }): Promise<Page> {
    const context = await this.deps.chromium;
    const page = await context.newPage();
    await page.setViewportSize(size);
    const cdp = await context.newCDPSession(page);
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const mainFrameId = frameTree.frame.id;
    this.follow(page, cdp, mainFrameId);
    await cdp.send('Page.enable');
    await answerFilePaths(cdp, this.deps.onFault);
    await judgeRequests(cdp, mainFrameId, (asked) => this.mayGo(asked));
    await this.addPreload(cdp, mainFrameId);
    return page;
  }

  private follow(page: Page, cdp: CDPSession, mainFrameId: string): void {
    cdp.on('Page.frameNavigated', ({ frame }) => {
      if (frame.id !== mainFrameId) return;
      this.url = this.deps.addresses.inside(frame.url);
      this.emit('did-navigate', new PreventableEvent(), this.url);
    });
    cdp.on('Page.domContentEventFired', () => this.emit('dom-ready'));
    cdp.on('Page.loadEventFired', () => this.emit('did-finish-load'));
    page.on('crash', () =>
      this.emit('render-process-gone', new PreventableEvent(), { reason: 'crashed', exitCode: 1 }),
    );
    const { preload } = this.preferences;
    cdp.on('Runtime.exceptionThrown', ({ exceptionDetails: { url, exception, text } }) => {
      if (preload === undefined || !url?.endsWith(preload)) return;
      const error = new Error(exception?.description ?? text);
      if (!this.emit('preload-error', new PreventableEvent(), preload, error)) this.deps.onFault(error);
    });
  }

  private async addPreload(cdp: CDPSession, mainFrameId: string): Promise<void> {
    this.link = new PreloadLink(cdp, {
      onInvoke: (channel, args) => this.deps.ipcMain.arrivesInvoke(channel, new IpcEvent(this, this.mainFrame), args),
      onSend: (channel, args, ports) =>
        this.deps.ipcMain.arrivesSend(channel, new IpcEvent(this, this.mainFrame, ports), args),
      onWindowOpen: (url) => this.judgeOpening(this.deps.addresses.inside(url)),
      onFault: this.deps.onFault,
    });
    await this.link.start(mainFrameId);
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: await mainWorldScript() });
    if (this.preferences.preload === undefined) return;
    const config = { platform: process.platform, electronVersion: process.versions.electron };
    const source = await preloadScript(this.preferences.preload, config);
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: preloadWorld, source });
  }

  private async mayGo({ url, method, document }: Asked): Promise<boolean> {
    const { addresses, journal } = this.deps;
    const address = addresses.inside(url);
    if (document !== null && url !== this.expected) {
      const event = new NavigationEvent(address, document.isMainFrame);
      this.emit('will-frame-navigate', event);
      if (document.isMainFrame) this.emit('will-navigate', event, address);
      if (event.defaultPrevented) {
        journal.note('navigation denied', address);
        return false;
      }
    }
    if (document?.isMainFrame === true) this.expected = null;
    const may = await this.session.askRequest({ url: address, method, webContents: this });
    if (!may) journal.note('request denied', address);
    return may;
  }

  private judgeOpening(url: string): void {
    const action = this.openHandler?.({ url, frameName: '', features: '' }).action ?? 'allow';
    this.deps.journal.note('window.open', url, action);
    if (action !== 'deny') this.deps.onFault(new Error('The stand-in cannot open what setWindowOpenHandler allows.'));
  }
}
