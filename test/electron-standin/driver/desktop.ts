import type { Locator, Page } from 'playwright-core';
import type { ItemView } from '../menu.ts';

/** What the shell asks of the person's desktop, as tests look at it. */
export type Asked =
  | 'shell.openPath'
  | 'shell.openExternal'
  | 'shell.showItemInFolder'
  | 'notification'
  | 'dialog.showOpenDialog'
  | 'dialog.showMessageBox'
  | 'dialog.showErrorBox'
  | 'window.setProgressBar'
  | 'powerSaveBlocker.start'
  | 'powerSaveBlocker.stop';

export interface WindowState {
  url: string;
  isVisible: boolean;
  isFocused: boolean;
  isMinimized: boolean;
  bounds: { x: number; y: number; width: number; height: number };
}

/** A running desktop program, as scenarios use it: over the stand-in, or in a real Electron. */
export interface Desktop {
  /** The window's page, once it is shown. */
  page: () => Promise<Page>;
  windows: () => Promise<WindowState[]>;
  minimize: () => Promise<void>;
  /** The person closes the window by its frame. */
  closeWindow: () => Promise<void>;
  /** The arguments of every call so far. */
  asked: (call: Asked) => Promise<unknown[][]>;
  /** Waits for a call, or finds one of before, whose arguments as JSON contain the text. */
  waitForAsked: (call: Asked, containing?: string) => Promise<unknown[]>;
  /** What the person will choose in the next dialog: paths, or the place of a button. */
  answerOpenDialog: (paths: string[]) => Promise<void>;
  answerMessageBox: (button: number) => Promise<void>;
  /** Real files of the disk, dropped onto a place of the page. */
  drop: (paths: string[], onto: Locator) => Promise<void>;
  menu: (which: 'application' | 'tray') => Promise<ItemView[]>;
  choose: (which: 'application' | 'tray', ...labels: string[]) => Promise<void>;
  clickNotification: (text: string) => Promise<void>;
  power: (event: 'suspend' | 'resume') => Promise<void>;
  /** Starts the program again beside itself, as a second click on its icon does; its exit code. */
  startSecond: (...paths: string[]) => Promise<number | null>;
  /** The person quits: answers what is asked by `answerMessageBox` before. The exit code. */
  quit: () => Promise<number | null>;
  /** Power is lost. */
  kill: () => Promise<void>;
  /** What the program complained of, and what the desktop could not do. */
  complaints: () => readonly string[];
}

export interface StartOptions {
  /** The person's home: everything that the program keeps is under it. */
  home: string;
  environment?: Readonly<Record<string, string>>;
  /** Files and folders that it is started with. */
  paths?: readonly string[];
}

/** Drops files as the desktop does: the same for every Chromium. */
export async function dropFiles(paths: string[], onto: Locator): Promise<void> {
  const page = onto.page();
  const box = await onto.boundingBox();
  if (box === null) throw new Error('There is nothing to drop on.');
  const cdp = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files: paths, dragOperationsMask: 1 } });
  }
  await cdp.detach();
}
