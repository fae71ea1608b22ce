import { LinkMessagePortClient } from '@orpc/client/message-port';
import type { Dial } from '../shared/contract/link.ts';

/** Connects over a MessagePort, as the desktop hands one out for each call of `getPort`. */
export function overPort(getPort: () => Promise<MessagePort>): Dial {
  return async (lost) => {
    const port = await getPort();
    port.addEventListener('close', lost, { once: true });
    const link = new LinkMessagePortClient({ port });
    port.start(); // a port whose listeners were added with addEventListener is silent until then
    return link;
  };
}
