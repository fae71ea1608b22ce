import { z } from 'zod';
import type {
  Clock,
  Download,
  DownloadRequest,
  Exchange,
  HttpRequest,
  Look,
  LookRequest,
  Transport,
} from '../../src/main/core/ports.ts';
import { DownloadBroken } from '../../src/main/core/ports.ts';
import { film } from './memory-files.ts';
import { Peak } from './peak.ts';

/** What can go wrong with one exchange. `lost-answer`: it did what was asked, and nobody heard. */
export type Fault =
  | 'not-sent'
  | 'lost-request'
  | 'lost-answer'
  /** Answers with the id of the first job, as a confused service would. */
  | 'same-id'
  | { status: number; headers?: Record<string, string>; body?: string };

/** What can go wrong with one download. */
export type DownloadFault = 'unreachable' | { status: number } | { cutAfter: number };

export interface ServiceJob {
  id: string;
  videoUrl: string;
  /** Monotonic, and by the service's own wall clock: ms. */
  acceptedAt: number;
  createdAt: number;
  /** What its result holds. */
  result: Uint8Array;
  /** Why it fails, or null. */
  fails: string | null;
}

const createSchema = z.object({ videoUrl: z.string(), audioUrl: z.string() });
const jobsPath = '/api/open/v1/media/lip-sync/jobs';
type Endpoint = 'create' | 'get' | 'list' | 'profile';

function endpointOf(method: 'GET' | 'POST', path: string): Endpoint {
  if (method === 'POST') return 'create';
  if (path === jobsPath) return 'list';
  return path.startsWith(jobsPath) ? 'get' : 'profile';
}

/** The service in memory, over the transport's port: behaves as FISHSPEECH-API.md says, or as a test scripts. */
export class FakeService implements Transport {
  token = 'secret';
  credits = 1000;
  pricePerJob = 5;
  /** How long one exchange, and one job, takes. */
  latencyMs = 50;
  processingMs = 20_000;
  /** How long a link to a result is good for. */
  linkLifeMs = 3_600_000;
  online = true;
  nextId = 1;
  /** Whether it tells the input URLs of a job that is asked for or listed. */
  repeatsInputUrls = false;
  /** The order of its list, of jobs in the order of their creation; and what it tells of one job. */
  arrangeList = (jobs: ServiceJob[]): ServiceJob[] => jobs.toReversed();
  describeJob: (view: Record<string, unknown>, where: 'get' | 'list') => Record<string, unknown> = (view) => view;
  /** Its list ignores which page is asked for. */
  isFirstPageOnly = false;
  /** Entity tags are sent with results. */
  tagsResults = true;
  /** What the next jobs are: changes made here apply to jobs accepted from then on. */
  nextJob: Partial<Pick<ServiceJob, 'result' | 'fails'>> = {};
  readonly jobs = new Map<string, ServiceJob>();
  /** Every create that reached the service, by the path of its video, in order, with what came of it. */
  readonly creates: { video: string; at: number; accepted: boolean }[] = [];
  /** Every exchange and download that was tried, such as `GET profile`, in order. */
  readonly calls: { what: string; at: number }[] = [];
  /** How long the last exchange would have been waited for, in ms. */
  patienceMs = 0;
  /** Every download that was served: from which byte. */
  readonly downloads: { id: string; from: number }[] = [];
  readonly creating = new Peak();
  readonly polling = new Peak();
  readonly downloading = new Peak();
  /** The most jobs that were queued or processing at once. */
  mostJobsAtOnce = 0;
  readonly #faults: Record<Endpoint, Fault[]> = { create: [], get: [], list: [], profile: [] };
  readonly #downloadFaults: DownloadFault[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Jobs that were made by others, or long ago: the newest `agoMs` ago, the others a minute before each other. */
  addForeign(count: number, agoMs: number): void {
    for (let index = count; index > 0; index -= 1) {
      const id = `foreign_${this.jobs.size + 1}`;
      const createdAt = this.#clock.now() - agoMs - index * 60_000;
      const videoUrl = `https://elsewhere.example/${id}.mp4`;
      this.jobs.set(id, { id, videoUrl, acceptedAt: -1e9, createdAt, result: film(), fails: null });
    }
  }

