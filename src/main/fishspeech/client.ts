import { createHash } from 'node:crypto';

import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { networkReason } from '../core/network.ts';
import { classifyCreate, statusProblem, type AnswerFacts, type CreateOutcome } from '../core/outcome.ts';
import type { Clock, Exchange, NetworkFailure, Random, Transport } from '../core/ports.ts';
import type { Profile, RemoteJob, RemotePage } from '../core/remote.ts';
import { hideSecrets } from '../core/redact.ts';
import { backoffMs, retryAfterMs, serverDateMs } from '../core/retry.ts';
import { readError, readJob, readPage, readProfile } from '../core/service-answers.ts';
import { createBody, endpoints, type Endpoint, type InputUrls } from './jobs-v1.ts';
import { defaultUserAgent } from './user-agent.ts';

/**
 * A Result, and what the answer said beside it: the service's clock in ms since 1970, and for how many milliseconds it
 * asked to be left alone. Null where it said nothing, or did not answer.
 */
export type Reading<Value> = Result<Value> & { serverDateMs: number | null; retryAfterMs: number | null };

/** `jobId` is Shoal's own id of the clip, for the log. */
export interface FishSpeechClient {
  /** Sends one create, once, whatever happens; never throws. Without a usable token it is `refused` unsent. */
  create(urls: InputUrls, signal?: AbortSignal, jobId?: string): Promise<CreateOutcome>;
  get(id: string, signal: AbortSignal, jobId?: string): Promise<Reading<RemoteJob>>;
  list(query: ListQuery, signal: AbortSignal): Promise<Reading<RemotePage>>;
  profile(signal: AbortSignal): Promise<Reading<Profile>>;
  /** SHA-256 of the body that `create` would send, as lower-case hexadecimal. */
  payloadDigest(urls: InputUrls): string;
}

/** `page` from 1; `limit` from 1 to 50 [G]; `status` one of the service's words. */
export interface ListQuery {
  page: number;
  limit: number;
  status?: string;
}

/** One call, for the log. Holds no token, no URL of media and no id of the service. */
export interface CallRecord extends AnswerFacts {
  /** Shoal's own id of the clip that it was about, or null. */
  jobId: string | null;
  endpoint: Endpoint;
  method: 'GET' | 'POST';
  path: string;
  failure: NetworkFailure | null;
  durationMs: number;
}

/** In milliseconds: the longest wait for a connection, and from then on for the whole answer. */
export interface Timeouts {
  connectMs: number;
  answerMs: number;
}

export interface FishSpeechClientOptions {
  transport: Transport;
  clock: Clock;
  random: Random;
  /** As parseBaseUrl gives it. */
  baseUrl: string;
  userAgent?: () => string | null;
  /** The token of now, or null when there is none: asked before every request, so that a new one counts at once. */
  token: () => string | null;
  /** As they are now: asked before every request. */
  timeouts?: () => Timeouts;
  log?: (record: CallRecord) => void;
  /** Hears the service's clock, in ms since 1970, with every answer that tells it. */
  onServerDate?: (ms: number) => void;
}

const MOST_RETRIES = 3;
const BACKOFF = { baseMs: 500, maxMs: 8000 };
/** The list is to be asked for seldom [L]: not twice in a second, repetitions included. */
const LIST_BACKOFF = { baseMs: 2_200, maxMs: 8000 };
/** A caller who would have to wait longer than this is told so instead. */
const LONGEST_WAIT_MS = 30_000;
const MOST_BYTES = 4 * 1024 * 1024;

interface Call {
  endpoint: Endpoint;
  path: string;
  body?: string;
  signal?: AbortSignal | undefined;
  jobId?: string | null | undefined;
}

