import { problem, type Problem } from '../../../shared/problems.ts';
import type { Job } from '../../core/job.ts';
import { departure } from '../../core/learn-price.ts';
import { nonceOfJob } from '../../core/reconcile.ts';
import { median, nextPollMs } from '../../core/polling.ts';
import type { RemoteJob } from '../../core/remote.ts';
import type { QueueContext } from '../context.ts';
import { holdFor } from '../hold-for.ts';
import type { Stage } from '../scheduler.ts';

const pollsAtOnce = 4;
const samples = 20;

/** Process: asks the service how an accepted job is, until it says that it is over. It never submits anything. */
export function watchStage(context: QueueContext): Stage {
  const { ledger, apiUrl, settings, holds, prices, client, clock, random, progress } = context;
  const polls = new Map<string, number>();

  function typicalMs(): number | null {
    return median(
      ledger.jobs
        .recentlyDone(apiUrl, samples)
        .flatMap(({ acceptedAt, completedAt }) =>
          acceptedAt !== null && completedAt !== null && completedAt >= acceptedAt ? [completedAt - acceptedAt] : [],
        ),
    );
  }

  function pauseBeforeNext(job: Job): number {
    const count = (polls.get(job.id) ?? 0) + 1;
    polls.set(job.id, count);
    const { firstPollMs, slowestPollMs } = settings();
    return nextPollMs({
      polls: count,
      elapsedMs: Math.max(0, clock.now() - (job.acceptedAt ?? clock.now())),
      progress: job.remoteProgress === null || job.remoteProgress === 0 ? null : job.remoteProgress / 100,
      typicalMs: typicalMs(),
      firstMs: firstPollMs,
      slowestMs: slowestPollMs,
      fraction: random.fraction(),
    });
  }

  /** Learns whether the service repeats input URLs, from a job whose nonce is known. What it does now counts. */
  function learn(job: Job, remote: RemoteJob): void {
    const nonce = ledger.attempts.ofJob(job.id).find(({ outcome }) => outcome === 'accepted')?.nonce ?? null;
    if (nonce === null) return;
    const repeats = nonceOfJob(remote) === nonce;
    if (!repeats && remote.createdAtMs === null) return; // an answer that tells next to nothing
    if (ledger.services.repeatsInputUrls(apiUrl) !== repeats) ledger.services.setRepeatsInputUrls(apiUrl, repeats);
  }

  /** A bill that is not what the price was learned to be leaves an event. */
  function tellOfDeparture({ id, batchId, videoSeconds, audioSeconds }: Job, credits: number | null): void {
    if (credits === null) return;
    const expected = departure(prices.learned().price, { credits, video: videoSeconds, audio: audioSeconds });
    if (expected === null) return;
    ledger.events.append({ batchId, jobId: id }, { kind: 'bill-departed', credits, ...expected });
  }

  function keep(job: Job, remote: RemoteJob): number {
    if (!polls.has(job.id)) learn(job, remote);
    const facts = {
      remoteStatus: remote.status,
      remoteProgress: Math.max(job.remoteProgress ?? 0, remote.progress ?? 0),
      creditsUsed: remote.creditsUsed ?? job.creditsUsed,
      billedSeconds: remote.billedSeconds ?? job.billedSeconds,
    };
    switch (remote.phase) {
      case 'completed':
        polls.delete(job.id);
        ledger.together(() => {
          tellOfDeparture(job, facts.creditsUsed);
          ledger.jobs.move(job.id, 'accepted', 'fetching', { ...facts, completedAt: clock.now() });
        });
        return 0;
      case 'failed':
        polls.delete(job.id);
        ledger.jobs.move(job.id, 'accepted', 'failed', {
          ...facts,
          completedAt: clock.now(),
          endedAt: clock.now(),
          problem: problem('service.job-failed', { message: remote.errorMessage ?? 'it gave no reason' }),
        });
        return 0;
      case 'waiting':
      case 'processing':
      case 'unknown':
        if (remote.progress !== null) progress(job.id, 'process', facts.remoteProgress / 100);
        return pauseBeforeNext(ledger.jobs.note(job.id, { ...facts, problem: null }));
    }
  }

  function keepProblem(job: Job, found: Problem): number {
    const hold = holdFor(found);
    if (hold !== null) holds.begin(hold, found);
    else ledger.jobs.note(job.id, { problem: found });
    return found.code === 'service.job-not-found' ? settings().notFoundPollMs : pauseBeforeNext(job);
  }

  return {
    step: 'process',
    limit: () => pollsAtOnce,
    candidates: (count) => (holds.stopsAll('process') ? [] : ledger.jobs.inState(apiUrl, 'accepted', count)),
    async run(job, signal) {
      if (job.remoteId === null) throw new Error(`accepted job ${job.id} has no remote id`);
      const answer = await client.get(job.remoteId, signal, job.id);
      if (signal.aborted) return 0;
      return answer.ok ? keep(job, answer.value) : keepProblem(job, answer.problem);
    },
  };
}
