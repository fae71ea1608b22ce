import { ipcMain, MessageChannelMain } from 'electron';
import { channels } from '../../shared/desktop-api.ts';
import type { Port } from '../contract/serve.ts';
import { isTrustedSender } from './own-page.ts';

/** Gives each own page that asks a port to the contract. Gives back what ends that. */
export function serveContract(home: string, serve: (port: Port) => void): () => void {
  const connect = ({ senderFrame }: Electron.IpcMainEvent): void => {
    if (senderFrame === null || !isTrustedSender(senderFrame, home)) return;
    const { port1, port2 } = new MessageChannelMain();
    serve(port1);
    senderFrame.postMessage(channels.port, null, [port2]);
  };
  ipcMain.on(channels.connect, connect);
  return () => void ipcMain.off(channels.connect, connect);
}
