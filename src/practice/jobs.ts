import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { billedSeconds } from './billing.ts';
import type { Billing } from './billing.ts';
import type { Book, Job } from './book.ts';
import type { Faults } from './faults.ts';
import { readDurations, render } from './ffmpeg.ts';
import type { InputFiles } from './ffmpeg.ts';
import { downloadInput } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import type { Results } from './results.ts';
import { createSlots } from './slots.ts';

/** What the work on jobs depends on. `inputs` is a folder of its own for what is downloaded. */
export interface JobsSetup {
  book: Book;
  faults: Faults;
  results: Results;
  inputs: string;
  ffmpeg: string;
  mode: 'ffmpeg' | 'copy';
  renderSpeed: number;
  renderSeconds: number | undefined;
  tariff: () => { billing: Billing; creditsPerUnit: number };
}

/** The life of jobs, from acceptance to their end. */
export interface Jobs {
  /** Accepts a job and begins to work on it, or null when the credits do not suffice. */
  accept(videoUrl: string, audioUrl: string): Job | null;
  /** From 0 to 100. Moves smoothly over the time that the processing takes at least. */
  progressOf(job: Job): number;
  /** Takes up again all jobs that were not at their end when the service stopped. */
  resume(): void;
  /** Ends all work and its child processes. The jobs stay as they are. */
  stop(): Promise<void>;
}

export function createJobs(setup: JobsSetup): Jobs {
  const { book, faults, results, ffmpeg } = setup;
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = new Set<Promise<void>>();
  /** From when to when the processing of a job seems to take, in milliseconds of performance.now(). */
  const spans = new Map<string, { from: number; until: number }>();
  // Apart, so that a job does not stay `queued` because others are being rendered.
  const measuring = createSlots(2);
  const rendering = createSlots(2);

  /** Whether another job may be accepted: every job whose price is still open will cost one unit at least. */
  function isAffordable(): boolean {
    const { creditsPerUnit } = setup.tariff();
    const unpriced = [...book.jobs.values()].filter((job) => job.status === 'queued' && job.creditsUsed === null);
    return book.balance() - unpriced.length * creditsPerUnit >= creditsPerUnit;
  }

  function begin(job: Job): void {
    const folder = join(setup.inputs, job.id);
    const work = live(job, folder, performance.now())
      .then(
        async (outcome) => {
          const at = Date.now();
          if (outcome.ok) book.record({ type: 'completed', id: job.id, at });
          else book.record({ type: 'failed', id: job.id, at, message: outcome.message, refunded: refund(job.id) });
          await rm(folder, { recursive: true, force: true });
        },
        (error: unknown) => {
          if (signal.aborted) return;
          // The code alone: the text may hold paths of this computer.
          const reason = error instanceof Error && 'code' in error ? String(error.code) : 'a bug';
          const message = `The practice service could not go on (${reason}).`;
          book.record({ type: 'failed', id: job.id, at: Date.now(), message, refunded: refund(job.id) });
        },
      )
      // Not even the end could be written down: the job is taken up again at the next start.
      .catch(() => undefined)
      .finally(() => {
        spans.delete(job.id);
        working.delete(work);
      });
    working.add(work);
  }

  function refund(jobId: string): number {
    return faults.plan().billFailedJobs ? 0 : (book.jobs.get(jobId)?.creditsUsed ?? 0);
  }

  /** One job from its inputs to its result. Rejects only on a stop or an unforeseen fault. */
  async function live(job: Job, folder: string, acceptedAt: number): Promise<Outcome<void>> {
    await mkdir(folder, { recursive: true });
    const files: InputFiles = { video: join(folder, 'video'), audio: join(folder, 'audio') };
    for (const kind of ['video', 'audio'] as const) {
      const url = kind === 'video' ? job.videoUrl : job.audioUrl;
      const outcome = await fetchInput(url, files[kind]);
      if (!outcome.ok) return { ok: false, message: `The ${kind} could not be downloaded (${outcome.message}).` };
    }
    const started = await start(job, files);
    if (!started.ok) return started;

    const mediaSeconds = started.value;
    const from = setup.renderSeconds === undefined ? performance.now() : acceptedAt;
    const until = from + (setup.renderSeconds ?? mediaSeconds / setup.renderSpeed) * 1000;
    spans.set(job.id, { from, until });
    if (job.doomed) {
      await wait((from + until) / 2);
      return { ok: false, message: 'The processing failed, as the fault plan says.' };
    }
    // Waited for together, but both to their end, so that a stop leaves no child process behind.
    const [rendered, waited] = await Promise.allSettled([
      rendering(() => render(ffmpeg, setup.mode, files, mediaSeconds, results.pathOf(job.id), signal)),
      wait(until),
    ]);
    if (rendered.status === 'rejected') throw rendered.reason;
    if (waited.status === 'rejected') throw waited.reason;
    return rendered.value;
  }

  /** Makes the job `processing` and charges it, unless that was done before a restart. Gives the seconds of its result. */
  async function start(job: Job, files: InputFiles): Promise<Outcome<number>> {
    if (job.started !== null) return { ok: true, value: job.started.mediaSeconds };
    const read = await measuring(() => readDurations(ffmpeg, files, signal));
    if (!read.ok) return read;
    const { billing, creditsPerUnit } = setup.tariff();
    const billed = billedSeconds(billing, read.value);
    const mediaSeconds = Math.min(read.value.video, read.value.audio);
    const charged = job.creditsUsed === null ? billed * creditsPerUnit : 0;
    book.record({ type: 'started', id: job.id, at: Date.now(), billedSeconds: billed, mediaSeconds, charged });
    return { ok: true, value: mediaSeconds };
  }

  async function fetchInput(url: string, path: string): Promise<Outcome<void>> {
    const fault = faults.next('input');
    switch (fault?.do) {
      case undefined:
        return downloadInput(url, path, signal);
      case 'delay':
        await sleep(fault.seconds * 1000, undefined, { signal });
        return downloadInput(url, path, signal);
      case 'silence':
        return sleep(2 ** 31 - 1, { ok: false, message: 'no answer in time' }, { signal });
      case 'status':
      case 'html':
        return { ok: false, message: `HTTP ${fault.status}` };
      case 'drop-before':
      case 'drop-after':
      case 'cut-body':
      case 'nonsense':
      case 'huge':
        return { ok: false, message: 'the download broke off' };
    }
  }

  async function wait(until: number): Promise<void> {
    await sleep(Math.max(0, until - performance.now()), undefined, { signal });
  }

  return {
    accept(videoUrl, audioUrl) {
      if (!isAffordable()) return null;
      const id = `job_${randomBytes(8).toString('hex')}`;
      const { billing, creditsPerUnit } = setup.tariff();
      const charged = billing === 'per-job' ? creditsPerUnit : null;
      const doomed = faults.nextJobFails();
      book.record({ type: 'accepted', id, at: Date.now(), videoUrl, audioUrl, charged, doomed });
      const job = book.jobs.get(id);
      if (job === undefined) throw new Error('The job that was just recorded is gone.');
      begin(job);
      return job;
    },
    progressOf(job) {
      if (job.status === 'completed') return 100;
      const span = spans.get(job.id);
      if (span === undefined) return 0;
      const share = (performance.now() - span.from) / (span.until - span.from);
      return Math.min(99, Math.max(0, Math.floor(share * 100)));
    },
    resume() {
      for (const job of book.jobs.values()) {
        if (job.status === 'queued' || job.status === 'processing') begin(job);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(working);
    },
  };
}
