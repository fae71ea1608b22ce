import { LinkMessagePortClient } from '@orpc/client/message-port';
import type { Dial } from '../shared/contract/link.ts';

/** Connects over a MessagePort, as the desktop hands one out for each call of `getPort`. */
export function overPort(getPort: () => Promise<MessagePort>): Dial {
  return async (lost) => {
    const port = await getPort();
    let open = true;
    const onClose = (): void => {
      open = false;
      lost();
    };
    port.addEventListener('close', onClose, { once: true });
    const link = new LinkMessagePortClient({ port });
    port.start(); // a port whose listeners were added with addEventListener is silent until then
    return { link, isOpen: () => open };
  };
}
