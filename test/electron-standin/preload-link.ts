import type { CDPSession } from 'playwright-core';
import { z } from 'zod';
import { createCodec } from './codec.ts';
import { MessagePort } from './message-channel.ts';
import type { FromPage, ToPage } from './page-messages.ts';
import { preloadWorld } from './page-scripts.ts';

const { encode, decode } = createCodec();

const fromPageSchema: z.ZodType<FromPage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invoke'), id: z.number(), channel: z.string(), args: z.string() }),
  z.object({ kind: z.literal('send'), channel: z.string(), args: z.string(), ports: z.array(z.string()) }),
  z.object({ kind: z.literal('port-message'), port: z.string(), data: z.string(), ports: z.array(z.string()) }),
  z.object({ kind: z.literal('port-closed'), port: z.string() }),
  z.object({ kind: z.literal('window-open'), url: z.string() }),
]);

export interface PreloadLinkEvents {
  onInvoke: (channel: string, args: unknown[]) => unknown;
  onSend: (channel: string, args: unknown[], ports: MessagePort[]) => void;
  onWindowOpen: (url: string) => void;
  onFault: (error: unknown) => void;
}

/** The line between Node and the preload's world of one page: messages, answers and ports. */
export class PreloadLink {
  readonly #cdp: CDPSession;
  readonly #events: PreloadLinkEvents;
  /** The world in the document of now; null before the first. */
  #context: number | null = null;
  readonly #ports = new Map<string, MessagePort>();
  #count = 0;

  constructor(cdp: CDPSession, events: PreloadLinkEvents) {
    this.#cdp = cdp;
    this.#events = events;
  }

  async start(mainFrameId: string): Promise<void> {
    this.#cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = z.object({ frameId: z.string().optional() }).parse(context.auxData ?? {});
      if (context.name !== preloadWorld || frameId !== mainFrameId) return;
      this.closePorts();
      this.#context = context.id;
    });
    this.#cdp.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      if (executionContextId === this.#context) this.#hear(fromPageSchema.parse(JSON.parse(payload)));
    });
    await this.#cdp.send('Runtime.enable');
    await this.#cdp.send('Runtime.addBinding', { name: 'standinTell', executionContextName: preloadWorld });
  }

  /** To ipcRenderer's listeners. */
  send(channel: string, args: unknown[], transfer: MessagePort[]): void {
    this.#tell({ kind: 'event', channel, args: encode(args), ports: transfer.map((port) => this.#give(port)) });
  }

  /** The document is gone, and its ports with it. */
  closePorts(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #hear(message: FromPage): void {
    switch (message.kind) {
      case 'invoke':
        void this.#answer(message.id, message.channel, listOf(message.args));
        return;
      case 'send':
        this.#events.onSend(
          message.channel,
          listOf(message.args),
          message.ports.map((name) => this.#take(name)),
        );
        return;
      case 'port-message':
        this.#ports.get(message.port)?.carry(
          message.data,
          message.ports.map((name) => this.#take(name)),
        );
        return;
      case 'port-closed':
        this.#ports.get(message.port)?.close();
        this.#ports.delete(message.port);
        return;
      case 'window-open':
        this.#events.onWindowOpen(message.url);
    }
  }

  async #answer(id: number, channel: string, args: unknown[]): Promise<void> {
    const context = this.#context;
    let answer: ToPage;
    try {
      answer = { kind: 'answer', id, value: encode(await this.#events.onInvoke(channel, args)) };
    } catch (error) {
      answer = { kind: 'refusal', id, message: `Error invoking remote method '${channel}': ${String(error)}` };
    }
    if (context === this.#context) this.#tell(answer);
  }

  #tell(message: ToPage): void {
    if (this.#context === null) return;
    const expression = `standinHear(${JSON.stringify(message)})`;
    this.#cdp.send('Runtime.evaluate', { expression, contextId: this.#context }).then(
      ({ exceptionDetails }) => {
        if (exceptionDetails !== undefined) this.#events.onFault(new Error(exceptionDetails.exception?.description));
      },
      () => undefined, // the page went on to another document, or is gone
    );
  }

  /** Gives a port of Node's to the page; the name under which the page has it. */
  #give(port: MessagePort): string {
    const name = `node-${++this.#count}`;
    this.#route(name, port);
    return name;
  }

  /** A port that the page gives to Node. */
  #take(name: string): MessagePort {
    const [here, there] = MessagePort.pair();
    this.#route(name, there);
    return here;
  }

  #route(name: string, port: MessagePort): void {
    this.#ports.set(name, port);
    port.giveTo({
      post: (data, ports) =>
        this.#tell({ kind: 'port-message', port: name, data, ports: ports.map((each) => this.#give(each)) }),
      closed: () => {
        if (this.#ports.delete(name)) this.#tell({ kind: 'port-closed', port: name });
      },
    });
  }
}

function listOf(text: string): unknown[] {
  return z.array(z.unknown()).parse(decode(text));
}
