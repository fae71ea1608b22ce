import { Collectable } from './garbage.ts';
import type { Journal } from './journal.ts';
import type { Menu } from './menu.ts';
import { Emitter, onlyThis } from './part.ts';

export interface TrayEvents {
  click: [];
  'right-click': [];
  'double-click': [];
}

/** An icon in the system's tray. */
export class TrayIcon extends Emitter<TrayEvents> {
  menu: Menu | null = null;
  private readonly journal: Journal;
  private destroyed = false;

  constructor(journal: Journal) {
    super('Tray', { click: true, 'right-click': true, 'double-click': true });
    this.journal = journal;
    return onlyThis<TrayIcon>('Tray', this);
  }
  setToolTip(text: string): void {
    this.journal.note('tray.setToolTip', text);
  }
  setTitle(text: string): void {
    this.journal.note('tray.setTitle', text);
  }
  setImage(): void {
    this.journal.note('tray.setImage');
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
  }

  /** The person clicks the icon. */
  clicked(): void {
    this.emit('click');
  }
}

/** The class `Tray`; `current` gives the icon that is shown now: one that the shell does not hold vanishes. */
export function createTray(journal: Journal): {
  Tray: new (image: unknown) => TrayIcon;
  current: () => TrayIcon | null;
} {
  const icons = new Collectable<TrayIcon>();
  class Tray extends TrayIcon {
    constructor() {
      super(journal);
      icons.add(this);
    }
  }
  return { Tray, current: () => icons.left().findLast((icon) => !icon.isDestroyed()) ?? null };
}
