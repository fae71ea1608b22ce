import { createORPCClient } from '@orpc/client';
import { ClientRetryPlugin, type ClientRetryPluginContext } from '@orpc/client/plugins';
import { StandardRPCLink, type StandardLinkClient } from '@orpc/client/standard';
import { LinkWebsocketClient } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './contract.ts';

type Context = ClientRetryPluginContext;

/** The engine, as a window calls it. Expected failures are errors of code `PROBLEM`: see `isDefinedError`. */
export type Client = ContractRouterClient<Contract, Context>;

/** One connection to the engine. */
export interface Connection {
  link: StandardLinkClient<Context>;
  /** Whether it can still be used; once it cannot, it never can again. */
  isOpen: () => boolean;
}

/** Makes a connection; `lost` is to be called when it ends, for whatever reason. */
export type Dial = (lost: () => void) => Promise<Connection>;

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
  #dialing: Promise<Connection> | null = null;
  #current: Connection | null = null;

  constructor(dial: Dial, onStatus: (connected: boolean) => void) {
    this.#dial = dial;
    this.#onStatus = onStatus;
  }

  async call(
    ...call: Parameters<StandardLinkClient<Context>['call']>
  ): ReturnType<StandardLinkClient<Context>['call']> {
    const connection = await this.#connect();
    try {
      return await connection.link.call(...call);
    } catch (cause) {
      await Promise.resolve(); // the peer rejects before the close of the connection is heard of here
      if (connection.isOpen() || call[0].signal?.aborted) throw cause;
      throw new ConnectionLost('The connection to the engine was lost.', { cause });
    }
  }

  /** The connection of now; calls that come while it is made wait for the same one. */
  #connect(): Promise<Connection> {
    if (this.#current?.isOpen() === false) {
      this.#current = null;
      this.#dialing = null;
    }
    this.#dialing ??= this.#dialOnce();
    return this.#dialing;
  }

  async #dialOnce(): Promise<Connection> {
    try {
      const connection = await this.#dial(() => {
        // The end of one that was replaced already is no news.
        if (this.#current?.isOpen() !== true) this.#onStatus(false);
      });
      this.#current = connection;
      this.#onStatus(true);
      return connection;
    } catch (cause) {
      this.#dialing = null;
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
      websocket.addEventListener(
        'open',
        () =>
          resolve({
            link: new LinkWebsocketClient({ websocket }),
            isOpen: () => websocket.readyState === WebSocket.OPEN,
          }),
        { once: true },
      );
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
