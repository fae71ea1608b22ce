import type { WindowApi } from '../shared/queue-snapshot.ts';

declare global {
  interface Window {
    /** Given by the preload. */
    readonly shoal: WindowApi;
  }
}
