import { problem } from '../../../shared/problems.ts';
import type { CreateOutcome } from '../../core/outcome.ts';
import type { Attempt } from '../../core/attempt.ts';
import { takesPlace, type Job } from '../../core/job.ts';
import { linkLifetimeMs } from '../../core/link-lifetime.ts';
import { sameIdentity } from '../../core/local-file.ts';
import { makeNonce } from '../../core/nonce.ts';
import { success, type Result } from '../../../shared/result.ts';
import { isOfTheDisk } from '../../ledger/disk-errors.ts';
import type { HostedObject } from '../../ledger/hosted-objects.ts';
import type { Budgets } from '../budgets.ts';
import type { QueueContext } from '../context.ts';
import type { Stage } from '../scheduler.ts';
import { hostable } from '../hosting.ts';

const ledgerRetryMs = 1_000;

/**
 * Submit: the one step that spends. The attempt is on disk before a byte is sent, it is sent once, and what came of it
 * is on disk before anyone is told (DESIGN.md, “Never pay twice”).
 */
export function submitStage(context: QueueContext, budgets: Budgets, allowsCreates: () => boolean): Stage {
  const { ledger, apiUrl, settings, holds, client, clock, random, media, hosting, leaveAlone, serviceClock } = context;

  /** How many creates are under way in this run. */
  let sending = 0;

  /** How many more clips may be at the service. */
  function slots(): number {
    const underWay = ledger.jobs.countInState(apiUrl, 'submitting');
    const accepted = ledger.jobs.inState(apiUrl, 'accepted', Number.MAX_SAFE_INTEGER);
    const atService = accepted.filter((job) => takesPlace(job, clock.now())).length;
    const free = settings().concurrency - underWay - atService;
    // A job in doubt on a service that does not repeat input URLs is known only by its time: one create at a time then.
    const oneAtATime = ledger.services.repeatsInputUrls(apiUrl) !== true && ledger.attempts.inDoubt(apiUrl).length > 0;
    return oneAtATime ? Math.min(free, 1 - underWay) : free;
  }

  /** How long links that are signed now should live: the service may read the files only after its own queue. */
  function lifetimeNow(): number {
    const now = clock.now();
    const waits = [
      ...ledger.jobs.recentlyDone(apiUrl, 20),
      ...ledger.jobs.inState(apiUrl, 'fetching', Number.MAX_SAFE_INTEGER),
      ...ledger.jobs.inState(apiUrl, 'accepted', Number.MAX_SAFE_INTEGER),
    ].map(({ acceptedAt, completedAt }) => (acceptedAt === null ? 0 : (completedAt ?? now) - acceptedAt));
    return linkLifetimeMs(settings().signedUrlMs, waits);
  }

  /**
   * The URLs of one attempt, the nonce that they carry (null where both are the person's own), and what they are of;
   * `hosted` is null when a file is no longer hosted where it should be.
   */
  async function signUrls(
    job: Job,
    lifetimeMs: number,
  ): Promise<Result<{ videoUrl: string; audioUrl: string; nonce: string | null; hosted: HostedObject[] } | null>> {
    const nonce = makeNonce({ ledger: context.ledgerTag, jobId: job.id, chance: random.token(12) });
    const hosted: HostedObject[] = [];
    const urls: string[] = [];
    for (const file of [ledger.media.get(job.videoId), ledger.media.get(job.audioId)]) {
      if (file.kind === 'url') {
        urls.push(file.location);
        continue;
      }
      const media = hostable(file);
      const object = media && hosting.find(media);
      if (media === null || object === null) return success(null);
      const signed = await hosting.sign(object, media, { nonce, lifetimeMs });
      if (!signed.ok) return signed;
      urls.push(signed.value);
      hosted.push(object);
    }
    const [videoUrl = '', audioUrl = ''] = urls;
    return success({ videoUrl, audioUrl, nonce: hosted.length > 0 ? nonce : null, hosted });
  }

  /** Whether both files are still as they were checked: the service would be refused a changed one, perhaps after a charge. */
  async function isAsChecked(job: Job): Promise<boolean> {
    const files = [job.videoId, job.audioId].flatMap((id) => hostable(ledger.media.get(id)) ?? []);
    const found = await Promise.all(files.map(async (file) => ({ file, now: await media.stat(file.path) })));
    return found.every(({ file, now }) => now.ok && sameIdentity(now.value, file));
  }

  /** Whether this clip may be sent at this moment. */
  function mayCreate(job: Job): boolean {
    return allowsCreates() && !holds.stops('submit', job.batchId) && slots() > 0;
  }

  /** Whether the clip's batch may still pay for it; if it may not, the batch is held. */
  function isWithinBudget(job: Job): boolean {
    const verdict = budgets.verdict(job);
    if (verdict.kind === 'over') holds.begin('budget', verdict.problem, job.batchId);
    return verdict.kind === 'fits';
  }

  /** The first clips that may be sent, without those that wait for what others of their batch will have cost. */
  function affordable(count: number): Job[] {
    const waiting = new Set<string>();
    for (;;) {
      const stopped = [...holds.batchesStopped('submit'), ...waiting];
      const jobs = ledger.jobs.inStateExcept(apiUrl, 'hosted', stopped, count);
      const waits = jobs.find((job) => budgets.verdict(job).kind === 'wait');
      if (waits === undefined) return jobs;
      waiting.add(waits.batchId);
    }
  }

  /** An outcome that cannot be written down yet is kept and written later: the answer must not be lost to a full disk. */
  async function settleDurably(settle: () => void): Promise<void> {
    for (;;) {
      try {
        settle();
        return;
      } catch (error) {
        if (!isOfTheDisk(error)) throw error; // a bug is not repeated
        await clock.sleep(ledgerRetryMs);
      }
    }
  }

  function settle(attempt: Attempt, job: Job, outcome: CreateOutcome): void {
    const { httpStatus, errorCode, requestId } = outcome;
    const facts = { httpStatus, errorCode, requestId, reason: null, remoteId: null };
    switch (outcome.kind) {
      case 'accepted': {
        const { id, status, creditsUsed } = outcome.job;
        const owner = ledger.jobs.byRemoteId(apiUrl, id);
        if (owner !== null) {
          settleUnknown(attempt, { ...outcome, reason: `the service answered with the id of “${owner.name}”` });
          return;
        }
        ledger.attempts.settle(attempt.id, { ...facts, outcome: 'accepted', remoteId: id }, 'accepted', {
          remoteId: id,
          remoteStatus: status,
          acceptedAt: clock.now(),
          creditsUsed,
        });
        holds.rateLimitIsOver();
        leaveAlone(job.id, settings().firstPollMs);
        return;
      }
      case 'not-sent':
        // The hold first: a settling that fails is tried again, and finds it in force.
        holds.begin('offline', outcome.problem);
        ledger.attempts.settle(attempt.id, { ...facts, outcome: 'not-sent' }, 'ready', { problem: outcome.problem });
        return;
      case 'rejected':
        ledger.attempts.settle(attempt.id, { ...facts, outcome: 'rejected' }, 'rejected', { problem: outcome.problem });
        return;
      case 'refused':
        if (outcome.hold === 'rate-limit') holds.beginRateLimit(outcome.problem, outcome.retryAfterMs ?? 0);
        else if (outcome.hold !== null) holds.begin(outcome.hold, outcome.problem);
        ledger.attempts.settle(attempt.id, { ...facts, outcome: 'refused' }, 'ready', { problem: outcome.problem });
        return;
      case 'unknown':
        settleUnknown(attempt, outcome);
    }
  }

  function settleUnknown(
    attempt: Attempt,
    facts: { reason: string; httpStatus: number | null; errorCode: string | null; requestId: string | null },
  ): void {
    const { reason, httpStatus, errorCode, requestId } = facts;
    ledger.attempts.settle(
      attempt.id,
      { outcome: 'unknown', reason, httpStatus, errorCode, requestId, remoteId: null },
      'unconfirmed',
      { problem: problem('attempt.unknown', { reason }) },
    );
  }

  return {
    step: 'submit',
    limit: () => slots() + sending,
    candidates: (count) => (holds.stopsAll('submit') || !allowsCreates() ? [] : affordable(count)),
    async run(job, signal) {
      const asChecked = await isAsChecked(job);
      if (ledger.jobs.get(job.id)?.state !== 'hosted') return 0; // canceled meanwhile
      if (!asChecked) {
        // Hosting says what is wrong with the file.
        ledger.jobs.move(job.id, 'hosted', 'ready');
        return 0;
      }
      if (!mayCreate(job)) return 0;
      // What the list will be compared with, should the answer be lost: any answer tells it.
      if (serviceClock.isStale) await client.profile(signal);
      const lifetimeMs = lifetimeNow();
      const until = clock.now() + lifetimeMs;
      const signed = await signUrls(job, lifetimeMs);
      if (ledger.jobs.get(job.id)?.state !== 'hosted') return 0;
      if (!signed.ok) {
        ledger.jobs.move(job.id, 'hosted', 'ready', { problem: signed.problem });
        holds.begin('host', signed.problem);
        return 0;
      }
      if (signed.value === null || !signed.value.hosted.every((object) => hosting.isOffered(object))) {
        // Taken away, or another host was chosen, since it was hosted.
        ledger.jobs.move(job.id, 'hosted', 'ready');
        return 0;
      }
      // A hold may have begun meanwhile. From here to the create nothing else can come between.
      if (!mayCreate(job)) return 0;
      const { videoUrl, audioUrl, nonce, hosted } = signed.value;
      const attempt = ledger.together(() => {
        if (!isWithinBudget(job)) return null;
        for (const { id } of hosted) ledger.hostedObjects.noteUse(id, job.id, until);
        return ledger.attempts.open({
          jobId: job.id,
          nonce,
          digest: client.payloadDigest({ videoUrl, audioUrl }),
          apiUrl,
          openedService: serviceClock.now(),
        });
      });
      if (attempt === null) return 0;
      // No signal: a create that has begun is waited for, because breaking it off would only make its outcome unknown.
      sending += 1;
      try {
        const outcome = await client.create({ videoUrl, audioUrl }, undefined, job.id);
        await settleDurably(() => settle(attempt, job, outcome));
      } finally {
        sending -= 1;
      }
      return 0;
    },
  };
}
