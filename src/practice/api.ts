import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { errorAnswer, json } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Book, Job } from './book.ts';
import type { Call, ListOrder } from './faults.ts';
import { isAcceptableInput } from './inputs.ts';
import type { Jobs } from './jobs.ts';
import type { Results } from './results.ts';

const jobsPath = '/api/open/v1/media/lip-sync/jobs';
const profilePath = '/api/open/v1/profile';

/** Which call of the API a request is. `allow` names the methods of a path that was asked with another one. */
export type Route =
  | { kind: 'create' | 'list' | 'profile' | 'paths' | 'nothing' }
  | { kind: 'get'; jobId: string }
  | { kind: 'method'; allow: string };

/** Finds the call that `method` and `path` mean. */
export function routeOf(method: string, path: string): Route {
  const jobId = path.startsWith(`${jobsPath}/`) ? path.slice(jobsPath.length + 1) : '';
  if (path === jobsPath && method === 'POST') return { kind: 'create' };
  if (path === jobsPath) return method === 'GET' ? { kind: 'list' } : { kind: 'method', allow: 'GET, POST' };
  const only = jobId !== '' || path === profilePath || path === '/api/openapi.json';
  if (only && method !== 'GET') return { kind: 'method', allow: 'GET' };
  if (jobId !== '') return { kind: 'get', jobId };
  if (path === profilePath) return { kind: 'profile' };
  return { kind: path === '/api/openapi.json' ? 'paths' : 'nothing' };
}

/** The kind of call that a fault plan counts, if it counts it. */
export function callOf(route: Route): Call | null {
  switch (route.kind) {
    case 'create':
    case 'get':
    case 'list':
    case 'profile':
      return route.kind;
    case 'paths':
    case 'nothing':
    case 'method':
      return null;
  }
}

/** How jobs are listed. `lag`: for how many seconds a new job is missing. */
export interface Listing {
  lag: number;
  order: ListOrder;
  repeatInputUrls: boolean;
}

/** What the API needs. */
export interface ApiSetup {
  book: Book;
  jobs: Jobs;
  results: Results;
  tokens: () => readonly string[];
  listing: () => Listing;
}

const urlSchema = z.string().refine(isAcceptableInput, 'must be an https URL');
const createSchema = z.object({ videoUrl: urlSchema, audioUrl: urlSchema });
const statusSchema = z.enum(['queued', 'pending', 'processing', 'completed', 'failed']);
const listSchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  status: statusSchema.optional(),
});

/** Answers a call of the API as FISHSPEECH-API.md says. `body` is the request's, read to its end. */
export function answerApi(setup: ApiSetup, request: IncomingMessage, route: Route, url: URL, body: string): Answer {
  if (route.kind === 'paths') return json(200, describePaths());
  if (route.kind === 'nothing') return errorAnswer(404, 'There is no such path.');
  if (route.kind === 'method') return errorAnswer(405, 'Not with this method.', { headers: { allow: route.allow } });

  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined || !setup.tokens().includes(token)) {
    return errorAnswer(401, 'The token is missing, malformed or revoked.');
  }
  switch (route.kind) {
    case 'create':
      return create(setup, request.headers['content-type'] ?? '', body);
    case 'get': {
      const job = setup.book.jobs.get(route.jobId);
      return job === undefined
        ? errorAnswer(404, 'There is no such job.')
        : json(200, { success: true, data: view(setup, job) });
    }
    case 'list':
      return list(setup, url);
    case 'profile':
      return json(200, {
        user_id: 'user_practice',
        api_quota_remaining: 1_000_000 - setup.book.creates().accepted,
        tier: 'practice',
        credits: setup.book.balance(),
      });
  }
}

function create(setup: ApiSetup, contentType: string, body: string): Answer {
  if (!contentType.startsWith('application/json')) return errorAnswer(400, 'Content-Type must be application/json.');
  const parsed = parseJson(createSchema, body);
  if (!parsed.success) return errorAnswer(400, z.prettifyError(parsed.error));
  const job = setup.jobs.accept(parsed.data.videoUrl, parsed.data.audioUrl);
  if (job === null) return errorAnswer(402, 'The credits do not suffice for another job.');
  const price = job.creditsUsed === null ? {} : { credits_used: job.creditsUsed };
  const data = {
    id: job.id,
    status: job.status,
    created_at: isoTime(job.createdAt),
    ...price,
    remaining_credits: setup.book.balance(),
  };
  return json(201, { success: true, message: 'Job created', data });
}

function list(setup: ApiSetup, url: URL): Answer {
  const query = listSchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) return errorAnswer(400, z.prettifyError(query.error));
  const { page, limit } = query.data;
  const status = query.data.status === 'pending' ? 'queued' : query.data.status;
  const { lag, order, repeatInputUrls } = setup.listing();
  const visible = [...setup.book.jobs.values()].filter((job) => job.createdAt + lag * 1000 <= Date.now());
  const wanted = inOrder(
    visible.filter((job) => status === undefined || job.status === status),
    order,
  );
  const count = (which: Job['status']): number => visible.filter((job) => job.status === which).length;
  return json(200, {
    success: true,
    data: {
      tasks: wanted.slice((page - 1) * limit, page * limit).map((job) => view(setup, job, repeatInputUrls)),
      pagination: {
        page,
        limit,
        total: wanted.length,
        total_pages: Math.ceil(wanted.length / limit),
        has_more: page * limit < wanted.length,
      },
      statistics: {
        total: visible.length,
        pending: count('queued'),
        processing: count('processing'),
        completed: count('completed'),
        failed: count('failed'),
      },
    },
  });
}

/** `jobs` are in the order in which they were created. */
function inOrder(jobs: readonly Job[], order: ListOrder): readonly Job[] {
  switch (order) {
    case 'newest':
      return jobs.toReversed();
    case 'oldest':
      return jobs;
    case 'changed':
      return jobs.toSorted((a, b) => b.updatedAt - a.updatedAt);
    case 'shuffled': {
      const places = new Map(jobs.map((job) => [job, Math.random()]));
      return jobs.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    }
  }
}

/** A job as get and list show it: the fields of the older query page [G]. */
function view({ jobs, results, listing }: ApiSetup, job: Job, repeatInputUrls = listing().repeatInputUrls): object {
  const ended = job.status === 'completed' || job.status === 'failed';
  return {
    id: job.id,
    status: job.status,
    progress: jobs.progressOf(job),
    ...(repeatInputUrls ? { videoUrl: job.videoUrl, audioUrl: job.audioUrl } : {}),
    result_url: job.status === 'completed' ? results.urlOf(job.id) : null,
    error_message: job.errorMessage,
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
    completed_at: ended ? isoTime(job.updatedAt) : null,
    credits_used: job.creditsUsed,
    billing_duration_seconds: job.started?.billedSeconds ?? null,
  };
}

function describePaths(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'The practice service of Shoal', version: '1' },
    paths: {
      [jobsPath]: { get: {}, post: {} },
      [`${jobsPath}/{jobId}`]: { get: {} },
      [profilePath]: { get: {} },
    },
  };
}

/** Parses JSON text by a schema; text that is not JSON fails the schema. */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): z.ZodSafeParseResult<z.output<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  return schema.safeParse(value);
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
