import { nonceOfUrl } from '../../src/main/core/nonce.ts';
import type { Chance } from './chance.ts';
import type { Time } from './time.ts';

/** How the simulated service is, for one whole run. */
export interface ServiceTraits {
  /** Where a job's input URLs are repeated. */
  repeatsUrls: 'list-and-get' | 'get' | 'nowhere';
  /** For how long a new job is missing from the list, in ms. */
  listLagMs: number;
  /** Whether the list tells its pagination. */
  tellsPagination: boolean;
  /** The most items that a page has, whatever was asked for. */
  pageCap: number;
  /** Whether jobs tell when they were made. */
  tellsCreatedAt: boolean;
  failProbability: number;
}

interface RemoteJob {
  id: string;
  videoUrl: string;
  createdAt: number;
  startsAt: number;
  endsAt: number;
  fails: boolean;
  resultSeconds: number;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A FishSpeech in memory, written from the API's page alone: it shares nothing with the client. */
export class SimulatedService {
  readonly jobs: RemoteJob[] = [];
  tokens = new Set(['token-1']);
  credits: number;
  readonly #time: Time;
  readonly #chance: Chance;
  readonly #traits: ServiceTraits;
  readonly #now: () => number;
  /** Whether an input URL can be read at this moment: the worker reads it when it starts. */
  readonly #canRead: (url: string) => boolean;
  readonly #onAccepted: () => void;

  constructor(options: {
    time: Time;
    chance: Chance;
    traits: ServiceTraits;
    now: () => number;
    credits: number;
    canRead: (url: string) => boolean;
    onAccepted: () => void;
  }) {
    this.#time = options.time;
    this.#chance = options.chance;
    this.#traits = options.traits;
    this.#now = options.now;
    this.credits = options.credits;
    this.#canRead = options.canRead;
    this.#onAccepted = options.onAccepted;
  }

  /** Another user of the account, or another computer's Shoal, makes a job. */
  addForeignJob(videoUrl: string): void {
    this.#accept(videoUrl);
  }

  /** The nonces of all accepted jobs, each as often as it was accepted. */
  acceptedNonces(): { id: string; nonce: string }[] {
    return this.jobs.flatMap(({ id, videoUrl }) => {
      const nonce = nonceOfUrl(videoUrl);
      return nonce === null ? [] : [{ id, nonce }];
    });
  }

  handle(method: string, url: string, headers: Record<string, string>, body: string): Answer {
    const { pathname, searchParams } = new URL(url);
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    if (token === undefined || !this.tokens.has(token)) return this.#error(401, 'unauthorized');
    if (pathname.endsWith('/profile')) return this.#json(200, { user_id: 'u', credits: this.credits, tier: 'pro' });
    if (method === 'POST') return this.#create(body);
    if (pathname.endsWith('/jobs')) return this.#list(searchParams);
    return this.#get(decodeURIComponent(pathname.split('/').at(-1) ?? ''));
  }

  /** Whether a result URL is good now; each is for a minute. */
  result(url: string): { id: string; seconds: number } | null {
    const { pathname, searchParams } = new URL(url);
    const job = this.jobs.find(({ id }) => pathname.endsWith(`/${id}.mp4`));
    if (job === undefined || this.#now() > Number(searchParams.get('expires'))) return null;
    return { id: job.id, seconds: job.resultSeconds };
  }

  #create(body: string): Answer {
    const parsed: unknown = JSON.parse(body);
    const videoUrl =
      typeof parsed === 'object' && parsed !== null && 'videoUrl' in parsed ? String(parsed.videoUrl) : '';
    if (!videoUrl.startsWith('https://')) return this.#error(400, 'invalid_request');
    if (this.credits < 1) return this.#error(402, 'insufficient_credits');
    const job = this.#accept(videoUrl);
    this.credits -= 1;
    const status = this.#chance.of([200, 201, 202]);
    return this.#json(status, { success: true, data: { id: job.id, status: 'queued' } });
  }

  #accept(videoUrl: string): RemoteJob {
    const waits = this.#chance.between(0, 20_000);
    const job: RemoteJob = {
      id: `job_${this.jobs.length + 1}_${this.#chance.hex(3)}`,
      videoUrl,
      createdAt: this.#now(),
      startsAt: this.#now() + waits,
      endsAt: this.#now() + waits + this.#chance.between(5_000, 60_000),
      fails: this.#chance.happens(this.#traits.failProbability),
      resultSeconds: 4,
    };
    this.jobs.push(job);
    this.#onAccepted();
    this.#time.in(waits, () => {
      if (!this.#canRead(videoUrl)) job.fails = true;
    });
    return job;
  }

  #get(id: string): Answer {
    const job = this.jobs.find((each) => each.id === id);
    if (job === undefined) return this.#error(404, 'not_found');
    return this.#json(200, { success: true, data: this.#describe(job, this.#traits.repeatsUrls !== 'nowhere') });
  }

  #list(query: URLSearchParams): Answer {
    const limit = Math.min(Number(query.get('limit') ?? 10), this.#traits.pageCap);
    const page = Number(query.get('page') ?? 1);
    const shown = this.jobs.filter(({ createdAt }) => createdAt <= this.#now() - this.#traits.listLagMs).toReversed();
    const items = shown.slice((page - 1) * limit, page * limit);
    // A list that is read from several replicas may repeat an item.
    const [first] = items;
    if (first !== undefined && this.#chance.happens(0.1)) items.push(first);
    const tasks = items.map((job) => this.#describe(job, this.#traits.repeatsUrls === 'list-and-get'));
    const pagination = { page, limit, total: shown.length, has_more: page * limit < shown.length };
    return this.#json(200, {
      success: true,
      data: this.#traits.tellsPagination ? { tasks, pagination } : tasks,
    });
  }

  #describe(job: RemoteJob, withUrls: boolean): Record<string, unknown> {
    const now = this.#now();
    const isOver = now >= job.endsAt;
    const status = now < job.startsAt ? 'queued' : !isOver ? 'processing' : job.fails ? 'failed' : 'completed';
    return {
      id: job.id,
      status,
      progress: isOver ? 100 : Math.max(0, Math.round((100 * (now - job.startsAt)) / (job.endsAt - job.startsAt))),
      ...(withUrls && { videoUrl: job.videoUrl }),
      ...(this.#traits.tellsCreatedAt && { created_at: new Date(job.createdAt).toISOString() }),
      ...(isOver && !job.fails && { result_url: `https://results.example/${job.id}.mp4?expires=${now + 60_000}` }),
      ...(isOver && job.fails && { error_message: 'it did not work' }),
      ...(isOver && { credits_used: 1 }),
    };
  }

  #error(status: number, code: string): Answer {
    return this.#json(status, { code, message: code, requestId: `req_${this.#chance.hex(3)}` });
  }

  #json(status: number, content: unknown): Answer {
    return {
      status,
      headers: { 'content-type': 'application/json', date: new Date(this.#now()).toUTCString() },
      body: JSON.stringify(content),
    };
  }
}
