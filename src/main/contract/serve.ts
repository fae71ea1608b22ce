import { onError, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { ContractContext } from './context.ts';
import { router } from './router.ts';

/** A connection to one window: a WebSocket, or a MessagePort that was made to look like one. */
export type Connection = Pick<WebSocket, 'addEventListener' | 'send'>;

/**
 * Serves the contract over connections. A failure that the contract does not name is a bug: the window hears only that
 * there was one, `onFault` hears which.
 */
export function createServe(
  context: ContractContext,
  onFault: (error: unknown) => void,
): (connection: Connection) => void {
  const handler = new RPCHandler<ContractContext>(router, {
    interceptors: [
      onError((error) => {
        const isExpected = error instanceof ORPCError && (error.defined || error.status < 500);
        if (!isExpected) onFault(error);
      }),
    ],
  });
  return (connection) => void handler.upgrade(connection, { context });
}
