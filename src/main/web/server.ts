import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { contractPath } from '../../shared/contract/media-addresses.ts';
import { describe, problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Connection } from '../contract/serve.ts';
import { errorCode } from '../core/local-file.ts';
import { contentTypeOf, hostedName } from '../hosting/content-type.ts';
import type { Uploads } from '../intake/uploads.ts';
import type { MediaFiles } from '../workspace/media-files.ts';
import { securityHeaders, type Guard } from './guard.ts';
import type { Page } from './pages.ts';
import { sendFile } from './send-file.ts';

/** The largest message of a window, in bytes: a thousand paths. */
const longestMessage = 4 * 1024 * 1024;

export interface WebServerOptions {
  /** 0 takes any free port. */
  port: number;
  /** Whether another port will do where that one is taken. */
  orAnyPort: boolean;
  guard: Guard;
  pages: ReadonlyMap<string, Page>;
  files: MediaFiles;
  uploads: () => Uploads;
  serve: (connection: Connection) => void;
  onFault: (error: unknown) => void;
}

/** Serves the window to browsers on this computer: its pages, its media, files that are sent, and the contract. */
export class WebServer {
  readonly #options: WebServerOptions;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
  });

  constructor(options: WebServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#handle(request, response));
    // A large file may take long to arrive; its bytes are counted instead.
    this.#server.requestTimeout = 0;
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket, head),
    );
  }

  /** Listens on loopback only. Fails with `request.port-taken`. Gives back the port. */
  async start(): Promise<Result<number>> {
    const { port, orAnyPort, guard } = this.#options;
    const isListening = (await this.#listen(port)) || (orAnyPort && (await this.#listen(0)));
    if (!isListening) return failure(problem('request.port-taken', { port }));
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('listening without an address');
    guard.port = address.port;
    return success(address.port);
  }

  async #listen(port: number): Promise<boolean> {
    this.#server.listen(port, '127.0.0.1');
    try {
      await once(this.#server, 'listening');
      return true;
    } catch (error) {
      if (errorCode(error) === null) throw error;
      return false;
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('Cache-Control', 'no-store');
    this.#answer(request, response).then(
      (refusal) => refusal !== null && refuse(response, refusal),
      (error: unknown) => {
        this.#options.onFault(error);
        response.destroy();
      },
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Refusal | null> {
    const { guard, pages, files } = this.#options;
    const path = pathOf(request);
    const [, place = '', id = '', ...rest] = path.split('/');
    if (!guard.isForHere(request)) return { status: 421, text: 'This is not the address of Shoal.' };
    if (place === 'enter' && request.method === 'GET') return this.#enter(id, response);
    if (!guard.isFromHere(request)) return { status: 403, text: 'Another page may not use Shoal.' };
    if (!guard.isKnown(request)) return { status: 401, text: 'Open the link that Shoal printed when it started.' };
    if (place === 'upload' && request.method === 'PUT') return this.#receive(id, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, text: 'Only GET and HEAD.' };

    const page = pages.get(path);
    if (page !== undefined) {
      if (page.isHashed) response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
      await sendFile(page.path, page.contentType, request, response);
      return null;
    }
    if (rest.length > 0) return nothingHere;
    if (place === 'media') return this.#send(files.media(id), request, response);
    if (place === 'result') return this.#send(files.result(id), request, response);
    if (place === 'thumbnail') return this.#send(await files.thumbnail(id), request, response, 'image/jpeg');
    return nothingHere;
  }

  /** A page of its own goes on to the window: a redirect would still count as coming from wherever the link was opened. */
  #enter(secret: string, response: ServerResponse): Refusal | null {
    const cookie = this.#options.guard.enter(secret);
    if (cookie === null)
      return { status: 403, text: 'This link was used already, or is too old. Ask Shoal for another.' };
    response.writeHead(200, { 'Set-Cookie': cookie, 'Content-Type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Shoal</title><meta http-equiv="refresh" content="0;url=/">');
    return null;
  }

  async #send(
    found: Result<string>,
    request: IncomingMessage,
    response: ServerResponse,
    contentType?: string,
  ): Promise<Refusal | null> {
    if (!found.ok) return nothingHere;
    await sendFile(found.value, contentType ?? contentTypeOf(hostedName(found.value)), request, response);
    return null;
  }

  async #receive(id: string, request: IncomingMessage, response: ServerResponse): Promise<Refusal | null> {
    const { guard } = this.#options;
    if (!guard.isFromOwnPage(request.headers)) return { status: 403, text: 'Another page may not use Shoal.' };
    const uploads = this.#options.uploads();
    const expected = uploads.expects(id);
    if (expected === null) return { status: 404, text: 'No such file is expected.' };
    // Said before a byte of it is read, so that nothing of a file that is too large is kept.
    if (Number(request.headers['content-length'] ?? expected) !== expected)
      return { status: 413, text: 'The file has another size than it was announced with.' };
    const received = await uploads.receive(id, request);
    if (!received.ok) return { status: 400, text: describe(received.problem).what };
    response.writeHead(204).end();
    return null;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { guard, serve } = this.#options;
    // Node gives the socket away with nobody who hears its errors: a peer that goes in the middle would end the process.
    socket.on('error', () => socket.destroy());
    const mayEnter =
      pathOf(request) === contractPath &&
      guard.isForHere(request) &&
      guard.isFromHere(request) &&
      guard.isFromOwnPage(request.headers) &&
      guard.isKnown(request);
    if (!mayEnter) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (connection) => {
      // Its close follows every error.
      connection.on('error', () => undefined);
      serve({
        // Over once the bytes are on their way. An error means that the connection is over, which its close tells.
        send: (message) => new Promise<void>((sent) => connection.send(message, () => sent())),
        onMessage: (listener) =>
          connection.on('message', (data, isBinary) =>
            listener(data instanceof Buffer && !isBinary ? data.toString() : data),
          ),
        onClose: (listener) => connection.on('close', listener),
      });
    });
  }
}

function pathOf(request: IncomingMessage): string {
  const [path = '/'] = (request.url ?? '/').split('?');
  return path;
}

interface Refusal {
  status: number;
  text: string;
}

const nothingHere: Refusal = { status: 404, text: 'There is nothing here.' };

function refuse(response: ServerResponse, { status, text }: Refusal): void {
  if (response.destroyed) return;
  // What the request still sends is not read, so that the connection cannot be used for another one.
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(`${text}\n`);
}
