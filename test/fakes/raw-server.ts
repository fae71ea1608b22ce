import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import type { Duplex } from 'node:stream';

/** What the server does with one connection on which a whole request has arrived. */
export interface Arrival {
  /** The request, head and body. */
  request: string;
  /** Requests on this server so far, this one included. */
  number: number;
  /** For answering; encrypted when the server is. */
  connection: Duplex;
  /** Breaks the TCP connection with a reset. */
  reset: () => void;
}

export interface RawServer {
  url: string;
  port: number;
  /** TCP connections so far. */
  connections: () => number;
  /** Everything that was received as HTTP, one text a connection. */
  received: () => string[];
  /** Breaks every open connection with a reset. */
  resetAll: () => void;
  stop: () => Promise<void>;
}

export type Certificate = 'trusted' | 'stranger' | 'other-host';

/** A certificate with its key, made for tests only. */
export function testCertificate(name: Certificate): string {
  return readFileSync(new URL(`../fixtures/tls-for-tests-only/${name}.pem`, import.meta.url), 'utf8');
}

/**
 * A TCP server on 127.0.0.1 that speaks HTTP only as far as `answer` does, so that it can misbehave in every way. It calls
 * `answer` for each whole request, also for a second one on the same connection.
 */
export async function startRawServer(
  answer: (arrival: Arrival) => void,
  certificate: Certificate | null = null,
): Promise<RawServer> {
  const sockets: Socket[] = [];
  const received: { text: string }[] = [];
  let requests = 0;
  const server = net.createServer((socket) => {
    const seen = { text: '' };
    sockets.push(socket);
    received.push(seen);
    socket.on('error', () => undefined);
    const connection = certificate === null ? socket : encrypted(socket, certificate);
    let pending = '';
    connection.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      seen.text += text;
      pending += text;
      for (let end = requestEnd(pending); end !== null; end = requestEnd(pending)) {
        const request = pending.slice(0, end);
        pending = pending.slice(end);
        requests += 1;
        answer({ request, number: requests, connection, reset: () => socket.resetAndDestroy() });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server);
  return {
    url: `${certificate === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    connections: () => sockets.length,
    received: () => received.map(({ text }) => text),
    resetAll: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

function encrypted(socket: Socket, certificate: Certificate): Duplex {
  const pem = testCertificate(certificate);
  const secureContext = createSecureContext({ cert: pem, key: pem });
  const secured = new TLSSocket(socket, { isServer: true, secureContext });
  secured.on('error', () => undefined);
  return secured;
}

/** The offset after the first whole request in `text`, or null while it is not whole. */
function requestEnd(text: string): number | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? '0';
  const end = headEnd + 4 + Number(length);
  return text.length >= end ? end : null;
}

function addressOf(server: net.Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
