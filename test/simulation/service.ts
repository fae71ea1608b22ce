import { nonceOfUrl } from '../../src/main/core/nonce.ts';
import type { Chance } from './chance.ts';
import type { Time } from './time.ts';

/** How the simulated service is, for one whole run. */
export interface ServiceTraits {
  /** Where a job's input URLs are repeated. */
  repeatsUrls: 'list-and-get' | 'get' | 'nowhere';
  /** How they are repeated: whole, without the query, or as those of copies of its own. */
  urls: 'whole' | 'cut' | 'copies';
  /** The order of the list, of which nothing is documented. */
  order: 'newest' | 'oldest' | 'changed' | 'none' | 'ever-other';
  /** For how long a new job is missing from the list, in ms. */
  listLagMs: number;
  /** What the list tells of its pages. */
  pagination: 'whole' | 'more' | 'false-end' | 'nothing';
  /** The most items that a page has, whatever was asked for. */
  pageCap: number;
  /** Whether every page has that many, or as many as were asked for up to that. */
  honoursLimit: boolean;
  /** What is answered for a page beyond the last. */
  beyond: 'empty' | 'last' | 'first' | 'refused';
  /** How jobs tell when they were made: in a database's own zone, hours from UTC, or not at all. */
  createdAt: 'utc' | 'seconds' | 'none' | { zoneHours: number };
  failProbability: number;
}

