import { createORPCClient } from '@orpc/client';
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins';
import { StandardRPCLink, type StandardLinkClient } from '@orpc/client/standard';
import { LinkWebsocketClient } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './contract.ts';

type Context = ClientRetryPluginContext;

/** The engine, as a window calls it. Expected failures are errors of code `PROBLEM`: see `isDefinedError`. */
export type Client = ContractRouterClient<Contract, Context>;

/** One connection to the engine; `lost` is to be called when it ends, for whatever reason. */
export type Dial = (lost: () => void) => Promise<StandardLinkClient<Context>>;

/**
 * The connection went away while a call was under way, or could not be made. Whether the call was carried out is not
 * known; what came of it is in the next snapshot.
 */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}

/** Dials when a call needs a connection, and again after one was lost. oRPC itself reports a loss as a bare AbortError. */
class Redial implements StandardLinkClient<Context> {
  readonly #dial: Dial;
  readonly #onStatus: (connected: boolean) => void;
  #connection: Promise<{ link: StandardLinkClient<Context>; isLost: () => boolean }> | null = null;

  constructor(dial: Dial, onStatus: (connected: boolean) => void) {
    this.#dial = dial;
    this.#onStatus = onStatus;
  }

  async call(
    ...call: Parameters<StandardLinkClient<Context>['call']>
  ): ReturnType<StandardLinkClient<Context>['call']> {
    const { link, isLost } = await (this.#connection ??= this.#connect());
    try {
      return await link.call(...call);
    } catch (cause) {
      await Promise.resolve(); // the peer rejects before the close of the connection is heard of here
      if (!isLost() || call[0].signal?.aborted) throw cause;
      throw new ConnectionLost('The connection to the engine was lost.', { cause });
    }
  }

  async #connect(): Promise<{ link: StandardLinkClient<Context>; isLost: () => boolean }> {
    let isLost = false;
    try {
      const link = await this.#dial(() => {
        isLost = true;
        this.#connection = null;
        this.#onStatus(false);
      });
      this.#onStatus(true);
      return { link, isLost: () => isLost };
    } catch (cause) {
      this.#connection = null;
      throw new ConnectionLost('The engine cannot be reached.', { cause });
    }
  }
}

/** Connects over a WebSocket, as the web host serves it. `connect` is for programs that must send a cookie themselves. */
export function overWebSocket(url: string, connect: (url: string) => WebSocket = (to) => new WebSocket(to)): Dial {
  return (lost) =>
    new Promise((resolve, reject) => {
      const websocket = connect(url);
      websocket.addEventListener('close', lost, { once: true });
      websocket.addEventListener('error', () => reject(new Error('no WebSocket')), { once: true });
      websocket.addEventListener('open', () => resolve(new LinkWebsocketClient({ websocket })), { once: true });
    });
}

/**
 * A client that connects by itself and again after a loss. Calls are never repeated, because a repeated one could be a
 * second start; only the stream of changes goes on by itself, after the last event that it saw.
 */
export function createClient(dial: Dial, onStatus: (connected: boolean) => void = () => undefined): Client {
  const link = new StandardRPCLink<Context>(new Redial(dial, onStatus), {
    url: 'http://shoal',
    plugins: [
      new ClientRetryPlugin({
        default: {
          // The count is never set back: with a finite one a long stream would end for good.
          retry: ({ path }) => (path.join('.') === 'queue.changes' ? Infinity : 0),
          retryDelay: ({ attemptIndex }) => Math.min(2_000, 100 * 2 ** Math.min(attemptIndex, 5)),
        },
      }),
    ],
  });
  return createORPCClient(link);
}
