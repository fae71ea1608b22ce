import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ledgerPath } from '../../../src/main/session/data-folder.ts';
import { openLedger } from '../../../src/main/ledger/open.ts';

/** A tunnel to the host of the Shoal that works on `data`. While none works it lets the caller wait, up to a time-out. */
export async function patientTunnel(data: string): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const ending = new AbortController();
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (let tries = 0; tries < 300 && !ending.signal.aborted; tries += 1) {
      if (await pass(request, response, hostingPort(data))) return;
      await sleep(50);
    }
    response.writeHead(502).end();
  }
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      ending.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Passes a request on; false when nobody answered, so that it may be passed on again. */
function pass(request: IncomingMessage, response: ServerResponse, port: number | null): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  if (port === null) return Promise.resolve(false);
  const { method, url, headers } = request;
  httpRequest({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', () => resolve(false));
    answer.on('end', () => {
      // Before `start` has put its files back, the host knows no object yet.
      if (answer.statusCode === 404 || answer.statusCode === 403) {
        resolve(false);
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(chunks));
      resolve(true);
    });
  })
    .on('error', () => resolve(false))
    .end();
  return promise;
}

function hostingPort(data: string): number | null {
  const opened = openLedger({ path: ledgerPath(data, false), now: Date.now, worker: null });
  if (!opened.ok) return null;
  const port = opened.value.ledger.settings.get('hosting.port', z.number());
  opened.value.close();
  return port ?? null;
}
