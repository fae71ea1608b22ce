import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright-core';
import { expect } from 'vitest';
import type { ItemView } from '../menu.ts';
import { dropFiles, type Desktop, type StartOptions } from './desktop.ts';
import { environmentOf } from './environment.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const patience = 30_000;

/** Starts the built program in a real Electron, whose binary is at `binary`. */
export async function startElectron(binary: string, options: StartOptions): Promise<Desktop> {
  // Chromium refuses its sandbox to root, as which containers run tests.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const environment = environmentOf(options);
  const argumentsOf = (paths: readonly string[]): string[] => [...switches, project, ...paths];
  const application = await _electron.launch({
    executablePath: binary,
    args: argumentsOf(options.paths ?? []),
    cwd: project,
    env: environment,
    // Playwright's default is none.
    chromiumSandbox: switches.length === 0,
  });
  const complaints: string[] = [];
  application
    .process()
    .stderr?.setEncoding('utf8')
    .on('data', (text: string) => {
      complaints.push(...text.split('\n').filter(isComplaint));
    });
  const ended = once(application.process(), 'exit').then(() => application.process().exitCode);
  const person = await watch(application);

  const asked: Desktop['asked'] = (call) =>
    person.evaluate(({ notes }, name) => notes.filter((note) => note.call === name).map(({ args }) => args), call);
  const windows: Desktop['windows'] = () =>
    application.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        url: window.webContents.getURL(),
        isVisible: window.isVisible(),
        isFocused: window.isFocused(),
        isMinimized: window.isMinimized(),
        bounds: window.getBounds(),
      })),
    );
  const quit = (): Promise<void> => application.evaluate(({ app }) => app.quit()).catch(() => undefined); // it may be gone before it answers

  return {
    windows,
    asked,
    drop: dropFiles,
    complaints: () => complaints,
    async page() {
      const page = await application.firstWindow();
      page.setDefaultTimeout(patience);
      await expect.poll(async () => (await windows())[0]?.isVisible, { timeout: patience }).toBe(true);
      return page;
    },
    minimize: () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize()),
    closeWindow: () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    async waitForAsked(call, containing = '') {
      const find = async (): Promise<unknown[] | undefined> =>
        (await asked(call)).find((args) => JSON.stringify(args).includes(containing));
      await expect.poll(find, { timeout: patience }).toBeDefined();
      return (await find()) ?? [];
    },
    answerOpenDialog: (paths) => person.evaluate(({ answers }, chosen) => void answers.paths.push(chosen), paths),
    answerMessageBox: (button) => person.evaluate(({ answers }, chosen) => void answers.buttons.push(chosen), button),
    menu: async (which) => {
      const views = await person.evaluate(({ menuOf, view }, name) => view(menuOf(name)), which);
      return views;
    },
    choose: (which, ...labels) =>
      person.evaluate(({ menuOf, choose }, [name, path]) => choose(menuOf(name), path), [which, labels] as const),
    clickNotification: (text) =>
      person.evaluate(({ notifications }, part) => {
        const found = notifications.findLast(({ title, body }) => title.includes(part) || body.includes(part));
        if (found === undefined) throw new Error(`No notification says “${part}”.`);
        found.emit('click');
      }, text),
    power: (event) =>
      application.evaluate(({ powerMonitor }, name) => {
        powerMonitor.emit(name);
      }, event),
    async startSecond(...paths) {
      const second = spawn(binary, argumentsOf(paths), { cwd: project, env: environment, stdio: 'ignore' });
      await once(second, 'exit');
      return second.exitCode;
    },
    async quit() {
      await quit();
      return ended;
    },
    async kill() {
      application.process().kill('SIGKILL');
      await ended;
    },
  };
}

/** Puts the test in the place of the person's desktop: what the program asks of it is noted, and answered as was said. */
function watch(application: ElectronApplication) {
  return application.evaluateHandle((electron) => {
    const notes: { call: string; args: unknown[] }[] = [];
    const note = (call: string, ...args: unknown[]): void => void notes.push({ call, args });
    const answers: { paths: string[][]; buttons: number[] } = { paths: [], buttons: [] };
    const notifications: Electron.Notification[] = [];
    let trayMenu: Electron.Menu | null = null;

    electron.shell.openPath = (path) => {
      note('shell.openPath', path);
      return Promise.resolve('');
    };
    electron.shell.openExternal = (url) => {
      note('shell.openExternal', url);
      return Promise.resolve();
    };
    electron.shell.showItemInFolder = (path) => note('shell.showItemInFolder', path);
    electron.dialog.showOpenDialog = (...args: unknown[]) => {
      note('dialog.showOpenDialog', args.at(-1));
      const filePaths = answers.paths.shift() ?? [];
      return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    };
    electron.dialog.showMessageBox = (...args: unknown[]) => {
      note('dialog.showMessageBox', args.at(-1));
      return Promise.resolve({ response: answers.buttons.shift() ?? 0, checkboxChecked: false });
    };
    electron.dialog.showErrorBox = (title, content) => note('dialog.showErrorBox', title, content);
    // Where no desktop is, as on build machines, there is nobody to show them.
    electron.Notification.isSupported = () => true;
    electron.Notification.prototype.show = function show() {
      notifications.push(this);
      note('notification', this.title, this.body);
    };
    electron.BrowserWindow.prototype.setProgressBar = (progress, options) =>
      note('window.setProgressBar', progress, options?.mode ?? 'normal');
    let blockers = 0;
    electron.powerSaveBlocker.start = (type) => {
      note('powerSaveBlocker.start', type);
      return ++blockers;
    };
    electron.powerSaveBlocker.stop = () => {
      note('powerSaveBlocker.stop');
      return true;
    };
    const setContextMenu = Reflect.get(electron.Tray.prototype, 'setContextMenu');
    electron.Tray.prototype.setContextMenu = function set(menu) {
      trayMenu = menu;
      Reflect.apply(setContextMenu, this, [menu]);
    };

    const menuOf = (which: 'application' | 'tray'): Electron.Menu => {
      const menu = which === 'tray' ? trayMenu : electron.Menu.getApplicationMenu();
      if (menu === null) throw new Error(`There is no menu: ${which}`);
      return menu;
    };
    const view = (menu: Electron.Menu): ItemView[] =>
      menu.items
        .filter(({ type }) => type !== 'separator')
        .map(({ label, role, enabled, visible, checked, submenu, accelerator }) => ({
          ...{ label, enabled, visible, checked },
          role: role ?? null,
          accelerator: typeof accelerator === 'string' ? accelerator : null,
          items: submenu === undefined ? [] : view(submenu),
        }));
    const choose = (menu: Electron.Menu, [label, ...rest]: readonly string[]): void => {
      const item = menu.items.find((each) => each.label.replaceAll('&', '') === label);
      if (item === undefined) throw new Error(`There is no “${String(label)}”.`);
      if (rest.length === 0) Reflect.apply(item.click, item, []);
      else if (item.submenu !== undefined) choose(item.submenu, rest);
    };
    return { notes, answers, notifications, menuOf, view, choose };
  });
}

/** Not Chromium's own log lines, nor what announces the debugger, nor that a machine without a graphics card lost a process. */
function isComplaint(line: string): boolean {
  return line !== '' && !/^\[\d+:|^(DevTools|Debugger) |^For help, see|^Chromium's process GPU /.test(line);
}
