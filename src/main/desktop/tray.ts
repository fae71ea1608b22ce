import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Status } from './status.ts';
import type { Words } from './words.ts';

export interface TrayActions {
  open: () => void;
  pause: () => void;
  resume: () => void;
  quit: () => void;
}

/** The icon beside the system's clock, and on macOS the dock's menu: what the queue is doing, pause and resume. */
export class QueueTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;

  constructor(iconPath: string, actions: TrayActions) {
    this.#tray = new Tray(nativeImage.createFromPath(iconPath));
    this.#actions = actions;
    // On macOS a click shows the menu, and Electron tells of it all the same.
    if (process.platform !== 'darwin') this.#tray.on('click', actions.open);
  }

  show(status: Status, words: Words): void {
    const { open, pause, resume, quit } = this.#actions;
    const sentence = words.status(status);
    const queue: MenuItemConstructorOptions[] = [
      { label: sentence, enabled: false },
      { type: 'separator' },
      status.paused ? { label: words.menu.resume, click: resume } : { label: words.menu.pause, click: pause },
    ];
    this.#tray.setToolTip(`Shoal: ${sentence}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        ...queue,
        { type: 'separator' },
        { label: words.menu.open, click: open },
        { label: words.menu.quit, click: quit },
      ]),
    );
    app.dock?.setMenu(Menu.buildFromTemplate(queue));
  }

  /** Says that the program ends, when nothing can be asked of it any more. */
  showEnding({ ending }: Words): void {
    const menu = Menu.buildFromTemplate([{ label: ending, enabled: false }]);
    this.#tray.setToolTip(`Shoal: ${ending}`);
    this.#tray.setContextMenu(menu);
    app.dock?.setMenu(menu);
  }

  remove(): void {
    this.#tray.destroy();
  }
}
