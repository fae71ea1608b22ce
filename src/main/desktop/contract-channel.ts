import { ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import { channels } from '../../shared/desktop-api.ts';
import type { Connection } from '../contract/serve.ts';
import { isTrustedSender } from './own-page.ts';

/** Gives each own page that asks a port to the contract. Gives back what ends that, and every connection. */
export function serveContract(home: string, serve: (connection: Connection) => void): () => void {
  const ports = new Set<MessagePortMain>();
  const connect = ({ senderFrame }: Electron.IpcMainEvent): void => {
    if (senderFrame === null || !isTrustedSender(senderFrame, home)) return;
    const { port1, port2 } = new MessageChannelMain();
    ports.add(port1);
    port1.on('close', () => ports.delete(port1));
    serve({
      send: (message) => port1.postMessage(message),
      onMessage: (listener) => port1.on('message', ({ data }) => listener(data)),
      onClose: (listener) => port1.on('close', listener),
    });
    port1.start();
    senderFrame.postMessage(channels.port, null, [port2]);
  };
  ipcMain.on(channels.connect, connect);
  return () => {
    ipcMain.off(channels.connect, connect);
    // What a page still asks would find the ledger closed.
    for (const port of ports) port.close();
  };
}
