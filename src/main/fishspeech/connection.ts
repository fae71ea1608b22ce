import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

import type { NetworkFailure } from '../core/ports.ts';

export interface CallRequest {
  method: 'GET' | 'HEAD' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** Longest wait for a connection (with TLS: a verified one), in milliseconds. */
  connectTimeoutMs: number;
  /** Called once, when the connection is there and the request has just been written. */
  onSent: () => void;
}

/** One HTTP request on a connection of its own. */
export interface Call {
  /** Resolves once, with the head of the answer or, when it broke before, null. */
  head: Promise<IncomingMessage | null>;
  /** False as long as it is certain that not one byte of the request was written. */
  sent(): boolean;
  /** Why it broke; `closed` when nothing else is known. */
  failure(): NetworkFailure;
  /** Ends it. An answer that is complete already stays readable; anything else breaks with `failure`. */
  stop(failure: NetworkFailure): void;
  /** Frees the connection, once nothing more is wanted of it. */
  end(): void;
}

/**
 * Connects, and writes the request only then: before the connection (with TLS: one whose certificate was verified) not a
 * byte of it, headers included, leaves this process, so what fails earlier was certainly not sent. No pool, no redirect,
 * no retry. Throws only for a request that cannot be put as HTTP (a header with a line break).
 */
export function startCall({ method, url, headers, body, connectTimeoutMs, onSent }: CallRequest): Call {
  const secure = url.protocol === 'https:';
  const request = (secure ? https : http).request(url, {
    method,
    headers: { ...headers, connection: 'close' },
    agent: false,
    // Said outright, because an environment variable could turn the check off, and the token would go to anybody.
    rejectUnauthorized: true,
  });
  let answer: IncomingMessage | null = null;
  let sent = false;
  let stage: 'connecting' | 'securing' | 'connected' = 'connecting';
  let broken: NetworkFailure | null = null;
  const { promise: head, resolve } = Promise.withResolvers<IncomingMessage | null>();

  const stop = (failure: NetworkFailure): void => {
    cancelConnectTimeout();
    // What comes after a complete answer does not concern it.
    if (answer?.complete === true) return;
    broken ??= failure;
    answer?.destroy();
    request.destroy();
    resolve(answer);
  };
  const cancelConnectTimeout = startFuse(connectTimeoutMs, () => stop('timeout'));

  request.once('socket', (socket) => {
    socket.once('connect', () => (stage = secure ? 'securing' : 'connected'));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (broken !== null) return;
      stage = 'connected';
      cancelConnectTimeout();
      sent = true;
      request.end(body);
      onSent();
    });
  });
  request.once('response', (message) => {
    answer = message;
    // Whoever reads the body is told; without a listener the same error would end the process.
    message.on('error', () => undefined);
    resolve(message);
  });
  request.on('error', (error) => stop(failureOf(error, stage === 'securing')));
  request.once('close', () => {
    if (answer === null) stop('closed');
  });
  return { head, sent: () => sent, failure: () => broken ?? 'closed', stop, end: () => request.destroy() };
}

/**
 * Calls `burn` after `ms`, unless the returned function is called before. What has already arrived is read first: after a
 * stall of this process, such as a sleep of the computer, timers would otherwise run before the waiting answer is seen.
 */
export function startFuse(ms: number, burn: () => void): () => void {
  let afterReading: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (afterReading = setImmediate(burn)), ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(afterReading);
  };
}

const words: Record<string, NetworkFailure> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'too-large',
  HPE_INVALID_EOF_STATE: 'closed',
};

function failureOf(error: Error & { code?: unknown; syscall?: unknown }, securing: boolean): NetworkFailure {
  const word = typeof error.code === 'string' ? words[error.code] : undefined;
  // Node gives ECONNRESET also to a connection that was closed in order; only a real reset comes from a system call.
  if (word === 'reset' && error.syscall === undefined) return 'closed';
  return word ?? (securing ? 'tls' : 'other');
}
