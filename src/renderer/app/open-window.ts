import { createStore } from 'zustand/vanilla';
import type { Client } from '../../shared/contract/link.ts';
import { createMirror } from '../store/mirror.ts';
import { createPlace } from '../store/place.ts';
import { createQueueList } from '../store/queue-list.ts';
import { createToasts } from '../store/toasts.ts';
import type { WindowParts } from './window-context.ts';

/** Makes the parts of a window and begins to follow the engine; `close` leaves no timer and no stream behind. */
export function openWindow(
  connect: (onStatus: (connected: boolean) => void) => Client,
  isRefused: () => Promise<boolean> = () => Promise.resolve(false),
): {
  parts: WindowParts;
  close: () => void;
} {
  const mirror = createMirror(isRefused);
  const queueList = createQueueList();
  const clock = createStore(() => ({ now: Date.now() }));
  const client = connect(mirror.connected);
  const stops = [queueList.start(client, mirror), mirror.start(client)];
  const place = createPlace();
  window.shoal?.onGo(({ screen, open }) => place.go(screen, open));
  const timer = setInterval(() => clock.setState({ now: Date.now() }), 1_000);
  return {
    parts: { client, mirror, queueList, clock, place, toasts: createToasts() },
    close: () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}
