import { Notification } from 'electron';
import type { Notice } from './notices.ts';

/** So many can still be clicked, in the system's list of those that are past too. */
const mostHeld = 20;

/** The notifications of the system. One that nothing holds is collected by V8, and then a click on it does nothing. */
export class Notifications {
  #shown: Notification[] = [];

  /** Shows one; `open` is called when the person chooses it. */
  show({ title, body }: Notice, open: () => void): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', open);
    this.#shown = [...this.#shown.slice(1 - mostHeld), notification];
    notification.show();
  }
}
