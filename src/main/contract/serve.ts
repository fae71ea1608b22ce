import { onError, ORPCError } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer, type EncodedMessage } from '@orpc/standard-server-peer';
import { isOfTheDisk } from '../ledger/disk-errors.ts';
import { unusable } from '../ledger/open.ts';
import type { ContractContext } from './context.ts';
import { router } from './router.ts';

/** As the contract's own error for every procedure: a full disk is no bug. */
const disk = { defined: true, status: 422 };

/** A connection to one window, whatever carries it. */
export interface Connection {
  /** May answer with a promise: a stream of events then waits for a window that reads slowly. */
  send: (message: EncodedMessage) => unknown;
  onMessage: (listener: (message: unknown) => void) => void;
  onClose: (listener: () => void) => void;
}

/**
 * Serves the contract over connections. A failure that the contract does not name is a bug: the window hears only that
 * there was one, `onFault` hears which. A message that is not of the contract is dropped, and heard of too; oRPC's own
 * adapter for ports would let it end the process.
 */
export function createServe(
  context: ContractContext,
  onFault: (error: unknown) => void,
): (connection: Connection) => void {
  const handler = new StandardRPCHandler<ContractContext>(router, {
    interceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (error) {
          throw isOfTheDisk(error) ? new ORPCError('PROBLEM', { ...disk, data: unusable(error) }) : error;
        }
      },
      onError((error) => {
        const isExpected = error instanceof ORPCError && (error.defined || error.status < 500);
        if (!isExpected) onFault(error);
      }),
    ],
  });
  const answer = createServerPeerHandleRequestFn(handler, { context });
  return ({ send, onMessage, onClose }) => {
    const peer = new ServerPeer(async (message) => {
      await send(message);
    });
    onMessage((message) => {
      if (typeof message === 'string' || message instanceof ArrayBuffer || message instanceof Uint8Array)
        peer.message(message, answer).catch(onFault);
      else onFault(new TypeError('A window sent what is no message.'));
    });
    onClose(() => peer.close());
  };
}
