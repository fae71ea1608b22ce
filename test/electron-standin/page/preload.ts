import type { ContextBridge, IpcRenderer, IpcRendererEvent, WebUtils } from 'electron';
import { createCodec } from '../codec.ts';
import type { FromPage, PreloadConfig, ToPage } from '../page-messages.ts';
import { createBridge } from './bridge.ts';

declare global {
  interface Window {
    /** In the preload's world only: text to Node, a `FromPage` as JSON. */
    standinTell: (text: string) => void;
    /** In the preload's world only: Node calls it. */
    standinHear: (message: ToPage) => void;
  }
}

/** What the stand-in has of ipcRenderer. Compiles only while Electron's own has it too. */
export type PreloadIpc = Agreed<
  IpcRenderer,
  {
    invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
    send: (channel: string, ...args: unknown[]) => void;
    postMessage: (channel: string, message: unknown, transfer?: MessagePort[]) => void;
    on: (channel: string, listener: Listener) => unknown;
    once: (channel: string, listener: Listener) => unknown;
    off: (channel: string, listener: Listener) => unknown;
    removeListener: (channel: string, listener: Listener) => unknown;
    removeAllListeners: (channel: string) => unknown;
  }
>;
type Agreed<Theirs extends Ours, Ours> = Theirs extends Ours ? Ours : never;
type Listener = (event: Pick<IpcRendererEvent, 'ports'>, ...args: unknown[]) => void;

type Preload = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
  process: object,
) => void;

/** Runs the built preload in its isolated world, over a binding to Node and the bridge to the page's own world. */
export function startPreload(config: PreloadConfig, preload: Preload): void {
  if (window.top !== window) return;
  const { encode, decode } = createCodec();
  const listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const ports = new Map<string, MessagePort>();
  // Other documents of this window had ports of their own; their names must not come again.
  const nonce = crypto.randomUUID();
  let count = 0;

  const tell = (message: FromPage): void => window.standinTell(JSON.stringify(message));

  /** Takes a port whose other end goes elsewhere, or stays in the page, into the care of Node. */
  const adopt = (port: MessagePort, name = `${nonce}-${++count}`): string => {
    ports.set(name, port);
    port.addEventListener('message', (event) => {
      const data = encode(event.data);
      tell({ kind: 'port-message', port: name, data, ports: event.ports.map((each) => adopt(each)) });
    });
    port.addEventListener('close', () => {
      if (ports.delete(name)) tell({ kind: 'port-closed', port: name });
    });
    port.start();
    return name;
  };
  /** A port for the page, whose other end is in Node under this name. */
  const bear = (name: string): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    adopt(port1, name);
    return port2;
  };

  /** The stand-in stops the page at the statement, looks at the file, writes its path, and lets it go on. */
  const standinPathOf = (file: File): string => {
    const held = { file, path: '' };
    // eslint-disable-next-line no-debugger -- the one way to a synchronous answer from outside
    debugger;
    return held.path;
  };

  const listen = (channel: string, listener: Listener, once: boolean): void => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
  };
  const forget = (channel: string, listener: Listener): void => {
    listeners.set(channel, listeners.get(channel)?.filter((each) => each.listener !== listener) ?? []);
  };
  const ipcRenderer: PreloadIpc = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        tell({ kind: 'invoke', id, channel, args: encode(args) });
        pending.set(id, { resolve, reject });
      }),
    send: (channel, ...args) => tell({ kind: 'send', channel, args: encode(args), ports: [] }),
    postMessage: (channel, message, transfer = []) =>
      tell({ kind: 'send', channel, args: encode([message]), ports: transfer.map((port) => adopt(port)) }),
    on: (channel, listener) => listen(channel, listener, false),
    once: (channel, listener) => listen(channel, listener, true),
    off: forget,
    removeListener: forget,
    removeAllListeners: (channel) => listeners.delete(channel),
  };

  const listOf = (text: string): unknown[] => {
    const list = decode(text);
    return Array.isArray(list) ? list : [];
  };
  const hear = (message: ToPage): void => {
    switch (message.kind) {
      case 'answer':
        pending.get(message.id)?.resolve(decode(message.value));
        pending.delete(message.id);
        return;
      case 'refusal':
        pending.get(message.id)?.reject(new Error(message.message));
        pending.delete(message.id);
        return;
      case 'event':
        for (const { listener, once } of listeners.get(message.channel) ?? []) {
          if (once) forget(message.channel, listener);
          listener({ ports: message.ports.map(bear) }, ...listOf(message.args));
        }
        return;
      case 'port-message':
        ports.get(message.port)?.postMessage(decode(message.data), message.ports.map(bear));
        return;
      case 'port-closed': {
        const port = ports.get(message.port);
        ports.delete(message.port);
        port?.close();
      }
    }
  };
  window.standinHear = hear;

  const bridge = createBridge('isolated', (url) => tell({ kind: 'window-open', url }));
  const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
    exposeInMainWorld: (name, value) => bridge.expose(name, value),
  };
  const webUtils: Pick<WebUtils, 'getPathForFile'> = {
    getPathForFile(file) {
      if (!(file instanceof File)) throw new TypeError('getPathForFile expected to receive a File object');
      return standinPathOf(file);
    },
  };
  const module = { exports: {} };
  // A sandboxed preload can require what is built in, and of that the stand-in has only this.
  const require = (name: string): unknown => {
    if (name === 'electron') return { ipcRenderer, contextBridge, webUtils };
    throw new Error(`module not found: ${name}`);
  };
  preload(require, module, module.exports, {
    platform: config.platform,
    versions: { electron: config.electronVersion },
    sandboxed: true,
    contextIsolated: true,
    type: 'renderer',
    env: {},
    argv: [],
  });
}
