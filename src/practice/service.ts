import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Controls, PracticeStats } from './admin.ts';
import type { Billing } from './billing.ts';
import { openBook } from './book.ts';
import type { Listing } from './api.ts';
import type { Book } from './book.ts';
import { createFaults, faultPlanSchema } from './faults.ts';
import type { FaultPlan } from './faults.ts';
import { findFfmpeg } from './ffmpeg.ts';
import { createJobs } from './jobs.ts';
import type { Jobs } from './jobs.ts';
import { createResults } from './results.ts';
import { createRequestHandler, listen } from './server.ts';

/** How the practice service is to behave. Only the folder is needed. */
export interface PracticeOptions {
  /** Where the journal, the inputs and the results are kept; made when missing. One service at a time may use it. */
  folder: string;
  /** The port on 127.0.0.1. 0 (the default) takes any free one. */
  port?: number;
  /** The bearer tokens that are accepted, all for the same account. Default: `['practice']`. */
  tokens?: readonly string[];
  /** The balance that a new folder begins with. Default: 1000. A folder that was used before keeps its balance. */
  credits?: number;
  /** Credits for one second (or for one job, see `billing`). Default: 1. The fault plan can override it. */
  creditsPerUnit?: number;
  /** What is billed. Default: `shorter-second`, each begun second of the shorter input. The fault plan can override it. */
  billing?: Billing;
  /** How many times faster than the media lasts a job seems to be processed, at most. Over 0. Default: 4. */
  renderSpeed?: number;
  /** Instead of `renderSpeed`: the seconds from acceptance to the end of each job, at least. For benchmarks. */
  renderSeconds?: number;
  /**
   * `ffmpeg` (default) draws the PRACTICE mark and encodes; `copy`, for tests and benchmarks, only puts the streams
   * together: quick, with no visible mark, and not for codecs that a mov file cannot hold (Opus, Vorbis, VP9).
   */
  render?: 'ffmpeg' | 'copy';
  /** The misbehaviour to begin with; see README.md. Default: none. A plan that does not fit its schema throws. */
  faults?: FaultPlan;
  /** For how many seconds after its acceptance a job is missing from lists. Default: 0. The fault plan can override it. */
  listLagSeconds?: number;
  /** Whether get and list repeat `videoUrl` and `audioUrl`. Default: true. The fault plan can override it. */
  repeatInputUrls?: boolean;
  /** An ffmpeg to use instead of the bundled one. */
  ffmpegPath?: string;
  /** For how many seconds a result URL is good. Default: 300. */
  resultLifetimeSeconds?: number;
}

/** A stand-in for FishSpeech on this computer. `stats` and `setCredits` throw while it does not run. */
export interface PracticeService extends Controls {
  /**
   * Begins to answer, and to work again on the jobs that were not at their end. Gives the API's base URL. Throws
   * PortTaken (of server.ts), or an Error with a clear message when the journal cannot be read or there is no ffmpeg.
   */
  start(): Promise<{ url: string }>;
  /** Ends all answers, work, timers and child processes. It can be started again. */
  stop(): Promise<void>;
}

interface Running {
  book: Book;
  jobs: Jobs;
  server: Server;
  stopping: AbortController;
}

/** Makes a practice service; nothing happens before `start`. */
export function createPracticeService(options: PracticeOptions): PracticeService {
  const faults = createFaults(faultPlanSchema.parse(options.faults ?? {}));
  let tokens = options.tokens ?? ['practice'];
  let running: Running | null = null;

  function tariff(): { billing: Billing; creditsPerUnit: number } {
    const plan = faults.plan();
    return {
      billing: plan.billing ?? options.billing ?? 'shorter-second',
      creditsPerUnit: plan.creditsPerUnit ?? options.creditsPerUnit ?? 1,
    };
  }

  function listing(): Listing {
    const plan = faults.plan();
    return {
      lag: plan.listLagSeconds ?? options.listLagSeconds ?? 0,
      order: plan.listOrder,
      repeatInputUrls: plan.repeatInputUrls ?? options.repeatInputUrls ?? true,
    };
  }

  function openedBook(): Book {
    if (running === null) throw new Error('The practice service is not running.');
    return running.book;
  }

  const controls: Controls = {
    stats(): PracticeStats {
      const book = openedBook();
      return {
        creates: book.creates(),
        credits: book.balance(),
        jobs: [...book.jobs.values()].map((job) => ({
          id: job.id,
          status: job.status,
          videoPath: new URL(job.videoUrl).pathname,
          audioPath: new URL(job.audioUrl).pathname,
          createdAt: new Date(job.createdAt).toISOString(),
        })),
      };
    },
    setFaults: (plan) => faults.replace(faultPlanSchema.parse(plan)),
    setCredits: (credits) => openedBook().record({ type: 'balance', at: Date.now(), credits }),
    setTokens: (list) => (tokens = list),
  };

  return {
    ...controls,
    async start() {
      if (running !== null) throw new Error('The practice service is already running.');
      const folders = { inputs: join(options.folder, 'inputs'), results: join(options.folder, 'results') };
      for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
      const ffmpeg = await findFfmpeg(options.ffmpegPath);
      const server = createServer();
      const port = await listen(server, options.port ?? 0);
      const url = `http://127.0.0.1:${port}`;
      try {
        const book = openBook(options.folder, options.credits ?? 1000);
        const results = createResults(folders.results, options.resultLifetimeSeconds ?? 300, url);
        const jobs = createJobs({
          book,
          faults,
          results,
          inputs: folders.inputs,
          ffmpeg,
          mode: options.render ?? 'ffmpeg',
          renderSpeed: options.renderSpeed ?? 4,
          renderSeconds: options.renderSeconds,
          tariff,
        });
        const stopping = new AbortController();
        const api = { book, jobs, results, tokens: () => tokens, listing };
        const answer = createRequestHandler({ url, api, results, faults, controls, signal: stopping.signal });
        server.on('request', (request, response) => void answer(request, response));
        running = { book, jobs, server, stopping };
        jobs.resume();
        return { url };
      } catch (error) {
        server.close();
        throw error;
      }
    },
    async stop() {
      if (running === null) return;
      const { book, jobs, server, stopping } = running;
      running = null;
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await jobs.stop();
      await closed;
      book.close();
    },
  };
}
