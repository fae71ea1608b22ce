import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { answerAdmin } from './admin.ts';
import type { Controls } from './admin.ts';
import { answerCall, errorAnswer, send } from './answers.ts';
import { answerApi, callOf, routeOf } from './api.ts';
import type { ApiSetup } from './api.ts';
import type { Faults } from './faults.ts';
import type { Results } from './results.ts';

const mostBodyBytes = 64_000;

/** The chosen port is used by another program. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is already used by another program. Choose another one, or 0 for any that is free.`);
  }
}

interface HandlerSetup {
  url: string;
  api: ApiSetup;
  results: Results;
  faults: Faults;
  controls: Controls;
  /** Ends delays. */
  signal: AbortSignal;
}

/** Makes what answers every request: the API, the results and the paths under /practice/. It never rejects. */
export function createRequestHandler(
  setup: HandlerSetup,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { api, results, faults, controls, signal } = setup;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', setup.url);
    const method = request.method ?? 'GET';
    if (url.pathname.startsWith('/results/')) {
      if (method !== 'GET' && method !== 'HEAD') {
        return send(response, errorAnswer(405, 'Not with this method.', { headers: { allow: 'GET, HEAD' } }));
      }
      return answerCall(response, faults.next('result'), () => results.answer(url, request.headers), signal);
    }
    const route = routeOf(method, url.pathname);
    if (route.kind === 'create') api.book.record({ type: 'received', at: Date.now() });
    const call = callOf(route);
    const fault = call === null ? undefined : faults.next(call);
    const body = await readBody(request);
    if (body === null) return send(response, errorAnswer(413, 'The request is too large.'));
    if (url.pathname.startsWith('/practice/')) return send(response, answerAdmin(controls, method, url.pathname, body));
    return answerCall(response, fault, () => answerApi(api, request, route, url, body), signal);
  }

  return (request, response) =>
    handle(request, response).catch(async (error: unknown) => {
      // A client that hung up, or a stop: nobody listens. Anything else is a fault of this service.
      if (response.headersSent || request.socket.destroyed || signal.aborted) response.destroy();
      else await send(response, errorAnswer(500, String(error))).catch(() => response.destroy());
    });
}

/** Listens on loopback only, which is why the paths under /practice/ need no token. Gives the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject('code' in error && error.code === 'EADDRINUSE' ? new PortTaken(port) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

/** The request's body, or null when it is larger than any call needs. Rejects when the client hangs up in its middle. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > mostBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
