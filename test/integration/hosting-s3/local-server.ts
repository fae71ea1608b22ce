import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';

/** Starts it on a free port of this computer. Gives its address. */
export async function startLocally(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Stops it, whoever is still talking to it. */
export async function stopNow(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** The body of a request; null of one that was broken off, which is no error here: clients of these tests leave. */
export function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('close', () => resolve(incoming.complete ? Buffer.concat(chunks) : null));
  });
}
