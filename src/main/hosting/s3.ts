import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { extname } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Storage } from '../../shared/storage.ts';
import { longestLinkMs } from '../core/link-lifetime.ts';
import type { Clock, Random, SecretOfStorage, Signature, StorageHost } from '../core/ports.ts';
import { bandwidth } from './bandwidth.ts';
import { hostedName } from './content-type.ts';
import { PART_BYTES, PartBuffers } from './part-buffers.ts';
import { Connections, type Connection } from './s3-client.ts';
import { abortUploads, deleteObject, listObjects, type Calling } from './s3-objects.ts';
import { asBuilt, beforeSigning } from './s3-request.ts';
import { tryStorage } from './s3-test.ts';
import type { Uploading } from './s3-sending.ts';
import { comparesSha256 } from './s3-sha256.ts';
import { upload } from './s3-upload.ts';

/** How many parts are in memory, and so on their way, at once: over all uploads. */
const partsAtOnce = 4;
/** What goes into a socket at once; under a limit so little that no connection is silent for long. */
const quickSlice = 1024 * 1024;
const patientSlice = 64 * 1024;

export interface S3HostOptions {
  /** The storage as it is set now; null when none is. */
  storage: () => Storage | null;
  /** Whose objects these are: each ledger's lie in a folder of their own, so that none deletes what another needs. */
  owner: string;
  secretOf: SecretOfStorage;
  clock: Clock;
  random: Random;
}

/** An upload that is under way, and who waits for it. */
interface UnderWay {
  result: Promise<Result<void>>;
  listeners: Set<(bytes: number) => void>;
  waiting: number;
  controller: AbortController;
}

/**
 * The host `s3`: storage of the person's own, by the S3 protocol. Objects are named by their content, so that one upload
 * serves all clips that need it; only URLs that `sign` makes open them.
 */
