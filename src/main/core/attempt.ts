/**
 * What is known of an attempt. Null while it is open. `accepted`, `unknown` and open attempts use up the person's
 * authorisation; `not-sent`, `rejected` and `refused` were certainly not accepted and leave it for another attempt.
 */
export type AttemptOutcome = 'accepted' | 'not-sent' | 'rejected' | 'refused' | 'unknown';

/** How the doubt about an `unknown` attempt ended: the service's list named it, or a person decided. */
export type AttemptResolution = 'found' | 'adopted' | 'submitted-again' | 'given-up';

/** One authorised create call, written down before it is made. */
export interface Attempt {
  id: number;
  jobId: string;
  /** 1, 2, … within the job. */
  number: number;
  /** Which of the person's authorisations it uses. */
  authorisation: number;
  /** A signed part of the attempt's video URL; null when the URLs were the person's own and could not be signed. */
  nonce: string | null;
  /** SHA-256 of the request's body. */
  digest: string;
  /** When it was written down, in ms since 1970: by this computer's clock, and by the service's as far as it was known. */
  openedAt: number;
  openedService: number | null;
  outcome: AttemptOutcome | null;
  reason: string | null;
  httpStatus: number | null;
  errorCode: string | null;
  requestId: string | null;
  remoteId: string | null;
  settledAt: number | null;
  resolution: AttemptResolution | null;
}
