import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { preventsEffect } from './faults.ts';
import type { Fault } from './faults.ts';

/** Bytes `first` to `last` (inclusive) of a file. */
interface FilePart {
  path: string;
  first: number;
  last: number;
}

/** An answer, complete but not yet sent. Node adds the `Date` header. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | FilePart;
}

/** An answer that carries JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

const errorCodes: Record<number, string> = {
  400: 'invalid_request',
  401: 'unauthorized',
  402: 'insufficient_credits',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'payload_too_large',
  422: 'unprocessable_media',
  429: 'rate_limited',
};

/** An error in the service's shape [E]: `{code, message, requestId}`. */
export function errorAnswer(
  status: number,
  message: string,
  {
    code = errorCodes[status] ?? 'internal_error',
    headers = {},
  }: { code?: string; headers?: Record<string, string> } = {},
): Answer {
  return json(status, { code, message, requestId: `req_${randomBytes(8).toString('hex')}` }, headers);
}

/** Sends the answer; without its body for a HEAD request, to which Node writes none. */
export async function send(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': lengthOf(body) });
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(contentOf(body), response);
}

/**
 * Answers a call, with its misbehaviour if it has one. `effect` does what the call asks for; it is not run when the
 * misbehaviour comes before. `signal` ends a delay.
 */
export async function answerCall(
  response: ServerResponse,
  fault: Fault | undefined,
  effect: () => Answer | Promise<Answer>,
  signal: AbortSignal,
): Promise<void> {
  if (fault === undefined) {
    await send(response, await effect());
  } else if (fault.do === 'delay') {
    if (fault.when === 'before') await sleep(fault.seconds * 1000, undefined, { signal });
    const answer = await effect();
    if (fault.when === 'after') await sleep(fault.seconds * 1000, undefined, { signal });
    await send(response, answer);
  } else if (fault.do === 'cut-body') {
    await sendCut(response, await effect());
  } else {
    if (!preventsEffect(fault)) await effect();
    await misbehave(response, fault);
  }
}

async function misbehave(response: ServerResponse, fault: Exclude<Fault, { do: 'delay' | 'cut-body' }>): Promise<void> {
  switch (fault.do) {
    case 'drop-before':
    case 'drop-after':
      response.destroy();
      return;
    case 'silence':
      return;
    case 'html': {
      const page = `<!doctype html><title>${fault.status}</title><h1>${fault.status}</h1><p>The practice edge answers.</p>`;
      await send(response, { status: fault.status, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) });
      return;
    }
    case 'nonsense':
      await send(response, {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(fault.body),
      });
      return;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      await pipeline(Readable.from(padding(fault.megabytes)), response);
      return;
    case 'status': {
      const retryAfter = fault.retryAfterSeconds;
      await send(
        response,
        errorAnswer(fault.status, fault.message ?? 'As the fault plan says', {
          ...(fault.code === undefined ? {} : { code: fault.code }),
          headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
        }),
      );
      return;
    }
  }
}

/** Announces the whole body, sends half of it and breaks the connection. */
async function sendCut(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': lengthOf(body) });
  const half = Math.ceil(lengthOf(body) / 2);
  const start = Buffer.isBuffer(body) ? body.subarray(0, half) : { ...body, last: body.first + half - 1 };
  await pipeline(contentOf(start), response, { end: false });
  // Not destroy(), which could throw away what is not yet on its way.
  response.socket?.end();
}

function lengthOf(body: Answer['body']): number {
  return Buffer.isBuffer(body) ? body.length : body.last - body.first + 1;
}

function contentOf(body: Answer['body']): Readable {
  if (Buffer.isBuffer(body)) return Readable.from([body]);
  return createReadStream(body.path, { start: body.first, end: body.last });
}

function* padding(megabytes: number): Generator<string> {
  yield '{"success":true,"data":{"padding":"';
  const megabyte = 'x'.repeat(1_000_000);
  for (let sent = 0; sent < megabytes; sent += 1) yield megabyte;
  yield '"}}';
}
