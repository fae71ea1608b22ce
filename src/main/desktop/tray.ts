import { Menu, nativeImage, Tray } from 'electron';
import type { Status } from './status.ts';
import type { Words } from './words.ts';

export interface TrayActions {
  open: () => void;
  pause: () => void;
  resume: () => void;
  quit: () => void;
}

/** The icon beside the system's clock: what the queue is doing, pause and resume. */
export class QueueTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;

  constructor(iconPath: string, actions: TrayActions) {
    this.#tray = new Tray(nativeImage.createFromPath(iconPath));
    this.#actions = actions;
    this.#tray.on('click', actions.open);
  }

  show(status: Status, words: Words): void {
    const { open, pause, resume, quit } = this.#actions;
    const sentence = words.status(status);
    this.#tray.setToolTip(`Shoal: ${sentence}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: sentence, enabled: false },
        { type: 'separator' },
        { label: words.menu.open, click: open },
        status.paused ? { label: words.menu.resume, click: resume } : { label: words.menu.pause, click: pause },
        { type: 'separator' },
        { label: words.menu.quit, click: quit },
      ]),
    );
  }

  remove(): void {
    this.#tray.destroy();
  }
}
