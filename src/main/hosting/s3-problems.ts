import { z } from 'zod';
import { problem, type Problem } from '../../shared/problems.ts';
import type { Storage } from '../../shared/storage.ts';

/** The rights that S3 knows, by its own names, so that a person can look for them in a policy. */
export type StorageRight =
  's3:PutObject' | 's3:GetObject' | 's3:DeleteObject' | 's3:ListBucket' | 's3:AbortMultipartUpload';

const errorSchema = z.object({
  name: z.string().default(''),
  /** Of a system error of the network. */
  code: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).default({}),
  /** The answer, where there was one. */
  $response: z.object({ headers: z.record(z.string(), z.string()).default({}) }).optional(),
  Region: z.string().optional(),
  message: z.string().default(''),
});

/** What is known of a call that failed. `status` is null when there was no answer. */
export interface StorageFailure {
  code: string;
  status: number | null;
  isNetwork: boolean;
  /** It was answered by a web page, or sent elsewhere: not by a storage. */
  isPage: boolean;
  /** The region that the server names instead. */
  region: string | null;
}

const wrongRegion: ReadonlySet<string> = new Set([
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'TemporaryRedirect',
  'IllegalLocationConstraintException',
  'InvalidRegion',
]);

/** Reads an error of the S3 client. What is none is a bug and is thrown on. */
export function failureOf(error: unknown): StorageFailure {
  const parsed = errorSchema.safeParse(error).data;
  // An answer that makes no sense is one too, but not ours.
  if (parsed === undefined || (error instanceof TypeError && parsed.$response === undefined)) throw error;
  const { name, code, $metadata, $response, Region, message } = parsed;
  const headers = $response?.headers ?? {};
  const status = $metadata.httpStatusCode ?? null;
  const isNetwork = status === null || (code !== undefined && /^E[A-Z_]+$/.test(code));
  const region = Region ?? headers['x-amz-bucket-region'] ?? /expecting '([\w-]+)'/.exec(message)?.[1] ?? null;
  const isRedirect = status !== null && status >= 300 && status < 400 && region === null && !wrongRegion.has(name);
  const isPage = isRedirect || /^text\/html/i.test(headers['content-type'] ?? '');
  return { code: isNetwork ? (code ?? name) : name, status, isNetwork, isPage, region };
}

const full = /quota|storagefull|insufficientstorage|outofspace|nospace/i;

/** Whether the same call may work a moment later. */
export function isPassing({ code, status, isNetwork, isPage }: StorageFailure): boolean {
  if (full.test(code) || status === 507) return false;
  // The client sets itself by the server's clock after the first refusal.
  if (code === 'RequestTimeTooSkewed') return true;
  // What arrived was not what was sent.
  if (code === 'XAmzContentSHA256Mismatch' || code === 'BadDigest' || code === 'IncompleteBody') return true;
  if (isNetwork) return code !== 'ENOTFOUND' && code !== 'CERT_HAS_EXPIRED' && !/CERT|SELF_SIGNED/.test(code);
  if (isPage && (status === null || status < 500)) return false;
  return code === 'RequestTimeout' || status === 408 || status === 429 || (status !== null && status >= 500);
}

/** The problem that a failed call stands for; `right` is the one that it needed. */
export function storageProblem(failure: StorageFailure, storage: Storage, right: StorageRight): Problem {
  const { code, status, isNetwork, isPage, region } = failure;
  const endpoint = new URL(storage.endpoint).host;
  if (isNetwork) {
    // Few servers have a host name for every bucket.
    const isNameless = /^(ENOTFOUND|ERR_TLS_CERT_ALTNAME_INVALID)$/.test(code) && !storage.pathStyle;
    return isNameless
      ? problem('host.no-bucket-address', { address: `${storage.bucket}.${endpoint}` })
      : problem('host.unreachable', { endpoint, reason: code });
  }
  if (isPage) return problem('host.not-storage', { endpoint, status: status ?? 0 });
  // What Aliyun and Volcengine say.
  if (code === 'SecondLevelDomainForbidden' || code === 'InvalidPathAccess') return problem('host.path-style-refused');
  if (full.test(code) || status === 507) return problem('host.full', { reason: code });
  if (code === 'InvalidAccessKeyId' || code === 'Unauthorized') return problem('host.wrong-key');
  if (code === 'SignatureDoesNotMatch') return problem('host.wrong-secret');
  if (code === 'NoSuchBucket') return problem('host.no-bucket', { bucket: storage.bucket });
  if (wrongRegion.has(code) || status === 301) {
    return problem('host.wrong-region', { region: storage.region, expected: region ?? 'unknown' });
  }
  if (status === 401 || status === 403) return problem('host.denied', { right });
  return problem('host.unavailable', { reason: `${code === '' ? 'answer' : code} ${status ?? ''}`.trim() });
}
