import { onError, ORPCError } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as SocketHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { ContractContext } from './context.ts';
import { router } from './router.ts';

/** A WebSocket to one window. */
export type Connection = Pick<WebSocket, 'addEventListener' | 'send'>;

/** The engine's end of a MessagePort to one window: what of Electron's MessagePortMain is used. */
export interface Port {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}

export interface Serve {
  overSocket: (connection: Connection) => void;
  overPort: (port: Port) => void;
}

/**
 * Serves the contract over connections. A failure that the contract does not name is a bug: the window hears only that
 * there was one, `onFault` hears which.
 */
export function createServe(context: ContractContext, onFault: (error: unknown) => void): Serve {
  const tell = (error: unknown): void => {
    const isExpected = error instanceof ORPCError && (error.defined || error.status < 500);
    if (!isExpected) onFault(error);
  };
  const sockets = new SocketHandler<ContractContext>(router, { interceptors: [onError(tell)] });
  const ports = new PortHandler<ContractContext>(router, { interceptors: [onError(tell)] });
  return {
    overSocket: (connection) => void sockets.upgrade(connection, { context }),
    overPort(port) {
      ports.upgrade(
        {
          on(event, callback) {
            if (event === 'close') port.on('close', () => callback());
            if (event !== 'message') return;
            // Whatever its type says it answers with a promise, which rejects for a message that is not of the contract.
            const hear: (message: { data: unknown }) => unknown = callback;
            port.on('message', ({ data }) => void Promise.resolve(hear({ data })).catch(onFault));
          },
          postMessage: (message: unknown) => port.postMessage(message),
        },
        { context },
      );
      port.start();
    },
  };
}
