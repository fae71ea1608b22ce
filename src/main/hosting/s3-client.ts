import { S3Client } from '@aws-sdk/client-s3';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Storage } from '../../shared/storage.ts';
import { backoffMs, type Backoff } from '../core/retry.ts';
import type { Clock, Random, SecretOfStorage } from '../core/ports.ts';
import { failureOf, isPassing, storageProblem, type StorageFailure, type StorageRight } from './s3-problems.ts';

const connectTimeoutMs = 10_000;
/** The longest silence of a connection. */
const idleTimeoutMs = 60_000;
const socketsAtOnce = 32;
const tries = 6;
/** Some storage shows what was done only a moment later. */
const looks = 5;
const betweenLooks: Backoff = { baseMs: 200, maxMs: 3_000 };
const backoff: Backoff = { baseMs: 500, maxMs: 20_000 };

/** The SDK writes to the console by itself, and what it writes may hold names of objects. */
const silent = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A client with the settings that it was made from. */
export interface Connection {
  client: S3Client;
  storage: Storage;
}

/** Keeps one client as long as settings and secret stay the same. */
export class Connections {
  readonly #storage: () => Storage | null;
  readonly #secretOf: SecretOfStorage;
  readonly #clock: Clock;
  #current: { key: string; connection: Connection } | null = null;

  constructor(storage: () => Storage | null, secretOf: SecretOfStorage, clock: Clock) {
    this.#storage = storage;
    this.#secretOf = secretOf;
    this.#clock = clock;
  }

  /** Fails with `host.not-set` or `host.no-secret`. */
  async get(): Promise<Result<Connection>> {
    const storage = this.#storage();
    if (storage === null) return failure(problem('host.not-set'));
    const secret = await this.#secretOf(storage);
    if (secret === null || secret === '') return failure(problem('host.no-secret'));
    const { endpoint, region, keyId, pathStyle } = storage;
    const key = JSON.stringify([endpoint, region, keyId, pathStyle, secret]);
    if (this.#current?.key === key) {
      this.#current.connection.storage = storage;
      return success(this.#current.connection);
    }
    this.close();
    const client = new S3Client({
      endpoint,
      region,
      forcePathStyle: pathStyle,
      credentials: { accessKeyId: keyId, secretAccessKey: secret },
      // Many servers answer 411 to the trailers that the SDK would add. What is sent is checked by its SHA-256 instead.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Each part is tried again by us: the SDK cannot send a stream twice.
      maxAttempts: 1,
      expectContinueHeader: false,
      systemClockOffset: this.#clock.now() - Date.now(),
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        socketTimeout: idleTimeoutMs,
        requestTimeout: 0,
        httpAgent: { keepAlive: true, maxSockets: socketsAtOnce },
        httpsAgent: { keepAlive: true, maxSockets: socketsAtOnce },
      },
      logger: silent,
    });
    const connection = { client, storage };
    this.#current = { key, connection };
    return success(connection);
  }

  close(): void {
    this.#current?.connection.client.destroy();
    this.#current = null;
  }
}

/**
 * Makes a call, and again with growing pauses while what fails may pass. Gives back its value, or what was wrong at the
 * last. Rejects only when aborted. `once` tries no second time.
 */
export async function call<Value>(
  send: () => Promise<Value>,
  { clock, random, signal, once = false }: { clock: Clock; random: Random; signal: AbortSignal; once?: boolean },
): Promise<{ ok: true; value: Value } | { ok: false; failed: StorageFailure }> {
  for (let tried = 1; ; tried += 1) {
    signal.throwIfAborted();
    try {
      return { ok: true, value: await send() };
    } catch (error) {
      signal.throwIfAborted();
      const failed = failureOf(error);
      const skew = failed.code === 'RequestTimeTooSkewed';
      if (!isPassing(failed) || tried >= (once && !skew ? 1 : tries)) return { ok: false, failed };
      if (!skew) await clock.sleep(backoffMs(tried - 1, random.fraction(), backoff), signal);
    }
  }
}

/** Looks a few times, with growing pauses, until it is so. */
export async function looking(
  look: () => Promise<boolean>,
  { clock, random, signal }: { clock: Clock; random: Random; signal: AbortSignal },
): Promise<boolean> {
  for (let looked = 1; ; looked += 1) {
    if (await look()) return true;
    if (looked === looks) return false;
    await clock.sleep(backoffMs(looked - 1, random.fraction(), betweenLooks), signal);
  }
}

/** A failed call as its problem. */
export function refused(failed: StorageFailure, { storage }: Connection, right: StorageRight): Result<never> {
  return failure(storageProblem(failed, storage, right));
}