/** The client of the service. A create is never repeated; the others, which change nothing, a few times. */
export function createFishSpeechClient(options: FishSpeechClientOptions): FishSpeechClient {
  const { transport, clock, random, baseUrl, log } = options;
  const timeouts = options.timeouts ?? ((): Timeouts => ({ connectMs: 15_000, answerMs: 60_000 }));
  const userAgent = (): string => (options.userAgent?.() ?? defaultUserAgent).replace(/[^\x20-\x7e]/g, '');

  /** Whether another token is set since: what was said of this one, which was on its way then, is no news. */
  const wasReplaced = (token: string): boolean => options.token() !== token;

  const send = async ({
    endpoint,
    path,
    body,
    signal,
    jobId = null,
  }: Call): Promise<Result<{ exchange: Exchange; token: string }>> => {
    const token = usableToken(options.token());
    if (!token.ok) return token;
    const method = body === undefined ? 'GET' : 'POST';
    const { connectMs, answerMs } = timeouts();
    const begun = clock.monotonic();
    const answer = await transport.exchange({
      method,
      url: baseUrl + path,
      headers: {
        authorization: `Bearer ${token.value}`,
        accept: 'application/json',
        'user-agent': userAgent(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      connectTimeoutMs: connectMs,
      answerTimeoutMs: answerMs,
      maxBytes: MOST_BYTES,
      ...(signal && { signal }),
    });
    const durationMs = clock.monotonic() - begun;
    // An error may repeat the token (“invalid token abc”), and its message is kept and shown.
    const exchange = answer.kind === 'answer' ? { ...answer, body: hideSecrets(answer.body, [token.value]) } : answer;
    log?.({ endpoint, method, path: endpoints[endpoint], jobId, ...factsOf(exchange), durationMs });
    const serverMs = exchange.kind === 'answer' ? serverDateMs(exchange.headers) : null;
    if (serverMs !== null) options.onServerDate?.(serverMs);
    return success({ exchange, token: token.value });
  };

  const read = async <Value>(
    call: Call & { signal: AbortSignal },
    valueOf: (body: string) => Result<Value>,
  ): Promise<Reading<Value>> => {
    for (let retries = 0; ; retries += 1) {
      const sent = await send(call);
      if (!sent.ok) return { ...sent, serverDateMs: null, retryAfterMs: null };
      const { exchange, token } = sent.value;
      const reading = readingOf(exchange, call.endpoint, valueOf, clock.now());
      if (isTokenRefused(reading) && wasReplaced(token) && retries < MOST_RETRIES && !call.signal.aborted) continue;
      if (reading.ok || !passes(reading.problem) || retries === MOST_RETRIES) return reading;
      const waitMs = Math.max(
        backoffMs(retries, random.fraction(), call.endpoint === 'list' ? LIST_BACKOFF : BACKOFF),
        reading.retryAfterMs ?? 0,
      );
      if (waitMs > LONGEST_WAIT_MS || call.signal.aborted) return reading;
      await clock.sleep(waitMs, call.signal);
    }
  };

  return {
    async create(urls, signal, jobId) {
      const sent = await send({ endpoint: 'create', path: endpoints.create, body: createBody(urls), signal, jobId });
      if (sent.ok) {
        const outcome = classifyCreate(sent.value.exchange, clock.now());
        const isOver = outcome.kind === 'refused' && outcome.hold === 'auth' && wasReplaced(sent.value.token);
        return isOver ? { ...outcome, hold: null } : outcome;
      }
      const facts = { httpStatus: null, requestId: null, errorCode: null };
      return { kind: 'refused', problem: sent.problem, hold: 'auth', retryAfterMs: null, ...facts };
    },
    get(id, signal, jobId) {
      const path = endpoints.get.replace('{id}', () => encodeURIComponent(id.toWellFormed()));
      return read({ endpoint: 'get', path, signal, jobId }, (body) => readJob(body, id));
    },
    list({ page, limit, status }, signal) {
      const query = new URLSearchParams({ page: String(page), limit: String(limit) });
      if (status !== undefined) query.set('status', status);
      return read({ endpoint: 'list', path: `${endpoints.list}?${query.toString()}`, signal }, readPage);
    },
    profile: (signal) => read({ endpoint: 'profile', path: endpoints.profile, signal }, readProfile),
    payloadDigest: (urls) => createHash('sha256').update(createBody(urls)).digest('hex'),
  };
}

/** A token that can stand in a header. */
function usableToken(token: string | null): Result<string> {
  if (token === null || token === '') return failure(problem('request.no-token'));
  return /^[\x21-\x7e]+$/.test(token) ? success(token) : failure(problem('request.token-unusable'));
}

function factsOf(exchange: Exchange): AnswerFacts & { failure: NetworkFailure | null } {
  if (exchange.kind !== 'answer')
    return { failure: exchange.failure, httpStatus: null, requestId: null, errorCode: null };
  const { requestId, code } = readError(exchange.body);
  return { failure: null, httpStatus: exchange.status, requestId, errorCode: code };
}

function readingOf<Value>(
  exchange: Exchange,
  endpoint: Endpoint,
  valueOf: (body: string) => Result<Value>,
  nowMs: number,
): Reading<Value> {
  if (exchange.kind !== 'answer') {
    const code = exchange.failure === 'too-large' ? 'service.nonsense' : 'service.unreachable';
    const reason = networkReason(exchange.failure);
    return { ...failure(problem(code, { reason })), serverDateMs: null, retryAfterMs: null };
  }
  const { status, headers, body } = exchange;
  const result = status >= 200 && status < 300 ? valueOf(body) : failure(readProblem(endpoint, status, body));
  return { ...result, serverDateMs: serverDateMs(headers), retryAfterMs: retryAfterMs(headers, nowMs) };
}

/** A 404 is about the job only when the service itself says so; a proxy that does not find the way knows nothing of jobs. */
function readProblem(endpoint: Endpoint, status: number, body: string): Problem {
  const error = readError(body);
  if (endpoint !== 'get' || status !== 404) return statusProblem(status, error);
  return error.fromService
    ? problem('service.job-not-found')
    : problem('service.nonsense', { reason: 'a 404 that is not the service’s own' });
}

function isTokenRefused(reading: Reading<unknown>): boolean {
  return !reading.ok && (reading.problem.code === 'service.token' || reading.problem.code === 'service.not-permitted');
}

/** Whether the same call can work a moment later. */
function passes({ code }: Problem): boolean {
  return code === 'service.unreachable' || code === 'service.fault' || code === 'service.rate-limit';
}
