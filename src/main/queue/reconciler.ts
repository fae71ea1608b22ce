import { describe, problem, type Problem } from '../../shared/problems.ts';
import { failure, type Result } from '../../shared/result.ts';
import type { Candidate } from '../../shared/events.ts';
import type { Attempt } from '../core/attempt.ts';
import { isTerminal } from '../core/job.ts';
import { readNonce } from '../core/nonce.ts';
import { judge, listClock, nonceOfJob, readBackTo, tellsInputUrls } from '../core/reconcile.ts';
import type { Evidence } from '../core/reconcile.ts';
import type { RemoteJob } from '../core/remote.ts';
import { backoffMs } from '../core/retry.ts';
import type { QueueContext } from './context.ts';
import { holdFor } from './hold-for.ts';
import { listPaceMs, ListWalker, type Walk } from './list-walk.ts';
import { takeOver } from './take-over.ts';

const failedPass = { baseMs: 5_000, maxMs: 300_000 };
const mostFailures = 3;
const longestWaitMs = 60_000;
/** How many jobs are asked for one by one in vain, when the list does not tell input URLs but a single job may. */
const mostInVain = 20;
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
 * Finds out what became of unknown attempts, by the service's own list and never by sending again. Each is looked for
 * in several passes, spread over minutes, because a list may lag. It also notices, on a start, that the ledger was
 * restored from an old copy: the service then lists jobs that carry this ledger's nonces and that it does not know.
 */
export class Reconciler {
  readonly #context: QueueContext;
  readonly #ledgerTag: string;
  readonly #onSettled: () => void;
  readonly #stopping = new AbortController();
  readonly #walker: ListWalker;
  readonly #searches = new Map<number, Search>();
  /** How often in a row the list could not be read. */
  #failures = 0;
  #asleep = new AbortController();
  #loop: Promise<void> | null = null;
  #isComparing = false;

  /** `onSettled` is called whenever there is less to wait for than before. */
  constructor(context: QueueContext, ledgerTag: string, onSettled: () => void) {
    this.#context = context;
    this.#ledgerTag = ledgerTag;
    this.#onSettled = onSettled;
    this.#walker = new ListWalker(context);
  }

  start(): void {
    const { ledger, apiUrl, holds } = this.#context;
    this.#isComparing = ledger.jobs.hasAny(apiUrl);
    holds.onChange((kind, began) => {
      if (kind === 'ledger' && !began) this.#isComparing = false;
    });
    for (const attempt of ledger.attempts.inDoubt(apiUrl)) {
      // One that was looked for in an earlier run is looked for once more, not for another ten minutes.
      const wasLookedFor = concluded.test(ledger.jobs.get(attempt.jobId)?.problem?.code ?? '');
      this.#begin(attempt.id, wasLookedFor ? this.#context.settings().reconcilePasses - 1 : 0);
    }
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
  }

  /** There may be a new attempt in doubt, or a hold has ended. */
  wake(): void {
    this.#asleep.abort();
  }

  /** Whether creates may be sent: not before the ledger was compared with the service's list. */
  get allowsCreates(): boolean {
    return !this.#isComparing;
  }

  /** Whether there is still something that the service's list may settle. One that cannot be read settles nothing soon. */
  get isBusy(): boolean {
    return this.#failures < mostFailures && (this.#isComparing || this.#pending().length > 0);
  }

  /** Makes all passes for every attempt in doubt, `gapMs` (or a second) apart. Fails as the list call does. */
  async look(gapMs: number): Promise<Result<void>> {
    const { ledger, apiUrl, settings, clock } = this.#context;
    let answer: Result<void> = { ok: true, value: undefined };
    for (let pass = 1; pass <= settings().reconcilePasses; pass += 1) {
      const inDoubt = ledger.attempts.inDoubt(apiUrl);
      if (inDoubt.length === 0) break;
      for (const { id } of inDoubt) this.#begin(id, pass - 1);
      if (pass > 1) await clock.sleep(Math.max(gapMs, listPaceMs), this.#stopping.signal);
      answer = await this.#pass(inDoubt, pass === settings().reconcilePasses);
      if (!answer.ok) break;
    }
    return answer;
  }

  /** Looks for an attempt from now on as if `made` passes were made. What was seen of it stays. */
  #begin(attemptId: number, made: number): Search {
    const candidates = this.#searches.get(attemptId)?.candidates ?? new Map<string, Candidate>();
    const search = { made, tries: made, dueAt: 0, candidates };
    this.#searches.set(attemptId, search);
    return search;
  }

  /** Looks once more for an attempt in doubt, before anything is sent in its place. Says whether it was found. */
  async find(attemptId: number): Promise<boolean> {
    const { ledger, apiUrl } = this.#context;
    const attempt = ledger.attempts.inDoubt(apiUrl).find(({ id }) => id === attemptId);
    if (attempt === undefined) return false;
    await this.#lookFor([attempt]);
    return ledger.attempts
      .ofJob(attempt.jobId)
      .some(({ id, resolution }) => id === attemptId && resolution === 'found');
  }