export function createS3Host(options: S3HostOptions): StorageHost {
  const { clock, random } = options;
  const connections = new Connections(options.storage, options.secretOf, clock);
  const buffers = new PartBuffers(partsAtOnce * PART_BYTES, PART_BYTES);
  /** In bytes a second. */
  const limit = (): number | null => {
    const kilobytes = options.storage()?.uploadLimit ?? null;
    return kilobytes === null ? null : kilobytes * 1000;
  };
  const pace = bandwidth(clock, limit);
  const underWay = new Map<string, UnderWay>();
  /** What happens to one name happens in order: an object that is being deleted is not taken for one that is there. */
  const lastOf = new Map<string, Promise<unknown>>();
  const checksOf = new WeakMap<Connection, Promise<boolean>>();
  const stopping = new AbortController();

  function inOrder<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const before = lastOf.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine
      .catch(() => undefined)
      .finally(() => {
        if (lastOf.get(name) === settled) lastOf.delete(name);
      });
    lastOf.set(name, settled);
    return mine;
  }

  const folderOf = (storage: Storage): string => `${storage.prefix}${options.owner}/`;
  const keyOf = ({ storage }: Connection, name: string): string => folderOf(storage) + name;
  const calling = (connection: Connection): Calling => ({ connection, clock, random });

  function uploading(connection: Connection): Uploading {
    return {
      connection,
      clock,
      random,
      buffers,
      sliceBytes: () => (limit() === null ? quickSlice : patientSlice),
      pace: (bytes, until) => pace.take(bytes, until),
      checksSha256() {
        const known = checksOf.get(connection);
        if (known !== undefined) return known;
        const key = keyOf(connection, `shoal-test-${random.token(8)}`);
        const checks = comparesSha256(key, { connection, clock, random }, stopping.signal);
        checksOf.set(connection, checks);
        // One that was broken off says nothing.
        checks.catch(() => checksOf.delete(connection));
        return checks;
      },
    };
  }

  return {
    kind: 's3',
    port: null,
    refusesRevoked: false,

    get place() {
      const storage = options.storage();
      return storage === null ? '' : `${storage.endpoint.replace(/\/+$/, '')}/${storage.bucket}/${folderOf(storage)}`;
    },

    start: () => Promise.resolve(success(undefined)),

    async stop() {
      stopping.abort();
      await Promise.all(lastOf.values());
      connections.close();
    },

    contentName({ contentHash, path }) {
      return contentHash + extname(hostedName(path));
    },

    async put(name, media, progress, signal) {
      signal.throwIfAborted();
      let current = underWay.get(name);
      // One that is being broken off is of no use to anybody who comes now.
      if (current === undefined || current.controller.signal.aborted) {
        const controller = new AbortController();
        const listeners = new Set<(bytes: number) => void>();
        const until = AbortSignal.any([controller.signal, stopping.signal]);
        const result = inOrder(name, async () => {
          const connected = await connections.get();
          if (!connected.ok) return connected;
          until.throwIfAborted();
          const connection = connected.value;
          const told = (bytes: number): void => listeners.forEach((listener) => listener(bytes));
          const job = { key: keyOf(connection, name), media, progress: told, signal: until };
          return upload(job, uploading(connection));
        }).finally(() => {
          if (underWay.get(name)?.result === result) underWay.delete(name);
        });
        current = { result, listeners, waiting: 0, controller };
        underWay.set(name, current);
      }
      const mine = current;
      mine.waiting += 1;
      mine.listeners.add(progress);
      // It is broken off when nobody waits for it any more.
      const leave = (): void => {
        mine.waiting -= 1;
        if (mine.waiting === 0) mine.controller.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await mine.result;
      } catch (error) {
        signal.throwIfAborted();
        if (!mine.controller.signal.aborted && !stopping.signal.aborted) throw error;
        return failure(problem('host.unavailable', { reason: 'the upload was broken off' }));
      } finally {
        signal.removeEventListener('abort', leave);
        mine.listeners.delete(progress);
      }
    },

    async sign(name, _, signature) {
      const connected = await connections.get();
      if (!connected.ok) return connected;
      return success(await signedUrl(connected.value, keyOf(connected.value, name), signature));
    },

    async check(signal) {
      const connected = await connections.get();
      if (!connected.ok) return connected;
      const until = AbortSignal.any([signal, stopping.signal]);
      const tried = await tryStorage(folderOf(connected.value.storage), calling(connected.value), signedUrl, until, [
        'write',
        'read',
        'delete',
      ]);
      const wrong = tried.find(({ problem }) => problem !== null)?.problem ?? null;
      return wrong === null ? success(undefined) : { ok: false, problem: wrong };
    },

    remove(name) {
      underWay.get(name)?.controller.abort();
      return inOrder(name, async () => {
        const connected = await connections.get();
        if (!connected.ok) return connected;
        const { value: connection } = connected;
        return deleteObject(keyOf(connection, name), calling(connection), stopping.signal);
      });
    },

    abandon(name) {
      underWay.get(name)?.controller.abort();
      return inOrder(name, async () => {
        const connected = await connections.get();
        if (!connected.ok) return;
        await abortUploads(keyOf(connected.value, name), calling(connected.value), stopping.signal);
      });
    },

    async test(signal) {
      const connected = await connections.get();
      if (!connected.ok) return [{ step: 'write', problem: connected.problem }];
      const folder = folderOf(connected.value.storage);
      return tryStorage(folder, calling(connected.value), signedUrl, AbortSignal.any([signal, stopping.signal]));
    },

    async list(signal) {
      const connected = await connections.get();
      if (!connected.ok) return connected;
      const folder = folderOf(connected.value.storage);
      return listObjects(folder, calling(connected.value), AbortSignal.any([signal, stopping.signal]));
    },
  };
}

/**
 * A URL that reads `key` until its end. The nonce is a signed part of it: S3 ignores parameters that begin with `x-`, and
 * signs them. Its life begins `agoMs` ago, by the storage's clock.
 */
export async function signedUrl(
  { client, storage }: Connection,
  key: string,
  { nonce, lifetimeMs }: Signature,
  agoMs = 0,
): Promise<string> {
  const get = new GetObjectCommand({ Bucket: storage.bucket, Key: key });
  get.middlewareStack.add(
    beforeSigning(({ query }) => {
      query['x-shoal-nonce'] = nonce;
    }),
    asBuilt,
  );
  return getSignedUrl(client, get, {
    expiresIn: Math.ceil(Math.min(longestLinkMs, lifetimeMs) / 1000),
    signingDate: new Date(Date.now() + client.config.systemClockOffset - agoMs),
  });
}
