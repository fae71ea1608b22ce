import { z } from 'zod';

import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { safeUrl } from '../../shared/address.ts';
import { hideUrls, oneLine } from './redact.ts';
import type { Profile, RemoteJob, RemotePage, RemotePhase, ServiceError } from './remote.ts';

/**
 * Reads the bodies of the service's answers. Pure, and tolerant as FISHSPEECH-API.md asks: snake_case and camelCase,
 * wrapped in `data` or not, numbers as texts, unknown fields ignored, a field of a wrong type as if it were missing.
 */

/** A job's `id` must be usable: as text of sane length, shown, stored, and as one segment of a path. */
const idSchema = z
  .union([z.string(), z.int().transform(String)])
  .refine((id) => /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(id) && id.trim() !== '' && id !== '.' && id !== '..');

/** A field that is read as `read` can, and is null (or what `read` says) when it is missing or of a wrong type. */
function field<Value>(read: (value: unknown) => Value) {
  return z.unknown().optional().transform(read);
}

const numberSchema = field(numberOf);
const amountSchema = field((value) => {
  const amount = numberOf(value);
  return amount !== null && amount >= 0 ? amount : null;
});
const textSchema = field(textOf);
const wordSchema = field((value) => (textOf(value) === null ? null : oneLine(textOf(value) ?? '', 100)));
const messageSchema = field(messageOf);
const safeUrlSchema = field((value) => safeUrl(textOf(value) ?? '')?.href ?? null);

/** `error` is a text in the older shape [G]; services of this family also send `{code, message}` there. */
const errorPartSchema = z
  .union([
    z.string().transform((message) => ({ message: messageOf(message), code: null })),
    fields({ message: messageSchema, code: wordSchema }),
  ])
  .catch({ message: null, code: null });

const jobSchema = fields({
  id: idSchema,
  status: field((value) => (typeof value === 'string' ? value : '')),
  progress: numberSchema.transform((value) => (value === null ? null : Math.min(Math.max(value, 0), 100))),
  resultUrl: safeUrlSchema,
  url: safeUrlSchema,
  outputUrl: safeUrlSchema,
  // Inside `result`, `videoUrl` is the made video; beside it, it is the input.
  result: fields({ videoUrl: safeUrlSchema, resultUrl: safeUrlSchema, url: safeUrlSchema, outputUrl: safeUrlSchema })
    .nullable()
    .catch(null),
  errorMessage: messageSchema,
  errorCode: wordSchema,
  error: errorPartSchema,
  creditsUsed: amountSchema,
  remainingCredits: numberSchema,
  billingDurationSeconds: amountSchema,
  createdAt: field(timeOf),
  updatedAt: field(timeOf),
  completedAt: field(timeOf),
  videoUrl: textSchema,
  audioUrl: textSchema,
});

const profileSchema = fields({
  userId: idSchema.nullable().catch(null),
  credits: numberSchema,
  apiQuotaRemaining: numberSchema,
  tier: wordSchema,
});

const paginationSchema = fields({
  page: numberSchema,
  total: amountSchema,
  totalPages: amountSchema,
  hasMore: field((value) => (typeof value === 'boolean' ? value : null)),
});

const serviceErrorSchema = fields({
  code: wordSchema,
  message: messageSchema,
  requestId: wordSchema,
  error: errorPartSchema,
  details: messageSchema,
});

/**
 * Reads the answer to a create, or to a get of the job `expectedId` (which then is the job's id also when the answer
 * leaves it out, and must be its id when it does not).
 */
export function readJob(body: string, expectedId: string | null): Result<RemoteJob> {
  const json = parseJson(body);
  if (!isRecord(json)) return nonsense('not a JSON object');
  const content = isRecord(json['data']) ? json['data'] : json;
  // An answer that says nothing of a job's state is no answer to a get; a `status` outside of `data` may be the call's own.
  const isWrapped = content !== json;
  const assumedId =
    expectedId !== null && isWrapped && content['id'] === undefined && typeof content['status'] === 'string';
  const job = jobOf(assumedId ? { ...content, id: expectedId } : content);
  if (job === null) return nonsense('no usable job id');
  if (expectedId !== null && job.id !== expectedId) return nonsense('another job than the one asked for');
  return success(job);
}

