import type { NetworkFailure } from './ports.ts';

const reasons: Record<NetworkFailure, string> = {
  dns: 'its name cannot be looked up',
  refused: 'the connection was refused',
  tls: 'no secure connection could be made',
  timeout: 'no answer in time',
  reset: 'the connection was reset',
  closed: 'the connection was closed before the answer was complete',
  'too-large': 'the answer is too large',
  aborted: 'stopped',
  other: 'a network error',
};

/** A network failure in words, as the `reason` of a problem. */
export function networkReason(failure: NetworkFailure): string {
  return reasons[failure];
}
