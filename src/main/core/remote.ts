/** What the service says of its jobs, list and account, once read; see service-answers.ts for how tolerantly. */

/** Where a remote job is. Only `completed` and `failed` are terminal; a status that nobody knows is `unknown`, never an end [L]. */
export type RemotePhase = 'waiting' | 'processing' | 'completed' | 'failed' | 'unknown';

export interface RemoteJob {
  /** 1 to 200 characters, none of them a control character; safe as one segment of a path once encoded. */
  id: string;
  /** The service's own word, for showing; `phase` is for deciding. */
  status: string;
  phase: RemotePhase;
  /** 0 to 100. */
  progress: number | null;
  /** https, or http on this computer. A secret. */
  resultUrl: string | null;
  /** At most 500 characters, holding no URL's path or query. */
  errorMessage: string | null;
  errorCode: string | null;
  /** Credits that this job cost. */
  creditsUsed: number | null;
  /** Credits of the account after this job. */
  remainingCredits: number | null;
  /** Seconds of media that were billed. */
  billedSeconds: number | null;
  /** The service's clock, in ms since 1970; as UTC where it names no time zone. */
  createdAtMs: number | null;
  /** Whether it says in which time zone that is. */
  namesZone: boolean;
  /** When it last changed, as far as that is told; likewise. */
  changedAtMs: number | null;
  /** The URLs that the job was created with, when the service repeats them. Secrets. */
  inputUrls: { video: string | null; audio: string | null };
}

export interface RemotePage {
  jobs: RemoteJob[];
  /** Null when the service does not say: then the first short or empty page is the last. */
  hasMore: boolean | null;
  /** Jobs on all pages, when the service says. */
  total: number | null;
  /** Items of this page that could not be read. */
  dropped: number;
}

/** The account. Each number may be missing [P]. A check, not a reservation: others may spend meanwhile. */
export interface Profile {
  userId: string | null;
  credits: number | null;
  /** `api_quota_remaining`. */
  quota: number | null;
  tier: string | null;
}

/** An error body, in the service's newer or older shape [E, G]. */
export interface ServiceError {
  /** Whether the service itself wrote the body, rather than a CDN or a proxy in front of it. */
  fromService: boolean;
  code: string | null;
  /** At most 500 characters, holding no URL's path or query. */
  message: string | null;
  requestId: string | null;
}