interface RemoteJob {
  id: string;
  /** Its place in a list that has no order. */
  place: number;
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
  /** The true time, ms since 1970. */
  readonly now: () => number;
  /** Whether an input URL can be read at this moment: the worker reads it when it starts. */
  readonly #canRead: (url: string) => boolean;
  readonly #onAccepted: () => void;
  /** When the last two walks of the list began, as far as the first page arrived: true times, ms. */
  #walks: [number, number] = [-Infinity, -Infinity];

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
    this.now = options.now;
    this.credits = options.credits;
    this.#canRead = options.canRead;
    this.#onAccepted = options.onAccepted;
  }

  /** Another user of the account, or another computer's Shoal, makes a job. */
  addForeignJob(videoUrl: string): void {
    this.#accept(videoUrl);
  }

  /** What the account has from before: jobs that were over long ago, two hours apart. */
  addPast(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const at = this.now() - (count - index) * 2 * 3_600_000;
      this.jobs.push({
        ...this.#newJob(`https://elsewhere.example/${index}.mp4`, 0),
        createdAt: at,
        startsAt: at,
        endsAt: at + 60_000,
      });
    }
  }

  /** The first page of a list has arrived, as it was at this time. */
  noteWalk(at: number): void {
    this.#walks = [this.#walks[1], at];
  }

  /** The job with this nonce, if a list that was read to its end by now should have shown it. */
  listedJob(nonce: string): { id: string } | null {
    return (
      this.jobs.find(
        (job) => nonceOfUrl(job.videoUrl) === nonce && job.createdAt + this.#traits.listLagMs <= this.#walks[0],
      ) ?? null
    );
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
    if (job === undefined || this.now() > Number(searchParams.get('expires'))) return null;
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
    const job = this.#newJob(videoUrl, waits);
    this.jobs.push(job);
    this.#onAccepted();
    this.#time.in(waits, () => {
      if (!this.#canRead(videoUrl)) job.fails = true;
    });
    return job;
  }

  #newJob(videoUrl: string, waits: number): RemoteJob {
    return {
      id: `job_${this.jobs.length + 1}_${this.#chance.hex(3)}`,
      place: this.#chance.fraction(),
      videoUrl,
      createdAt: this.now(),
      startsAt: this.now() + waits,
      endsAt: this.now() + waits + this.#chance.between(5_000, 60_000),
      fails: this.#chance.happens(this.#traits.failProbability),
      resultSeconds: 4,
    };
  }

  #get(id: string): Answer {
    const job = this.jobs.find((each) => each.id === id);
    if (job === undefined) return this.#error(404, 'not_found');
    return this.#json(200, { success: true, data: this.#describe(job, this.#traits.repeatsUrls !== 'nowhere') });
  }

  #list(query: URLSearchParams): Answer {
    const { pageCap, honoursLimit, beyond, pagination } = this.#traits;
    const limit = honoursLimit ? Math.min(Number(query.get('limit') ?? 10), pageCap) : pageCap;
    const asked = Number(query.get('page') ?? 1);
    const shown = this.#inOrder(this.jobs.filter(({ createdAt }) => createdAt <= this.now() - this.#traits.listLagMs));
    const last = Math.max(1, Math.ceil(shown.length / limit));
    if (asked > last && beyond === 'refused') return this.#error(404, 'no_such_page');
    const page = asked <= last || beyond === 'empty' ? asked : beyond === 'first' ? 1 : last;
    const items = shown.slice((page - 1) * limit, page * limit);
    // A list that is read from several replicas may repeat an item.
    const [first] = items;
    if (first !== undefined && this.#chance.happens(0.1)) items.push(first);
    const tasks = items.map((job) => this.#describe(job, this.#traits.repeatsUrls === 'list-and-get'));
    const has_more = pagination !== 'false-end' && page * limit < shown.length;
    const told = { page, limit, has_more, ...(pagination === 'whole' && { total: shown.length }) };
    return this.#json(200, { success: true, data: pagination === 'nothing' ? tasks : { tasks, pagination: told } });
  }

  #inOrder(jobs: RemoteJob[]): RemoteJob[] {
    const now = this.now();
    const changed = ({ createdAt, startsAt, endsAt }: RemoteJob): number =>
      endsAt <= now ? endsAt : startsAt <= now ? startsAt : createdAt;
    switch (this.#traits.order) {
      case 'newest':
        return jobs.toSorted((a, b) => b.createdAt - a.createdAt);
      case 'oldest':
        return jobs.toSorted((a, b) => a.createdAt - b.createdAt);
      case 'changed':
        return jobs.toSorted((a, b) => changed(b) - changed(a));
      case 'none':
        return jobs.toSorted((a, b) => a.place - b.place);
      case 'ever-other':
        return jobs
          .map((job) => ({ job, at: this.#chance.fraction() }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ job }) => job);
    }
  }

  #describe(job: RemoteJob, withUrls: boolean): Record<string, unknown> {
    const now = this.now();
    const isOver = now >= job.endsAt;
    const status = now < job.startsAt ? 'queued' : !isOver ? 'processing' : job.fails ? 'failed' : 'completed';
    const time = this.#timeOf(job.createdAt);
    return {
      id: job.id,
      status,
      progress: isOver ? 100 : Math.max(0, Math.round((100 * (now - job.startsAt)) / (job.endsAt - job.startsAt))),
      ...(withUrls && { videoUrl: this.#urlOf(job) }),
      ...(time !== null && { created_at: time }),
      ...(isOver && !job.fails && { result_url: `https://results.example/${job.id}.mp4?expires=${now + 60_000}` }),
      ...(isOver && job.fails && { error_message: 'it did not work' }),
      ...(isOver && { credits_used: 1 }),
    };
  }

  #urlOf({ id, videoUrl }: RemoteJob): string {
    if (this.#traits.urls === 'whole') return videoUrl;
    return this.#traits.urls === 'cut' ? videoUrl.replace(/\?.*/, '') : `https://copies.example/${id}.mp4`;
  }

  #timeOf(at: number): string | number | null {
    const { createdAt } = this.#traits;
    if (createdAt === 'none') return null;
    if (createdAt === 'utc') return new Date(at).toISOString();
    if (createdAt === 'seconds') return Math.floor(at / 1000);
    return new Date(at + createdAt.zoneHours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  }

  #error(status: number, code: string): Answer {
    return this.#json(status, { code, message: code, requestId: `req_${this.#chance.hex(3)}` });
  }

  #json(status: number, content: unknown): Answer {
    return {
      status,
      headers: { 'content-type': 'application/json', date: new Date(this.now()).toUTCString() },
      body: JSON.stringify(content),
    };
  }
}
