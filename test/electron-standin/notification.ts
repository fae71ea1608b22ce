import { Collectable } from './garbage.ts';
import type { Journal } from './journal.ts';
import { checkKeys, Emitter, onlyThis, PreventableEvent } from './part.ts';

const options = [
  'title',
  'body',
  'silent',
  'icon',
  'urgency',
  'timeoutType',
] as const satisfies readonly (keyof Electron.NotificationConstructorOptions)[];

export interface NotificationEvents {
  show: [PreventableEvent];
  click: [PreventableEvent];
  close: [PreventableEvent];
  failed: [PreventableEvent, error: string];
}

export type NotificationOptions = Pick<Electron.NotificationConstructorOptions, (typeof options)[number]>;

/** One notification of the desktop. */
export class ShownNotification extends Emitter<NotificationEvents> {
  title: string;
  body: string;
  private readonly onShow: (notification: ShownNotification) => void;

  constructor(given: NotificationOptions, onShow: (notification: ShownNotification) => void) {
    super('Notification', { show: true, click: true, close: true, failed: true });
    checkKeys('Notification', given, options);
    this.title = given.title ?? '';
    this.body = given.body ?? '';
    this.onShow = onShow;
    return onlyThis<ShownNotification>('Notification', this);
  }
  show(): void {
    this.onShow(this);
    this.emit('show', new PreventableEvent());
  }
  close(): void {
    this.emit('close', new PreventableEvent());
  }

  /** The person clicks it. */
  clicked(): void {
    this.emit('click', new PreventableEvent());
  }
}

export interface NotificationClass {
  new (given?: NotificationOptions): ShownNotification;
  isSupported: () => boolean;
}

/** The class `Notification`; `shown` gives those that were shown and that the shell still holds, the oldest first. */
export function createNotification(journal: Journal): {
  Notification: NotificationClass;
  shown: () => ShownNotification[];
} {
  const shown = new Collectable<ShownNotification>();
  class Notification extends ShownNotification {
    constructor(given: NotificationOptions = {}) {
      super(given, (notification) => {
        shown.add(notification);
        journal.note('notification', notification.title, notification.body);
      });
    }
    static isSupported(): boolean {
      return true;
    }
  }
  return { Notification: onlyThis<NotificationClass>('Notification', Notification), shown: () => shown.left() };
}
