import type { Candidate } from '../../shared/events.ts';
import { describe, problem, type Problem } from '../../shared/problems.ts';
import { success, type Result } from '../../shared/result.ts';
import type { Attempt } from '../core/attempt.ts';
import { judge, readBackTo, type Evidence } from '../core/reconcile.ts';
import type { RemoteJob } from '../core/remote.ts';
import type { QueueContext } from './context.ts';
import { evidenceOf, withInputUrls } from './list-evidence.ts';
import type { ListWalker, Walk } from './list-walk.ts';

/** How soon a list is read again that could not be read, or not to its end. */
export const failedPass = { baseMs: 5_000, maxMs: 300_000 };
/** How long before an attempt another must have been accepted to show whether the list can be believed, at the most. */
const witnessMs = 86_400_000;
const concluded = /^attempt\.(candidates|not-listed|not-read-through)$/;

/** How far the looking for one attempt has come in this run. */
interface Search {
  /** How often the list was read to its end, and how often it was tried. */
  made: number;
  tries: number;
  /** Monotonic, ms. */
  dueAt: number;
  /** What could be it in any pass: a list that is kept in several places may forget what it has shown. */
  candidates: Map<string, Candidate>;
}

/**
 * Looks for attempts in doubt in the service's list, each in several passes, and writes down what became of them: found,
 * or told to the person with its candidates once it was looked for often enough.
 */
export class AttemptSearch {
  readonly #context: QueueContext;
  readonly #walker: ListWalker;
  readonly #stopping: AbortSignal;
  readonly #searches = new Map<number, Search>();

  constructor(context: QueueContext, walker: ListWalker, stopping: AbortSignal) {
    this.#context = context;
    this.#walker = walker;
    this.#stopping = stopping;
  }