  /** The next calls of this kind go wrong, each as the next of these. */
  next(endpoint: Endpoint, ...faults: Fault[]): void {
    this.#faults[endpoint].push(...faults);
  }
  nextDownload(...faults: DownloadFault[]): void {
    this.#downloadFaults.push(...faults);
  }

  /** How many creates were accepted whose video has this path. */
  accepted(video: string): number {
    return this.creates.filter((create) => create.accepted && create.video === video).length;
  }

  callsOf(what: string): number[] {
    return this.calls.filter((call) => call.what === what).map(({ at }) => at);
  }

  async exchange(request: HttpRequest): Promise<Exchange> {
    const path = new URL(request.url).pathname;
    const endpoint = endpointOf(request.method, path);
    this.calls.push({ what: endpoint, at: this.#clock.monotonic() });
    this.patienceMs = request.answerTimeoutMs;
    const peak = { create: this.creating, get: this.polling, list: new Peak(), profile: new Peak() }[endpoint];
    return peak.during(async () => {
      await this.#clock.sleep(this.latencyMs, request.signal);
      if (request.signal?.aborted) return { kind: 'lost', failure: 'aborted' };
      const fault = this.#faults[endpoint].shift();
      if (!this.online || fault === 'not-sent') return { kind: 'not-sent', failure: 'refused' };
      if (fault === 'lost-request') return { kind: 'lost', failure: 'reset' };
      const answer =
        typeof fault === 'object'
          ? this.#fail(fault.status, fault.headers, fault.body)
          : this.#answer(endpoint, request, path);
      if (endpoint === 'create') this.#keepCreate(request.body, answer.status === 200);
      if (fault === 'lost-answer') return { kind: 'lost', failure: 'reset' };
      return fault === 'same-id' ? this.#say({ id: [...this.jobs.keys()][0], status: 'queued' }) : answer;
    });
  }

  async download(request: DownloadRequest): Promise<Download> {
    this.calls.push({ what: 'download', at: this.#clock.monotonic() });
    await this.#clock.sleep(this.latencyMs, request.signal);
    const fault = this.#downloadFaults.shift();
    if (!this.online || fault === 'unreachable') return { kind: 'failed', failure: 'refused' };
    if (typeof fault === 'object' && 'status' in fault) return { kind: 'refused', status: fault.status };
    const { searchParams, pathname } = new URL(request.url);
    const job = this.jobs.get(pathname.slice(1));
    if (job === undefined || Number(searchParams.get('expires')) < this.#clock.monotonic())
      return { kind: 'refused', status: 403 };
    const entityTag = this.tagsResults ? `"${job.id}"` : null;
    const from = request.entityTag === entityTag ? request.from : 0;
    this.downloads.push({ id: job.id, from });
    const end = fault === undefined ? job.result.byteLength : Math.min(job.result.byteLength, fault.cutAfter);
    return {
      kind: 'body',
      from,
      totalBytes: job.result.byteLength,
      entityTag,
      chunks: this.#chunks(job.result, from, end, request.signal),
    };
  }

  /** What links of the person's own lead to; one that is not among them cannot be reached. */
  readonly links = new Map<string, Look>();

  look({ url }: LookRequest): Promise<Look> {
    return Promise.resolve(this.links.get(url) ?? { kind: 'failed', failure: 'dns' });
  }

  async *#chunks(bytes: Uint8Array, from: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    this.downloading.now += 1;
    this.downloading.most = Math.max(this.downloading.most, this.downloading.now);
    try {
      for (let at = from; at < end; at += 64) {
        await this.#clock.sleep(10, signal);
        if (signal.aborted) throw new DownloadBroken('aborted');
        yield bytes.slice(at, Math.min(end, at + 64));
      }
      if (end < bytes.byteLength) throw new DownloadBroken('closed');
    } finally {
      this.downloading.now -= 1;
    }
  }

  #answer(endpoint: Endpoint, request: HttpRequest, path: string) {
    if (request.headers['authorization'] !== `Bearer ${this.token}`) return this.#fail(401);
    if (endpoint === 'profile') return this.#answerWith(200, { user_id: 'user_1', credits: this.credits, tier: 'pro' });
    if (endpoint === 'create') return this.#accept(createSchema.parse(JSON.parse(request.body ?? '')).videoUrl);
    if (endpoint === 'list') return this.#list(new URL(request.url).searchParams);
    const job = this.jobs.get(decodeURIComponent(path.slice(jobsPath.length + 1)));
    return job === undefined ? this.#fail(404) : this.#say(this.describeJob(this.#view(job), 'get'));
  }

  #accept(videoUrl: string) {
    if (this.credits < this.pricePerJob) return this.#fail(402);
    this.credits -= this.pricePerJob;
    const job: ServiceJob = {
      id: `job_${this.nextId++}`,
      videoUrl,
      acceptedAt: this.#clock.monotonic(),
      createdAt: this.#clock.now(),
      result: film(),
      fails: null,
      ...this.nextJob,
    };
    this.jobs.set(job.id, job);
    const unfinished = [...this.jobs.values()].filter((other) => this.#ageOf(other) < this.processingMs).length;
    this.mostJobsAtOnce = Math.max(this.mostJobsAtOnce, unfinished);
    return this.#say({ id: job.id, status: 'queued' });
  }

  #list(query: URLSearchParams) {
    const limit = Number(query.get('limit'));
    const page = this.isFirstPageOnly ? 1 : Number(query.get('page'));
    const jobs = this.arrangeList([...this.jobs.values()]).map((job) => this.describeJob(this.#view(job), 'list'));
    const tasks = jobs.slice((page - 1) * limit, page * limit);
    return this.#say({ tasks, pagination: { page, limit, total: jobs.length, has_more: page * limit < jobs.length } });
  }

  #view(job: ServiceJob): Record<string, unknown> {
    const created_at = new Date(job.createdAt).toISOString();
    return { ...this.#stateOf(job), created_at, ...(this.repeatsInputUrls && { videoUrl: job.videoUrl }) };
  }

  #stateOf(job: ServiceJob): Record<string, unknown> {
    const age = this.#ageOf(job);
    if (age < this.processingMs)
      return { id: job.id, status: 'processing', progress: Math.floor((100 * age) / this.processingMs) };
    if (job.fails !== null) return { id: job.id, status: 'failed', error_message: job.fails };
    const result_url = `https://results.example/${job.id}?expires=${this.#clock.monotonic() + this.linkLifeMs}`;
    return { id: job.id, status: 'completed', progress: 100, result_url, credits_used: this.pricePerJob };
  }

  get #dated(): Record<string, string> {
    return { date: new Date(this.#clock.now()).toUTCString() };
  }

  #ageOf(job: ServiceJob): number {
    return this.#clock.monotonic() - job.acceptedAt;
  }

  #keepCreate(body: string | undefined, accepted: boolean): void {
    const { videoUrl } = createSchema.parse(JSON.parse(body ?? ''));
    const video = new URL(videoUrl).pathname.replace(/^\/[^/]+/, '');
    this.creates.push({ video, at: this.#clock.monotonic(), accepted });
  }

  #say(data: unknown) {
    return this.#answerWith(200, { success: true, data });
  }

  #fail(status: number, headers: Record<string, string> = {}, body?: string) {
    const text = body ?? JSON.stringify({ code: `code_${status}`, message: `status ${status}`, requestId: 'req_1' });
    return { kind: 'answer', status, headers: { ...this.#dated, ...headers }, body: text } as const;
  }

  #answerWith(status: number, body: unknown) {
    return { kind: 'answer', status, headers: this.#dated, body: JSON.stringify(body) } as const;
  }
}
