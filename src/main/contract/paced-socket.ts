import { WebSocket } from 'ws';

/**
 * A WebSocket whose `send` is over when the bytes are on their way: what sends a stream of events then waits for a
 * window that reads slowly, instead of keeping all of them in memory.
 */
export class PacedSocket extends WebSocket {
  // oRPC awaits what `send` gives back.
  // eslint-disable-next-line @typescript-eslint/no-misused-promises
  override send(data: Parameters<WebSocket['send']>[0]): Promise<void> {
    // An error means that the connection is over, which is heard of by its close.
    return new Promise((resolve) => super.send(data, () => resolve()));
  }
}
