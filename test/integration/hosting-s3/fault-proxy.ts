import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, startLocally, stopNow } from './local-server.ts';

/** One request as the proxy saw it. */
export interface Seen {
  method: string;
  /** With its query. */
  path: string;
  /** The number of the part that it uploads; null for everything else. */
  part: number | null;
  headers: IncomingMessage['headers'];
  /** What the client was answered; null when it was cut off. */
  status: number | null;
}

/** What the proxy does to a request instead of passing it on. */
export type Fault =
  | { kind: 'answer'; status: number; code: string }
  /** Breaks the connection after so many bytes of the body came. */
  | { kind: 'cut'; after: number }
  /** Passes it on, and breaks the connection when the answer comes. */
  | { kind: 'lose-answer' }
  /** Never answers. */
  | { kind: 'hang' };

/** An HTTP proxy in front of an S3 server that misbehaves as it is told. */
export class FaultProxy {
  readonly seen: Seen[] = [];
  /** Chooses what happens to a request; null passes it on. */
  fault: (request: Seen) => Fault | null = () => null;
  readonly #upstream: URL;
  readonly #server = createServer((incoming, response) => void this.#handle(incoming, response));
  #waiting: (() => void)[] = [];

  constructor(upstream: string) {
    this.#upstream = new URL(upstream);
  }

  start(): Promise<string> {
    return startLocally(this.#server);
  }

  stop(): Promise<void> {
    return stopNow(this.#server);
  }

  /** Forgets what it saw and misbehaves no more. */
  reset(): void {
    this.seen.length = 0;
    this.fault = () => null;
  }

  /** The uploads of parts (or of whole objects) that the server took. */
  taken(): Seen[] {
    return this.seen.filter(({ method, status }) => method === 'PUT' && status === 200);
  }

  /** Resolves as soon as what it saw satisfies `check`. */
  async until(check: () => boolean): Promise<void> {
    while (!check()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '';
    const part = /[?&]partNumber=(\d+)/.exec(path)?.[1];
    const seen: Seen = {
      method: incoming.method ?? '',
      path,
      part: part === undefined ? null : Number(part),
      headers: incoming.headers,
      status: null,
    };
    this.seen.push(seen);
    const fault = this.fault(seen);
    this.#changed();
    incoming.on('error', () => undefined);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'answer') {
      seen.status = fault.status;
      if ((await bodyOf(incoming)) === null) return;
      response.writeHead(fault.status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>${fault.code}</Message></Error>`);
      return;
    }
    const { hostname, port } = this.#upstream;
    const onward = request({ hostname, port, method: seen.method, path, headers: incoming.headers, agent: false });
    onward.on('error', () => response.destroy());
    let came = 0;
    incoming.on('data', (chunk: Buffer) => {
      came += chunk.length;
      if (fault?.kind === 'cut' && came >= fault.after) {
        onward.destroy();
        response.destroy();
        return;
      }
      if (!onward.write(chunk)) {
        incoming.pause();
        onward.once('drain', () => incoming.resume());
      }
    });
    incoming.on('end', () => onward.end());
    incoming.on('close', () => {
      if (!incoming.complete) onward.destroy();
    });
    if (fault?.kind === 'cut' && fault.after === 0) response.destroy();
    onward.on('response', (answer) => {
      if (fault?.kind === 'lose-answer') {
        answer.resume();
        response.destroy();
        return;
      }
      seen.status = answer.statusCode ?? null;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      this.#changed();
    });
  }
}
