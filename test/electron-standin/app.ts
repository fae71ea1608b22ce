import { mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { OpenWindow } from './browser-window.ts';
import type { Journal } from './journal.ts';
import { Emitter, missing, onlyThis, PreventableEvent } from './part.ts';
import { takeSingleInstanceLock } from './single-instance.ts';
import type { WebContents } from './web-contents.ts';

export interface AppEvents {
  'will-finish-launching': [];
  ready: [PreventableEvent, object];
  'before-quit': [PreventableEvent];
  'will-quit': [PreventableEvent];
  quit: [PreventableEvent, exitCode: number];
  'window-all-closed': [];
  activate: [PreventableEvent, hasVisibleWindows: boolean];
  'open-file': [PreventableEvent, path: string];
  'second-instance': [PreventableEvent, argv: string[], workingDirectory: string, additionalData: unknown];
  'browser-window-created': [PreventableEvent, OpenWindow];
  'web-contents-created': [PreventableEvent, WebContents];
  'certificate-error': [
    PreventableEvent,
    WebContents,
    url: string,
    error: string,
    certificate: object,
    answer: (isTrusted: boolean) => void,
    isMainFrame: boolean,
  ];
  'render-process-gone': [PreventableEvent, WebContents, object];
  'child-process-gone': [PreventableEvent, object];
}

export interface AppDeps {
  /** The folder of the program's package.json. */
  appPath: string;
  windows: ReadonlySet<OpenWindow>;
  journal: Journal;
  /** Ends Chromium. */
  closeBrowser: () => Promise<void>;
}

const packageSchema = z.object({ name: z.string(), productName: z.string().optional(), version: z.string() });

/** `app`: the life of the program. */
export class App extends Emitter<AppEvents> {
  readonly isPackaged: boolean = false;
  readonly dock: Electron.Dock | undefined = undefined;
  name: string;
  private readonly deps: AppDeps;
  private readonly package: z.infer<typeof packageSchema>;
  private readonly ready = Promise.withResolvers<undefined>();
  private readonly paths: Record<string, string>;
  private lock: ReturnType<typeof takeSingleInstanceLock> | null = null;
  private readiness: 'starting' | 'ready' = 'starting';
  private isQuitting = false;

  constructor(deps: AppDeps) {
    super('app', {
      'will-finish-launching': true,
      ready: true,
      'before-quit': true,
      'will-quit': true,
      quit: true,
      'window-all-closed': true,
      activate: true,
      'open-file': true,
      'second-instance': true,
      'browser-window-created': true,
      'web-contents-created': true,
      'certificate-error': true,
      'render-process-gone': true,
      'child-process-gone': true,
    });
    this.deps = deps;
    this.package = packageSchema.parse(JSON.parse(readFileSync(join(deps.appPath, 'package.json'), 'utf8')));
    this.name = this.package.productName ?? this.package.name;
    // As on Linux, whatever this system is: the stand-in's Chromium is Debian's.
    const home = homedir();
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
    this.paths = {
      home,
      appData,
      userData: join(appData, this.name),
      temp: tmpdir(),
      exe: process.execPath,
      desktop: join(home, 'Desktop'),
      documents: join(home, 'Documents'),
      downloads: join(home, 'Downloads'),
      videos: join(home, 'Videos'),
    };
    return onlyThis<App>('app', this);
  }

  whenReady(): Promise<void> {
    return this.ready.promise;
  }
  isReady(): boolean {
    return this.readiness === 'ready';
  }
  getName(): string {
    return this.name;
  }
  setName(name: string): void {
    this.name = name;
  }
  getVersion(): string {
    return this.package.version;
  }
  getAppPath(): string {
    return this.deps.appPath;
  }
  getLocale(): string {
    if (!this.isReady()) throw new Error('app.getLocale() is empty before the program is ready.');
    return process.env['STANDIN_LOCALE'] ?? 'en-US';
  }
  getPreferredSystemLanguages(): string[] {
    return ['en-US'];
  }
  getPath(name: string): string {
    const userData = this.paths['userData'] ?? '';
    const path = { ...this.paths, logs: join(userData, 'logs'), crashDumps: join(userData, 'Crashpad') }[name];
    if (path === undefined) throw missing(`app.getPath('${name}')`);
    if (name === 'userData' || name === 'logs') mkdirSync(path, { recursive: true });
    return path;
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  setAppLogsPath(path?: string): void {
    this.deps.journal.note('app.setAppLogsPath', path ?? null);
  }
  enableSandbox(): void {
    this.deps.journal.note('app.enableSandbox');
  }
  setBadgeCount(count = 0): boolean {
    this.deps.journal.note('app.setBadgeCount', count);
    return true;
  }
  addRecentDocument(path: string): void {
    this.deps.journal.note('app.addRecentDocument', path);
  }
  setAboutPanelOptions(options: object): void {
    this.deps.journal.note('app.setAboutPanelOptions', options);
  }
  showAboutPanel(): void {
    this.deps.journal.note('app.showAboutPanel');
  }
  focus(): void {
    this.deps.journal.note('app.focus');
  }
  /** Noted only: what would begin after the end is not begun. */
  relaunch(options: { args?: string[]; execPath?: string } = {}): void {
    this.deps.journal.note('app.relaunch', options.args ?? process.argv.slice(1));
  }

  requestSingleInstanceLock(additionalData: Record<PropertyKey, unknown> = {}): boolean {
    this.lock ??= takeSingleInstanceLock(
      join(this.getPath('userData'), 'standin.lock'),
      { argv: process.argv, cwd: process.cwd(), additionalData },
      ({ argv, cwd, additionalData: theirs }) =>
        this.emit('second-instance', new PreventableEvent(), argv, cwd, theirs),
    );
    return this.lock.isFirst;
  }
  hasSingleInstanceLock(): boolean {
    return this.lock?.isFirst ?? false;
  }
  releaseSingleInstanceLock(): void {
    if (this.lock?.isFirst === true) this.lock.release();
    this.lock = null;
  }

  /** Asks the shell, then each window, then the shell again; whoever forbids it ends it. */
  quit(): void {
    if (this.isQuitting) return;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.isQuitting = true;
    for (const window of [...this.deps.windows]) window.close();
    if (this.deps.windows.size > 0) this.isQuitting = false;
    else this.afterWindows();
  }

  exit(code = 0): void {
    this.isQuitting = true;
    this.emit('quit', new PreventableEvent(), code);
    void this.end(code);
  }

  /** The last window was closed, by the person or while quitting. */
  windowClosed(): void {
    if (this.isQuitting || this.deps.windows.size > 0) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  /** Chromium is there. Nothing begins when the program already quits, as a second start does. */
  becomeReady(): void {
    this.readiness = 'ready';
    this.emit('will-finish-launching');
    this.emit('ready', new PreventableEvent(), {});
    this.ready.resolve(undefined);
  }
  get isEnding(): boolean {
    return this.isQuitting;
  }

  private afterWindows(): void {
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.isQuitting = false;
    else this.exit(0);
  }

  private async end(code: number): Promise<void> {
    if (this.lock?.isFirst === false) await this.lock.handedOver;
    if (this.isReady()) await this.deps.closeBrowser();
    this.releaseSingleInstanceLock();
    process.exit(code);
  }
}
