import { setImmediate } from 'node:timers';
import type { App } from './app.ts';
import type { OpenWindow } from './browser-window.ts';
import { commands, toChildSchema, type Command, type FromChild, type PretendedFrame } from './control-commands.ts';
import type { Answers } from './dialog.ts';
import { IpcEvent, type Frame, type IpcMain } from './ipc-main.ts';
import type { Menu } from './menu.ts';
import { PreventableEvent, type Emitter } from './part.ts';
import type { PowerEvents } from './power.ts';
import type { Session } from './session.ts';

export interface Controlled {
  app: App;
  windows: ReadonlySet<OpenWindow>;
  ipcMain: IpcMain;
  session: Session;
  answers: Answers;
  applicationMenu: () => Menu | null;
  tray: () => { menu: Menu | null; clicked: () => void } | null;
  notifications: () => readonly { title: string; body: string; clicked: () => void }[];
  powerMonitor: Emitter<PowerEvents>;
}

/** Carries out what a test asks for over the process's own channel, one command after the other. */
export function obey(stand: Controlled): void {
  const firstWindow = (): OpenWindow => {
    const [window] = stand.windows;
    if (window === undefined) throw new Error('There is no window.');
    return window;
  };
  const menuOf = (which: 'application' | 'tray'): Menu => {
    const menu = which === 'application' ? stand.applicationMenu() : (stand.tray()?.menu ?? null);
    if (menu === null) throw new Error(`There is no menu: ${which}`);
    return menu;
  };

  const known = new Map<string, (takes: unknown) => unknown>();
  const on = <Takes, Gives>(
    { name, takes }: Command<Takes, Gives>,
    carryOut: (takes: Takes) => Gives | Promise<Gives>,
  ): void => void known.set(name, (given) => carryOut(takes.parse(given)));
  const act = <Takes>(command: Command<Takes, null>, carryOut: (takes: Takes) => void): void =>
    on(command, (takes) => {
      carryOut(takes);
      return null;
    });

  act(commands.answerOpenDialog, (filePaths) =>
    stand.answers.showOpenDialog.push({ canceled: filePaths.length === 0, filePaths }),
  );
  act(commands.answerMessageBox, (response) => {
    const { waiting, showMessageBox } = stand.answers;
    const answer = { response, checkboxChecked: false };
    const first = waiting.shift();
    if (first === undefined) showMessageBox.push(answer);
    else first(answer);
  });
  on(commands.windows, () =>
    Array.from(stand.windows, (window) => ({
      url: window.webContents.getURL(),
      options: { ...window.options },
      bounds: window.getBounds(),
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      isMinimized: window.isMinimized(),
      isMaximized: window.isMaximized(),
    })),
  );
  act(commands.actOnWindow, (what) => firstWindow()[what]());
  act(commands.placeWindow, (bounds) => firstWindow().setBounds(bounds));
  on(commands.menu, (which) => menuOf(which).view());
  act(commands.choose, ({ menu, labels }) => menuOf(menu).choose(labels));
  act(commands.clickTray, () => stand.tray()?.clicked());
  act(commands.clickNotification, (text) => {
    const found = stand.notifications().findLast(({ title, body }) => title.includes(text) || body.includes(text));
    if (found === undefined) throw new Error(`No notification that the shell still holds says “${text}”.`);
    found.clicked();
  });
  act(commands.power, (event) => {
    // That it falls asleep nobody needs to know.
    if (!stand.powerMonitor.emit(event) && event !== 'suspend') throw new Error(`The shell does not hear of ${event}.`);
  });
  act(commands.endSession, () => firstWindow().emit('session-end'));
  act(commands.openFile, (path) => stand.app.emit('open-file', new PreventableEvent(), path));
  act(commands.activate, () => stand.app.emit('activate', new PreventableEvent(), stand.windows.size > 0));
  act(commands.quit, () => stand.app.quit());
  act(commands.throwLater, (message) => {
    setImmediate(() => {
      throw new Error(message);
    });
  });
  act(commands.rejectLater, (message) => void Promise.reject(new Error(message)));
  on(commands.channels, () => stand.ipcMain.channels());
  on(commands.pretend, async ({ channel, from, args }) => {
    const answers: string[] = [];
    const frame = pretended(from, (answered) => answers.push(answered));
    const event = new IpcEvent(firstWindow().webContents, frame);
    if (!stand.ipcMain.channels().handled.includes(channel)) {
      stand.ipcMain.arrivesSend(channel, event, args);
      return answers.length > 0 ? null : 'ignored';
    }
    try {
      await stand.ipcMain.arrivesInvoke(channel, event, args);
      return null;
    } catch (error) {
      return String(error);
    }
  });
  on(commands.permission, ({ name, origin }) => stand.session.askPermission(firstWindow().webContents, name, origin));
  on(commands.mayRequest, (url) =>
    stand.session.askRequest({ url, method: 'GET', webContents: firstWindow().webContents }),
  );
  on(commands.trustsBadCertificate, async (url) => {
    const error = 'net::ERR_CERT_AUTHORITY_INVALID';
    const request = { hostname: new URL(url).hostname, verificationResult: error, errorCode: -202 };
    if ((await stand.session.askCertificate(request)) === 0) return true;
    const event = new PreventableEvent();
    let isTrusted = false;
    const answer = (trust: boolean): void => void (isTrusted = trust);
    stand.app.emit('certificate-error', event, firstWindow().webContents, url, error, {}, answer, true);
    return event.defaultPrevented && isTrusted;
  });

  process.on('message', (message) => {
    const { id, name, takes } = toChildSchema.parse(message);
    const carryOut = async (): Promise<void> => tellTest({ id, gives: await known.get(name)?.(takes) });
    carryOut().catch((error: unknown) => tellTest({ id, error: String(error) }));
  });
  // The test is gone: so is the person at the desktop.
  process.on('disconnect', () => stand.app.exit(1));
}

/** To the test that started this process, if one did. */
export function tellTest(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

function pretended(from: PretendedFrame, postMessage: (channel: string) => void): Frame | null {
  if (from === null) return null;
  const { url, origin, isSubFrame } = from;
  const main: Frame = { url, origin, parent: null, postMessage };
  return isSubFrame ? { ...main, parent: main } : main;
}
