import { EventEmitter } from 'node:events';
import type { MessagePort } from './message-channel.ts';
import { PreventableEvent } from './part.ts';
import type { WebContents } from './web-contents.ts';

/** What the stand-in has of a frame. Only main frames have a preload; other frames are what a test pretends. */
export interface Frame {
  readonly url: string;
  readonly origin: string;
  readonly parent: Frame | null;
  readonly postMessage: (channel: string, message: unknown, transfer?: MessagePort[]) => void;
}

export class IpcEvent extends PreventableEvent {
  readonly type = 'frame';
  readonly sender: WebContents;
  readonly senderFrame: Frame | null;
  readonly ports: MessagePort[];
  constructor(sender: WebContents, senderFrame: Frame | null, ports: MessagePort[] = []) {
    super();
    this.sender = sender;
    this.senderFrame = senderFrame;
    this.ports = ports;
  }
}

type Handler = (event: IpcEvent, ...args: unknown[]) => unknown;
type Listener = (event: IpcEvent, ...args: unknown[]) => void;

/** ipcMain, and under `arrives…` what comes to it from pages. */
export class IpcMain {
  private readonly handlers = new Map<string, Handler>();
  private readonly listeners = new EventEmitter();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
  on(channel: string, listener: Listener): this {
    this.listeners.on(channel, listener);
    return this;
  }
  once(channel: string, listener: Listener): this {
    this.listeners.once(channel, listener);
    return this;
  }
  off(channel: string, listener: Listener): this {
    this.listeners.off(channel, listener);
    return this;
  }
  removeListener(channel: string, listener: Listener): this {
    return this.off(channel, listener);
  }
  removeAllListeners(channel: string): this {
    this.listeners.removeAllListeners(channel);
    return this;
  }

  /** Channels with a handler, and channels that are listened to; both sorted. */
  channels(): { handled: string[]; listened: string[] } {
    return { handled: [...this.handlers.keys()].sort(), listened: this.listeners.eventNames().map(String).sort() };
  }

  /** An `invoke`: gives back the answer or a promise of it, or throws, as the handler did. */
  arrivesInvoke(channel: string, event: IpcEvent, args: unknown[]): unknown {
    const handler = this.handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }

  /** A `send` or a `postMessage`. */
  arrivesSend(channel: string, event: IpcEvent, args: unknown[]): void {
    this.listeners.emit(channel, event, ...args);
  }
}