  /** Takes up what the last run left in doubt. */
  start(): void {
    const { ledger, apiUrl, settings } = this.#context;
    for (const attempt of ledger.attempts.inDoubt(apiUrl)) {
      // One that was looked for in an earlier run is looked for once more, not for another ten minutes.
      this.begin(attempt.id, this.#isConcluded(attempt) ? settings().reconcilePasses - 1 : 0);
    }
  }

  /** Looks for an attempt from now on as if `made` passes were made. What was seen of it stays. */
  begin(attemptId: number, made: number): Search {
    const candidates = this.#searches.get(attemptId)?.candidates ?? new Map<string, Candidate>();
    const search = { made, tries: made, dueAt: 0, candidates };
    this.#searches.set(attemptId, search);
    return search;
  }

  /** The attempts in doubt that were not yet looked for often enough. */
  pending(): Attempt[] {
    const { ledger, apiUrl } = this.#context;
    return ledger.attempts.inDoubt(apiUrl).filter(({ id }) => !this.#isOver(this.#searches.get(id)));
  }

  /** When the next pass for an attempt is due; monotonic, ms. */
  dueAt({ id }: Attempt): number {
    return this.#searches.get(id)?.dueAt ?? 0;
  }

  /** The list cannot be read: what to do about the clips in doubt is a person's to say, by deciding. */
  tellUnread(found: Problem): void {
    const reason = describe(found).what.replace(/\.$/, '');
    for (const attempt of this.pending()) {
      if (this.#isConcluded(attempt)) continue;
      this.#context.ledger.jobs.note(attempt.jobId, { problem: problem('attempt.list-unread', { reason }) });
    }
  }

  /** Whether a person was told how the looking for it ended. */
  #isConcluded({ jobId }: Attempt): boolean {
    return concluded.test(this.#context.ledger.jobs.get(jobId)?.problem?.code ?? '');
  }

  /** Whether it was looked for often enough: a list that never comes to its end is not read for ever. */
  #isOver(search: Search | undefined): boolean {
    const { reconcilePasses } = this.#context.settings();
    return search !== undefined && (search.made >= reconcilePasses || search.tries >= 2 * reconcilePasses);
  }

  /** One walk of the list, for all the given attempts; after the last one each is concluded. Fails as the list call does. */
  async lookFor(attempts: readonly Attempt[], isLast = false): Promise<Result<void>> {
    const walked = await this.#walker.walk(readBackTo(attempts), this.#stopping);
    if (!walked.ok) return walked;
    const evidence = evidenceOf(walked.value.jobs, this.#context);
    const possible = attempts.flatMap((attempt) => {
      const finding = judge(attempt, walked.value.jobs, evidence);
      return finding.kind === 'open' ? finding.candidates.map(({ remoteId }) => remoteId) : [];
    });
    const { jobs } = await withInputUrls(walked.value.jobs, new Set(possible), evidence, this.#context, this.#stopping);
    if (!this.#stopping.aborted)
      for (const attempt of attempts) this.#settle(attempt, jobs, evidence, this.#tells(walked.value, attempt), isLast);
    return success(undefined);
  }

  /**
   * Whether a list without this attempt says that it was not accepted: it was read to its end, and shows the job that was
   * accepted last before. One of another account, or of a part of this one, does not.
   */
  #tells({ isComplete, jobs }: Walk, { openedService }: Attempt): boolean {
    const { ledger, apiUrl } = this.#context;
    if (!isComplete || openedService === null) return isComplete;
    const witness = ledger.attempts.lastAcceptedBetween(apiUrl, openedService - witnessMs, openedService);
    return witness === null || jobs.some(({ id }) => id === witness.remoteId);
  }

  #settle(attempt: Attempt, jobs: readonly RemoteJob[], evidence: Evidence, tells: boolean, isLast: boolean): void {
    const { ledger, apiUrl, settings, clock } = this.#context;
    const job = ledger.jobs.get(attempt.jobId);
    const isOpen = ledger.attempts.inDoubt(apiUrl).some(({ id }) => id === attempt.id);
    if (job?.state !== 'unconfirmed' || !isOpen) return; // a person decided meanwhile
    const finding = judge(attempt, jobs, evidence);
    if (finding.kind === 'found') {
      this.#searches.delete(attempt.id);
      ledger.services.setRepeatsInputUrls(apiUrl, true);
      const { id: remoteId, status, creditsUsed } = finding.job;
      const change = { remoteId, remoteStatus: status, creditsUsed, acceptedAt: clock.now() };
      ledger.attempts.resolve(attempt.id, 'found', { remoteId, by: null }, 'accepted', change);
      return;
    }
    const { reconcilePasses, reconcileOverMs } = settings();
    const search = this.#searches.get(attempt.id) ?? this.begin(attempt.id, 0);
    for (const candidate of finding.candidates) search.candidates.set(candidate.remoteId, candidate);
    const gapMs = reconcilePasses > 1 ? reconcileOverMs / (reconcilePasses - 1) : 0;
    search.made += tells ? 1 : 0;
    search.tries += 1;
    search.dueAt = clock.monotonic() + Math.max(gapMs, tells ? 0 : failedPass.baseMs);
    if (!isLast && !this.#isOver(search)) return;
    const isFree = ({ remoteId }: Candidate): boolean => ledger.jobs.byRemoteId(apiUrl, remoteId) === null;
    const candidates = [...search.candidates.values()].filter(isFree);
    ledger.together(() => {
      const about = { batchId: job.batchId, jobId: job.id };
      ledger.events.append(about, { kind: 'reconciled', attempt: attempt.number, passes: search.tries, candidates });
      ledger.jobs.note(job.id, { problem: verdict(candidates.length, search.made >= reconcilePasses, search.made) });
    });
  }
}

function verdict(candidates: number, isReadThrough: boolean, passes: number): Problem {
  if (candidates > 0) return problem('attempt.candidates', { count: candidates });
  return isReadThrough ? problem('attempt.not-listed', { passes }) : problem('attempt.not-read-through');
}