  async #run(): Promise<void> {
    const { clock, holds, random } = this.#context;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#asleep = new AbortController();
      const pending = this.#pending();
      const dueAt = ({ id }: Attempt): number => this.#searches.get(id)?.dueAt ?? 0;
      const due = pending.filter((attempt) => dueAt(attempt) <= clock.monotonic());
      const isHeld = holds.stopsAll('process');
      if (isHeld || (!this.#isComparing && due.length === 0)) {
        const waits = isHeld ? [] : pending.map((attempt) => dueAt(attempt) - clock.monotonic());
        await clock.sleep(Math.max(1, Math.min(longestWaitMs, ...waits)), this.#asleep.signal);
        continue;
      }
      await this.#look(due);
      this.#onSettled();
      if (this.#failures > 0) await clock.sleep(backoffMs(this.#failures - 1, random.fraction(), failedPass), signal);
    }
  }

  /** The list cannot be read. Whether to go on without is a person's to say: by ending the hold, or by deciding. */
  #tellUnread(found: Problem): void {
    const { ledger, holds } = this.#context;
    if (this.#isComparing) {
      holds.begin('ledger', problem('ledger.not-compared'));
      return;
    }
    const reason = describe(found).what.replace(/\.$/, '');
    for (const { jobId } of this.#pending()) {
      if (concluded.test(ledger.jobs.get(jobId)?.problem?.code ?? '')) continue;
      ledger.jobs.note(jobId, { problem: problem('attempt.list-unread', { reason }) });
    }
  }

  async #look(due: readonly Attempt[]): Promise<void> {
    try {
      const answer = this.#isComparing ? await this.#compare() : await this.#pass(due);
      this.#failures = answer.ok ? 0 : this.#failures + 1;
      if (!answer.ok && this.#failures >= mostFailures) this.#tellUnread(answer.problem);
    } catch (error) {
      this.#context.onFault(error); // a ledger that cannot be written to now: the next look may find it better
      await this.#context.clock.sleep(failedPass.baseMs, this.#stopping.signal);
    }
  }

  /** The attempts in doubt that were not yet looked for often enough. */
  #pending(): Attempt[] {
    const { ledger, apiUrl } = this.#context;
    return ledger.attempts.inDoubt(apiUrl).filter(({ id }) => !this.#isOver(this.#searches.get(id)));
  }

