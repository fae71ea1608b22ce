import { createClient, overWebSocket, type Client } from '../shared/contract/link.ts';
import { contractPath } from '../shared/contract/media-addresses.ts';
import type { DesktopApi } from '../shared/desktop-api.ts';
import { overPort } from './over-port.ts';

declare global {
  interface Window {
    /** There in the desktop program, not in a browser. */
    readonly shoal?: DesktopApi;
  }
}

/** Whether the web host does not know this browser: it was started anew, and only a new link of it lets a browser in. */
export async function isRefused(): Promise<boolean> {
  if (window.shoal !== undefined) return false;
  return fetch('/', { method: 'HEAD' }).then(
    ({ status }) => status === 401,
    () => false,
  );
}

/** The engine behind this window: through the desktop's port, or the web host's WebSocket. */
export function connect(onStatus: (connected: boolean) => void): Client {
  if (window.shoal !== undefined) return createClient(overPort(window.shoal), onStatus);
  const address = new URL(contractPath, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient(overWebSocket(address.href), onStatus);
}