/** Reads one page of the list [L, G]. Items that cannot be read are left out and counted. */
export function readPage(body: string): Result<RemotePage> {
  const json = parseJson(body);
  const root = isRecord(json) ? json : {};
  const content = isRecord(root['data']) ? root['data'] : root;
  const items = [json, root['data'], content['tasks'], content['jobs'], content['items']].find((list) =>
    Array.isArray(list),
  );
  if (items === undefined) return nonsense('no list of jobs');
  const jobs = items.map(jobOf).filter((job) => job !== null);
  const { page, total, totalPages, hasMore } = paginationSchema
    .catch({ page: null, total: null, totalPages: null, hasMore: null })
    .parse(content['pagination'] ?? root['pagination']);
  return success({
    jobs,
    hasMore: hasMore ?? (page !== null && totalPages !== null ? page < totalPages : null),
    total,
    dropped: items.length - jobs.length,
  });
}

/** Reads the profile [P], which must at least tell one thing about the account. */
export function readProfile(body: string): Result<Profile> {
  const json = parseJson(body);
  if (!isRecord(json)) return nonsense('not a JSON object');
  const read = profileSchema.safeParse(isRecord(json['data']) ? json['data'] : json);
  if (!read.success || Object.values(read.data).every((value) => value === null)) return nonsense('no profile');
  const { userId, credits, apiQuotaRemaining: quota, tier } = read.data;
  return success({ userId, credits, quota, tier });
}

/** Reads an error's body; HTML, plain text and nothing at all are not from the service itself. */
export function readError(body: string): ServiceError {
  const read = serviceErrorSchema.safeParse(parseJson(body));
  if (!read.success) return { fromService: false, code: null, message: null, requestId: null };
  const { code, message, requestId, error, details } = read.data;
  const anyCode = code ?? error.code;
  const parts = [message ?? error.message, details].filter((part) => part !== null);
  const anyMessage = parts.length === 0 ? null : oneLine(parts.join(': '), 500);
  return { fromService: anyCode !== null || anyMessage !== null, code: anyCode, message: anyMessage, requestId };
}

function jobOf(value: unknown): RemoteJob | null {
  const read = jobSchema.safeParse(value);
  if (!read.success) return null;
  const job = read.data;
  return {
    id: job.id,
    status: oneLine(job.status, 100) || 'unknown',
    phase: phaseOf(job.status),
    progress: job.progress,
    resultUrl:
      job.resultUrl ??
      job.result?.videoUrl ??
      job.result?.resultUrl ??
      job.result?.url ??
      job.result?.outputUrl ??
      job.url ??
      job.outputUrl,
    errorMessage: job.errorMessage ?? job.error.message,
    errorCode: job.errorCode ?? job.error.code,
    creditsUsed: job.creditsUsed,
    remainingCredits: job.remainingCredits,
    billedSeconds: job.billingDurationSeconds,
    createdAtMs: job.createdAt?.ms ?? null,
    namesZone: job.createdAt?.namesZone ?? false,
    changedAtMs: latest(job.updatedAt?.ms, job.completedAt?.ms),
    inputUrls: { video: job.videoUrl, audio: job.audioUrl },
  };
}

/** Exactly the documented words [L], in whatever case; anything else is not an end. */
export function phaseOf(status: string): RemotePhase {
  const word = status.toLowerCase();
  switch (word) {
    case 'queued':
    case 'pending':
      return 'waiting';
    case 'processing':
    case 'completed':
    case 'failed':
      return word;
    default:
      return 'unknown';
  }
}

/** A time as ISO 8601 (UTC when it names no zone) or as seconds or milliseconds since 1970; null outside 2000 to 2100. */
function timeOf(value: unknown): { ms: number; namesZone: boolean } | null {
  let time = Number.NaN;
  let namesZone = true;
  const numeric = numberOf(value);
  if (numeric !== null) time = numeric < 1e11 ? numeric * 1000 : numeric;
  else if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) {
    namesZone = /(z|[+-]\d\d:?\d\d)$/i.test(value.trim());
    time = Date.parse(namesZone ? value : `${value.trim()}Z`);
  }
  return time >= Date.UTC(2000, 0) && time < Date.UTC(2100, 0) ? { ms: Math.round(time), namesZone } : null;
}

function latest(...times: (number | undefined)[]): number | null {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

/** An object schema that knows its fields in camelCase and reads them in snake_case too; a null does not hide a value. */
function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => {
    if (!isRecord(value)) return value;
    const renamed = new Map<string, unknown>();
    for (const [name, content] of Object.entries(value)) {
      const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      if (Object.hasOwn(shape, camel)) renamed.set(camel, renamed.get(camel) ?? content);
    }
    return Object.fromEntries(renamed);
  }, z.object(shape));
}

/** A finite number, also when it came as a text. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? Number(value) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function messageOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : oneLine(hideUrls(text), 500);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nonsense(reason: string): { ok: false; problem: ReturnType<typeof problem> } {
  return failure(problem('service.nonsense', { reason }));
}
