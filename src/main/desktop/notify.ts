import { Notification } from 'electron';
import type { Notice } from './notices.ts';

/** Shows a notification of the system; `open` is called when the person chooses it. */
export function notify({ title, body }: Notice, open: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', open);
  notification.show();
}
