import type { Result } from '../../shared/result.ts';
import type { MediaInfo } from '../../shared/media.ts';
import type { Problem } from '../../shared/problems.ts';
import type { Storage, StorageStep } from '../../shared/storage.ts';
import type { HostKind } from '../../shared/settings.ts';

/**
 * The ports of the engine: everything that touches time, chance, the network, the disk or another process. Types only;
 * each is implemented by one service and, in tests and simulations, by a fake that misbehaves on purpose.
 */

/** Time. The wall clock may jump by years; the monotonic one never goes back. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970, for records and for people. */
  now(): number;
  /** Milliseconds since some fixed point of this process, for measuring and waiting. */
  monotonic(): number;
  /** Resolves after `ms`, or at once (without throwing) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance. `token` must be unguessable outside of simulations. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  fraction(): number;
  /** `bytes` random bytes as lower-case hexadecimal. */
  token(bytes: number): string;
}

/** Why the network gave no usable answer, in a word or two that hold no URL and no secret. */
export type NetworkFailure =
  'dns' | 'refused' | 'tls' | 'timeout' | 'reset' | 'closed' | 'too-large' | 'aborted' | 'other';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** Longest wait for a connection, in milliseconds. */
  connectTimeoutMs: number;
  /** Longest wait for the whole answer after the connection, in milliseconds. */
  answerTimeoutMs: number;
  /** An answer's body beyond this many bytes is a `lost` exchange with `too-large`. */
  maxBytes: number;
  signal?: AbortSignal;
}

/**
 * What came of one HTTP request. `not-sent`: certain that not one byte of the request was written to the socket.
 * `lost`: the request, or a part of it, may have arrived, and no complete answer came back.
 */
export type Exchange =
  | { kind: 'answer'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'not-sent'; failure: NetworkFailure }
  | { kind: 'lost'; failure: NetworkFailure };

export interface DownloadRequest {
  url: string;
  /** First byte that is wanted. Over 0 the server is asked for a range. */
  from: number;
  /** The entity tag that the bytes already here came with; a changed file then starts over. */
  entityTag: string | null;
  connectTimeoutMs: number;
  /** Longest silence between two chunks, in milliseconds. */
  idleTimeoutMs: number;
  signal: AbortSignal;
}

export type Download =
  /** `from`: the offset that the first chunk really has (0 when the server ignored the range). Chunks throw DownloadBroken. */
  | {
      kind: 'body';
      from: number;
      totalBytes: number | null;
      entityTag: string | null;
      chunks: AsyncIterable<Uint8Array>;
    }
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; failure: NetworkFailure };

/** The connection broke in the middle of a download; what came before it is good. */
export class DownloadBroken extends Error {
  readonly failure: NetworkFailure;
  constructor(failure: NetworkFailure) {
    super(`download broke: ${failure}`);
    this.failure = failure;
  }
}

export interface LookRequest {
  url: string;
  /** Longest wait for a connection, and for an answer, in milliseconds. */
  connectTimeoutMs: number;
  answerTimeoutMs: number;
  signal: AbortSignal;
}

/** What a URL leads to. `failed`: it cannot be reached from here, which says nothing of others. */
export type Look =
  | { kind: 'there'; size: number | null; contentType: string }
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; failure: NetworkFailure };

export interface Transport {
  /** Sends one request over a connection of its own: no pool, no redirect, no retry. Never throws. */
  exchange(request: HttpRequest): Promise<Exchange>;
  /** Starts a download, following redirects. Never throws; its chunks may throw DownloadBroken. */
  download(request: DownloadRequest): Promise<Download>;
  /** Looks at what a URL leads to, following redirects, without reading more than its first byte. Never throws. */
  look(request: LookRequest): Promise<Look>;
}

/** What identifies the content of a local file. `modifiedMs` is its modification time in ms since 1970. */
export interface FileIdentity {
  size: number;
  modifiedMs: number;
}

export interface Probe {
  /** Reads what is in a media file. `signal` ends the child process. */
  probe(path: string, signal: AbortSignal): Promise<Result<MediaInfo>>;
}

/** Reads local media files; never changes one. */
export interface MediaReader extends Probe {
  /** Size and modification time, at almost no cost. */
  stat(path: string): Promise<Result<FileIdentity>>;
  /** Reads the whole file: SHA-256 as lower-case hexadecimal. Fails with `media.changed` when it changed meanwhile. */
  identify(path: string, signal: AbortSignal): Promise<Result<FileIdentity & { contentHash: string }>>;
}

