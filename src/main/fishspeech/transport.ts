import type { IncomingMessage } from 'node:http';

import type { Exchange, HttpRequest, Transport } from '../core/ports.ts';
import { startCall, startFuse, type Call } from './connection.ts';
import { look, startDownload } from './download.ts';
import { defaultUserAgent } from './user-agent.ts';

/** HTTP on Node's own client. `userAgent` goes with downloads; an exchange sends exactly the headers it is given. */
export function createTransport({ userAgent = defaultUserAgent }: { userAgent?: string } = {}): Transport {
  return {
    exchange,
    download: (request) => startDownload(request, userAgent),
    look: (request) => look(request, userAgent),
  };
}

async function exchange(request: HttpRequest): Promise<Exchange> {
  const { signal, answerTimeoutMs, maxBytes } = request;
  if (signal?.aborted === true) return { kind: 'not-sent', failure: 'aborted' };
  const url = URL.parse(request.url);
  if (url === null) return { kind: 'not-sent', failure: 'other' };

  let cancelTimeout = (): void => undefined;
  let call: Call;
  try {
    call = startCall({
      ...request,
      url,
      onSent: () => (cancelTimeout = startFuse(answerTimeoutMs, () => call.stop('timeout'))),
    });
  } catch {
    return { kind: 'not-sent', failure: 'other' };
  }
  const abort = (): void => call.stop('aborted');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const answer = await call.head;
    if (answer === null) return { kind: call.sent() ? 'lost' : 'not-sent', failure: call.failure() };
    const body = await readBody(answer, maxBytes);
    if (typeof body !== 'string') return { kind: 'lost', failure: body?.failure ?? call.failure() };
    return { kind: 'answer', status: answer.statusCode ?? 0, headers: headersOf(answer), body };
  } finally {
    signal?.removeEventListener('abort', abort);
    cancelTimeout();
    call.end();
  }
}

/** The whole body as text; null when the connection broke before its end. */
async function readBody(answer: IncomingMessage, maxBytes: number): Promise<string | { failure: 'too-large' } | null> {
  const stream: AsyncIterable<Buffer> = answer;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > maxBytes) return { failure: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return answer.complete ? new TextDecoder().decode(Buffer.concat(chunks)) : null;
}

function headersOf(answer: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return headers;
}
