import { contextBridge, ipcRenderer } from 'electron';
import type { WindowApi } from '../shared/queue-snapshot.ts';

/** Named methods only: no page ever holds ipcRenderer. That main answers as WindowApi says is for the compiler there. */
contextBridge.exposeInMainWorld('shoal', {
  readQueue: (): Promise<unknown> => ipcRenderer.invoke('queue:read'),
  onQueueChanged: (listener: () => void): (() => void) => {
    const tell = (): void => listener();
    ipcRenderer.on('queue:changed', tell);
    return () => void ipcRenderer.off('queue:changed', tell);
  },
} satisfies Record<keyof WindowApi, unknown>);
