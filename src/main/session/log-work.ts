import type { LedgerEvent } from '../../shared/events.ts';
import type { CallRecord } from '../fishspeech/client.ts';
import type { Facts, Log } from '../logs/log.ts';

/** A call to the service, as its own rule for logs says [E]: no token, no address of media. */
export function logCall(log: Log, { endpoint, method, path, ...record }: CallRecord): void {
  log.write('call', {
    endpoint,
    method,
    path,
    job: record.jobId,
    status: record.httpStatus,
    code: record.errorCode,
    requestId: record.requestId,
    failure: record.failure,
    ms: Math.round(record.durationMs),
  });
}

/** What the ledger's events tell about why something moved or did not; never a name or a path. */
export function logEvents(log: Log, events: readonly LedgerEvent[]): void {
  for (const { batchId: batch, jobId: job, body } of events) {
    const facts = factsOf(body);
    if (facts !== null) log.write(body.kind, { batch, job, ...facts });
  }
}

function factsOf(body: LedgerEvent['body']): Facts | null {
  switch (body.kind) {
    case 'hold-began':
      return { hold: body.hold, problem: body.problem?.code ?? null };
    case 'hold-ended':
      return { hold: body.hold, by: body.by };
    case 'clip':
      return body.problem && { from: body.from, to: body.to, problem: body.problem.code };
    case 'attempt-settled':
      return { outcome: body.outcome, reason: body.reason, requestId: body.requestId };
    case 'attempt-resolved':
      return { resolution: body.resolution };
    case 'batch-created':
      return { clips: body.clips };
    case 'batch-ended':
      return { done: body.done, failed: body.failed, rejected: body.rejected };
    case 'ledger-older':
      return { unknownHere: body.unknownHere, takenOver: body.takenOver };
    case 'bill-departed':
      return { credits: body.credits, low: body.low, high: body.high };
    case 'other-spending':
    case 'failure-billed':
      return { credits: body.credits };
    case 'balance-warning':
      return { cause: body.cause, credits: body.credits, fits: body.fits, total: body.total };
    case 'budget-set':
      return { budget: body.budget };
    case 'authorised':
    case 'attempt-opened':
    case 'reconciled':
    case 'remote-status':
    case 'fetched-again':
    case 'profile':
      return null;
  }
}
