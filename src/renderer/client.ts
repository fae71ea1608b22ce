import { createClient, overWebSocket, type Client } from '../shared/contract/link.ts';
import { contractPath } from '../shared/contract/media-addresses.ts';
import { overPort } from './over-port.ts';

/** What the desktop's preload gives to the page; a browser has none of it. */
export interface DesktopApi {
  getPort: () => Promise<MessagePort>;
  /** Where a dropped or chosen file is on the disk; empty for what is on none. */
  pathForFile: (file: File) => string;
}

declare global {
  interface Window {
    readonly shoal?: Partial<DesktopApi>;
  }
}

/** The engine behind this window: through the desktop's port, or the web host's WebSocket. */
export function connect(onStatus: (connected: boolean) => void): Client {
  const getPort = window.shoal?.getPort;
  if (getPort !== undefined) return createClient(overPort(getPort), onStatus);
  const address = new URL(contractPath, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient(overWebSocket(address.href), onStatus);
}