/** A result that is being written. Every call may fail with `disk.full` or `disk.unwritable`. */
export interface PartFile {
  write(chunk: Uint8Array): Promise<Result<void>>;
  /** Makes all that was written durable. */
  sync(): Promise<Result<void>>;
  close(): Promise<void>;
}

/** The disk that results are kept on: see results/disk.ts for what each does. */
export interface ResultsDisk {
  freeBytes(folder: string): Promise<number | null>;
  tryWriting(folder: string): Promise<Result<void>>;
  reserve(folder: string, fileName: string, claim: (path: string) => boolean): Promise<Result<string>>;
  partSize(path: string): Promise<number | null>;
  openPart(path: string, from: number): Promise<Result<PartFile>>;
  publish(path: string): Promise<Result<string>>;
  discard(path: string): Promise<void>;
  writeWhole(path: string, text: string): Promise<Result<void>>;
}

/** One media file as a host sees it. `id` is the ledger's; the path never leaves this computer. */
export interface HostableMedia extends FileIdentity {
  id: string;
  path: string;
  /** SHA-256 of the content, lower-case hexadecimal. */
  contentHash: string;
}

/** What a signed URL is made for: `nonce` becomes a signed part of it, so that a remote list that repeats it tells whose it is. */
export interface Signature {
  nonce: string;
  /** How long the URL stays valid, in milliseconds from now. */
  lifetimeMs: number;
}

/** Makes local files reachable by the service. */
export interface Host {
  readonly kind: HostKind;
  /** The local port that it serves on, or served on last, to be taken again; null when it has none. */
  readonly port: number | null;
  /** Where it keeps what it hosts, as now set; what was hosted at another place is out of its reach. */
  readonly place: string;
  /** Whether it refuses URLs of a revoked nonce; where it cannot, only removing an object makes its URLs useless. */
  readonly refusesRevoked: boolean;
  /** Begins to serve. What can only be found out over the network shows when something is put. */
  start(): Promise<Result<void>>;
  stop(): Promise<void>;
  /** What equal files are one object as; null where each file is an object of its own. */
  contentName(media: HostableMedia): string | null;
  /**
   * Makes the file reachable under `name` (chosen by the caller; opens nothing without a signature). Doing it again
   * for the same name continues or does nothing. `progress` is called with bytes sent so far. Aborted, it leaves what
   * it did, to be continued. Problems that begin with `host.` are of the host, others of the file.
   */
  put(
    name: string,
    media: HostableMedia,
    progress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  /** A URL that the service can read until it expires. It is a secret: never logged, stored or shown. */
  sign(name: string, media: HostableMedia, signature: Signature): Promise<Result<string>>;
  /** Whether what it hosts can be reached at the address that its URLs have. */
  check(signal: AbortSignal): Promise<Result<void>>;
  /** Makes every URL of the object useless, for good. What is under way for it is broken off. */
  remove(name: string): Promise<Result<void>>;
  /** Breaks off what is under way for the object and leaves nothing of it; what is whole stays. */
  abandon(name: string): Promise<void>;
}

/** Something of ours at a storage. */
export interface StoredObject {
  /** As `put` takes it. */
  name: string;
  /** In bytes; null where it is not known. */
  size: number | null;
  /** When it was written, or an unfinished upload of it begun: ms since 1970. */
  atMs: number;
  unfinished: boolean;
}

/** A host on somebody else's computer, where copies lie. */
export interface StorageHost extends Host {
  /** Tries the storage with a small object, as the service would use it: each step with what is wrong, or null. */
  test(signal: AbortSignal): Promise<{ step: StorageStep; problem: Problem | null }[]>;
  /** What lies there now. */
  list(signal: AbortSignal): Promise<Result<StoredObject[]>>;
}

/** The secret of a storage's key, or null when none was given. The ledger and the settings never hold one. */
export type SecretOfStorage = (storage: Storage) => Promise<string | null>;

/** Shows files to the person, outside of Shoal. Each fails with `folder.not-there` or `folder.not-shown`. */
export interface FileManager {
  openFolder(path: string): Promise<Result<void>>;
  /** Shows the folder that a file is in, and where it can, which one it is. The file itself is never opened. */
  reveal(path: string): Promise<Result<void>>;
}
