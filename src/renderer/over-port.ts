import { LinkMessagePortClient } from '@orpc/client/message-port';
import type { Dial } from '../shared/contract/link.ts';
import { portMessage, type DesktopApi } from '../shared/desktop-api.ts';

/** Connects over a MessagePort, as the desktop hands one out each time that it is asked. */
export function overPort(desktop: Pick<DesktopApi, 'connect'>): Dial {
  return async (lost) => {
    const coming = nextPort();
    desktop.connect();
    const port = await coming;
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

/** The port that the preload passes on. Nothing but this window can send it such a message: it has no frames and no opener. */
function nextPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const hear = ({ source, data, ports: [port] }: MessageEvent<unknown>): void => {
      if (source !== window || data !== portMessage || port === undefined) return;
      window.removeEventListener('message', hear);
      resolve(port);
    };
    window.addEventListener('message', hear);
  });
}