  /** Whether it was looked for often enough: a list that never comes to its end is not read for ever. */
  #isOver(search: Search | undefined): boolean {
    const { reconcilePasses } = this.#context.settings();
    return search !== undefined && (search.made >= reconcilePasses || search.tries >= 2 * reconcilePasses);
  }

  /** One walk of the list, for all the given attempts. */
  async #pass(attempts: readonly Attempt[], isLast = false): Promise<Result<void>> {
    const looked = await this.#lookFor(attempts, isLast);
    return looked.ok ? looked : this.#failed(looked);
  }

  async #lookFor(attempts: readonly Attempt[], isLast = false): Promise<Result<void>> {
    const { signal } = this.#stopping;
    const walked = await this.#walker.walk(readBackTo(attempts), signal);
    if (!walked.ok) return walked;
    const evidence = this.#evidenceOf(walked.value.jobs);
    const possible = attempts.flatMap((attempt) => {
      const finding = judge(attempt, walked.value.jobs, evidence);
      return finding.kind === 'open' ? finding.candidates.map(({ remoteId }) => remoteId) : [];
    });
    const { jobs } = await this.#withInputUrls(walked.value.jobs, new Set(possible), evidence);
    if (!signal.aborted)
      for (const attempt of attempts) this.#settle(attempt, jobs, evidence, this.#tells(walked.value, attempt), isLast);
    return { ok: true, value: undefined };
  }

  /** What the ledger knows of the jobs of a list, beside the attempts that are looked for. */
  #evidenceOf(jobs: readonly RemoteJob[]): Evidence & { shown: Set<RemoteJob> } {
    const { ledger, apiUrl } = this.#context;
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const known = ledger.attempts.acceptedAtOnce(apiUrl, [...byId.keys()]);
    const times = known.flatMap(({ remoteId, openedService }) => {
      const told = byId.get(remoteId ?? '')?.createdAtMs ?? null;
      return told === null || openedService === null ? [] : [[told, openedService] as const];
    });
    const showsNonces = jobs.some((job) => this.#isOurs(job));
    const shown = new Set(showsNonces ? jobs.filter(tellsInputUrls) : []);
    return {
      isOwned: ({ id }) => ledger.jobs.byRemoteId(apiUrl, id) !== null,
      wouldShowNonce: (job) => shown.has(job),
      listClockMs: listClock(times),
      shown,
    };
  }

  /** Whether the job tells a nonce of this ledger. */
  #isOurs(job: RemoteJob): boolean {
    const nonce = nonceOfJob(job);
    return nonce !== null && this.#context.ledger.attempts.byNonce(nonce) !== null;
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
    const search = this.#searches.get(attempt.id) ?? this.#begin(attempt.id, 0);
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

  /**
   * Asks for jobs one by one that the list showed without their nonces, in case the service tells them then. `problem`:
   * why one of them could not be read.
   */
  async #withInputUrls(
    jobs: readonly RemoteJob[],
    possible: ReadonlySet<string>,
    { wouldShowNonce, shown }: { wouldShowNonce: (job: RemoteJob) => boolean; shown: Set<RemoteJob> },
  ): Promise<{ jobs: RemoteJob[]; problem: Problem | null }> {
    const { client, ledger, apiUrl } = this.#context;
    const repeats = ledger.services.repeatsInputUrls(apiUrl) === true;
    let unread: Problem | null = null;
    const newest = jobs
      .filter((job) => possible.has(job.id) && nonceOfJob(job) === null && !wouldShowNonce(job))
      .toSorted((a, b) => (b.createdAtMs ?? Infinity) - (a.createdAtMs ?? Infinity));
    const told = new Map<RemoteJob, RemoteJob>();
    let inVain = 0;
    for (const job of newest) {
      if (inVain === mostInVain || this.#stopping.signal.aborted) break;
      const answer = await client.get(job.id, this.#stopping.signal);
      if (!answer.ok || !tellsInputUrls(answer.value)) inVain += 1;
      // One that tells less than the list is not the whole answer.
      if (answer.ok && (answer.value.createdAtMs !== null || job.createdAtMs === null)) {
        if (repeats && tellsInputUrls(answer.value)) shown.add(answer.value);
        told.set(job, answer.value);
      } else if (answer.ok) unread = problem('service.nonsense', { reason: 'it tells less than the list' });
      else if (answer.problem.code !== 'service.job-not-found') unread = answer.problem;
    }
    return { jobs: jobs.map((job) => told.get(job) ?? job), problem: unread };
  }

  /** Compares the ledger with the service's list: jobs with this ledger's nonces that it does not know. */
  async #compare(): Promise<Result<void>> {
    const { ledger, apiUrl, holds } = this.#context;
    const openedService = ledger.attempts.latestByService(apiUrl);
    const walked = await this.#walker.walk(readBackTo([{ openedService }]), this.#stopping.signal);
    if (!walked.ok) return this.#failed(walked);
    const evidence = this.#evidenceOf(walked.value.jobs);
    const free = walked.value.jobs.filter((job) => !evidence.isOwned(job)).map(({ id }) => id);
    const { jobs, problem: unread } = await this.#withInputUrls(walked.value.jobs, new Set(free), evidence);
    if (this.#stopping.signal.aborted) return { ok: true, value: undefined };
    const unknownHere = jobs.flatMap((remote) => {
      const nonce = nonceOfJob(remote);
      const parts = nonce === null ? null : readNonce(nonce);
      if (nonce === null || parts?.ledger !== this.#ledgerTag || ledger.attempts.byNonce(nonce) !== null) return [];
      return [{ remote, nonce, jobId: parts.jobId }];
    });
    if (unknownHere.length > 0) {
      holds.begin('ledger', problem('ledger.older', { count: unknownHere.length }));
      const taken = unknownHere.filter((each) => takeOver(this.#context, each)).length;
      ledger.together(() =>
        ledger.events.append(
          { batchId: null, jobId: null },
          { kind: 'ledger-older', unknownHere: unknownHere.length, takenOver: taken },
        ),
      );
    }
    if (unread !== null) return this.#failed(failure(unread));
    if (!walked.value.isComplete) return this.#failed(failure(problem('ledger.not-compared')));
    this.#isComparing = false;
    // What is left has no clip here that could be submitted a second time.
    if (unknownHere.every(({ jobId }) => !this.#couldBeSubmitted(jobId))) holds.end('ledger', 'itself');
    return { ok: true, value: undefined };
  }

  #couldBeSubmitted(jobId: string): boolean {
    const job = this.#context.ledger.jobs.get(jobId);
    return job !== null && !isTerminal(job.state) && job.remoteId === null;
  }

  #failed(answer: Result<never>): Result<void> {
    const { holds } = this.#context;
    if (answer.ok || this.#stopping.signal.aborted) return { ok: true, value: undefined };
    const hold = holdFor(answer.problem);
    if (hold !== null) holds.begin(hold, answer.problem);
    return answer;
  }
}

function verdict(candidates: number, isReadThrough: boolean, passes: number): Problem {
  if (candidates > 0) return problem('attempt.candidates', { count: candidates });
  return isReadThrough ? problem('attempt.not-listed', { passes }) : problem('attempt.not-read-through');
}
