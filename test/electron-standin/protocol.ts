import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Addresses } from './addresses.ts';

type Handler = Parameters<Electron.Protocol['handle']>[1];

export interface ProtocolDeps {
  /** Those registered as privileged, to be filled. */
  schemes: Set<string>;
  addresses: Addresses;
  isReady: () => boolean;
  onFault: (error: unknown) => void;
}

/** `protocol`, and the server to which Chromium brings every request of a registered scheme. */
export function createProtocol({ schemes, addresses, isReady, onFault }: ProtocolDeps) {
  const handlers = new Map<string, Handler>();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = addresses.inside(`http://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`);
    const handler = handlers.get(url.slice(0, url.indexOf(':')));
    if (handler === undefined) throw new Error(`No handler for ${url}`);
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    const response = await handler(requestOf(url, incoming, left.signal));
    outgoing.statusCode = response.status;
    for (const [name, value] of response.headers) {
      const isPolicy = name.startsWith('content-security-policy');
      outgoing.appendHeader(name, isPolicy ? addresses.policyOutside(value) : value);
    }
    if (response.body === null) outgoing.end();
    // A player that seeks leaves in the middle of a body, which is no fault.
    else await pipeline(Readable.fromWeb(response.body), outgoing).catch(() => outgoing.destroy());
  }

  function requestOf(url: string, incoming: IncomingMessage, signal: AbortSignal): Request {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (name !== 'host' && name !== 'connection') headers.set(name, addresses.inside(String(value)));
    }
    const method = incoming.method ?? 'GET';
    if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
    return new Request(url, { method, headers, signal, body: Readable.toWeb(incoming), duplex: 'half' });
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      onFault(error);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500).end();
    });
  });

  const protocol = {
    registerSchemesAsPrivileged(custom) {
      if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      for (const { scheme } of custom) schemes.add(scheme);
    },
    handle(scheme, handler) {
      if (!schemes.has(scheme)) throw new Error(`The stand-in only handles privileged schemes, not “${scheme}”`);
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      handlers.set(scheme, handler);
    },
    unhandle: (scheme) => void handlers.delete(scheme),
    isProtocolHandled: (scheme) => handlers.has(scheme),
  } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>;

  return {
    protocol,
    /** Listens on loopback and gives back the port. */
    async listen(): Promise<number> {
      server.listen(0, '127.0.0.1').unref();
      await once(server, 'listening');
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('listening without an address');
      return address.port;
    },
  };
}
