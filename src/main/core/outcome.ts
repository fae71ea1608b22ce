import { problem, type Problem } from '../../shared/problems.ts';
import { networkReason } from './network.ts';
import type { Exchange } from './ports.ts';
import type { RemoteJob, ServiceError } from './remote.ts';
import { retryAfterMs } from './retry.ts';
import { readError, readJob } from './service-answers.ts';

/** What is known of an answer beside its outcome; null where there was none or it did not say. For records and logs. */
export interface AnswerFacts {
  httpStatus: number | null;
  requestId: string | null;
  errorCode: string | null;
}

/** What came of one create: DESIGN.md, "Never pay twice", step 4. */
export type CreateOutcome = AnswerFacts &
  (
    | { kind: 'accepted'; job: RemoteJob }
    /** Nothing reached the service: may be tried again. */
    | { kind: 'not-sent'; problem: Problem }
    /** This clip cannot work as it is. */
    | { kind: 'rejected'; problem: Problem }
    /**
     * The clip can work later: it waits behind the hold (null: nothing keeps it, what it was refused for is over already).
     * `retryAfterMs` is what the service asked for.
     */
    | {
        kind: 'refused';
        problem: Problem;
        hold: 'credits' | 'auth' | 'rate-limit' | 'offline' | null;
        retryAfterMs: number | null;
      }
    /** May have been accepted, and must not be sent again by the program. `reason` holds no URL and no secret. */
    | { kind: 'unknown'; reason: string }
  );

/** Decides what came of a create. `nowMs`: wall clock, for a `Retry-After` that is a date. */
export function classifyCreate(exchange: Exchange, nowMs: number): CreateOutcome {
  if (exchange.kind !== 'answer') {
    const facts = { httpStatus: null, requestId: null, errorCode: null };
    const reason = networkReason(exchange.failure);
    return exchange.kind === 'not-sent'
      ? { kind: 'not-sent', problem: problem('service.unreachable', { reason }), ...facts }
      : { kind: 'unknown', reason, ...facts };
  }

  const { status, headers, body } = exchange;
  const error = readError(body);
  const facts = { httpStatus: status, requestId: error.requestId, errorCode: error.code };
  if (status >= 200 && status < 300) {
    const job = readJob(body, null);
    return job.ok
      ? { kind: 'accepted', job: job.value, ...facts }
      : { kind: 'unknown', reason: `it answered ${status} without a usable job id`, ...facts };
  }

  const refused = (hold: 'credits' | 'auth' | 'rate-limit' | 'offline'): CreateOutcome => ({
    kind: 'refused',
    problem: statusProblem(status, error),
    hold,
    retryAfterMs: retryAfterMs(headers, nowMs),
    ...facts,
  });
  switch (status) {
    case 400:
    case 404:
    case 413:
    case 422:
      return { kind: 'rejected', problem: statusProblem(status, error), ...facts };
    case 401:
      return refused('auth');
    case 402:
      return refused('credits');
    case 403:
      // Only the service's own 403 is about the token; a CDN's is about the way to it.
      return refused(error.fromService ? 'auth' : 'offline');
    case 429:
      return refused(lacksCredits(error) ? 'credits' : 'rate-limit');
    default:
      // 409 too: its documented cure is to read again [E], which a create without an id cannot do.
      return { kind: 'unknown', reason: `it answered ${status}`, ...facts };
  }
}

/** The problem that an answer with an error status stands for, whatever was asked [E]. */
export function statusProblem(status: number, error: ServiceError): Problem {
  const message = error.message ?? error.code ?? 'no reason given';
  switch (status) {
    case 400:
      return problem('service.bad-request', { message });
    case 401:
      return problem('service.token');
    case 402:
      return problem('service.credits');
    case 403:
      return error.fromService ? problem('service.not-permitted') : problem('service.blocked');
    case 404:
      return problem('service.not-found', { message });
    case 409:
      return problem('service.conflict');
    case 413:
      return problem('service.too-large');
    case 422:
      return problem('service.needs-different-media', { message });
    case 429:
      return lacksCredits(error) ? problem('service.credits-429') : problem('service.rate-limit');
    default:
      return status === 408 || status >= 500
        ? problem('service.fault', { status })
        : problem('service.nonsense', { reason: `status ${status}` });
  }
}

/** Older pages answer 429 for a balance that does not suffice [E]. */
function lacksCredits({ code, message }: ServiceError): boolean {
  const text = `${code ?? ''} ${message ?? ''}`;
  return /insufficient|not[ _-]enough|out[ _-]of|too few/i.test(text) && /credit|balance|quota|fund/i.test(text);
}
