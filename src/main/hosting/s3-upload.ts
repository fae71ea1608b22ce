import { createHash, hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type PutObjectCommandOutput,
  type UploadPartCommandOutput,
} from '@aws-sdk/client-s3';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { fileProblem, identityOf, sameIdentity } from '../core/local-file.ts';
import type { Clock, HostableMedia, Random } from '../core/ports.ts';
import { contentTypeOf } from './content-type.ts';
import type { PartBuffer, PartBuffers } from './part-buffers.ts';
import { call, refused, type Connection } from './s3-client.ts';
import { abortUploads, unfinishedUploads } from './s3-objects.ts';
import type { StorageFailure } from './s3-problems.ts';
import { asBuilt, signedAs } from './s3-request.ts';

/** Files up to this size go in one piece; larger ones in parts of it (S3's least), or of more where they would be over 10,000. */
export const PART_BYTES = 5 * 1024 * 1024;
const mostParts = 10_000;

/** What uploads work with. */
export interface Uploading {
  connection: Connection;
  clock: Clock;
  random: Random;
  buffers: PartBuffers;
  /** How much goes into the socket at once, and so how finely progress is told: more is quicker. */
  sliceBytes: () => number;
  /** Waits until so many bytes may be sent. */
  pace: (bytes: number, signal: AbortSignal) => Promise<void>;
  /** Whether the server compares a body with the SHA-256 that it is signed with; else MD5 is used as well. */
  checksSha256: () => Promise<boolean>;
}

export interface Upload {
  key: string;
  media: HostableMedia;
  /** Bytes that were sent or were there already. */
  progress: (bytes: number) => void;
  signal: AbortSignal;
}

/** The file is not the one that was checked any more. */
class FileChanged extends Error {}

/** Ends an upload with what was wrong at the server. */
class Refused extends Error {
  readonly failed: StorageFailure;
  constructor(failed: StorageFailure) {
    super(failed.code);
    this.failed = failed;
  }
}

/**
 * Uploads a file under `key`, or what is missing of it, and checks that it is there whole. What it reads is compared with
 * the hash that the file had when it was checked, before the object comes into being: a file that changed is
 * `media.changed` and never half an object. Rejects only when aborted; then parts stay, to be continued.
 */
export async function upload(job: Upload, work: Uploading): Promise<Result<void>> {
  const { media, key, signal, progress } = job;
  try {
    if (await isThere(job, work)) {
      progress(media.size);
      return success(undefined);
    }
    await using handle = await open(media.path);
    await mustBeUnchanged(handle, media);
    if (media.size <= PART_BYTES) await putWhole(handle, job, work);
    else await putInParts(handle, job, work);
    if (await isThere(job, work)) return success(undefined);
    return failure(problem('host.unavailable', { reason: 'the uploaded object is not there, or not whole' }));
  } catch (error) {
    if (error instanceof Refused) return refused(error.failed, work.connection, 's3:PutObject');
    signal.throwIfAborted();
    if (error instanceof FileChanged) {
      // Its parts are of no use to anybody.
      await abortUploads(key, work, signal);
      return failure(problem('media.changed', { name: basename(media.path) }));
    }
    return failure(fileProblem(error, media.path));
  }
}

/** Whether the object is there with the size and the hash of this file. Who may not look is told that it is not. */
async function isThere({ key, media, signal }: Upload, { connection, clock, random }: Uploading): Promise<boolean> {
  const { client, storage } = connection;
  const head = new HeadObjectCommand({ Bucket: storage.bucket, Key: key });
  const found = await call(() => client.send(head, { abortSignal: signal }), { clock, random, signal });
  if (!found.ok) {
    // Without the right to list, S3 answers 403 for what is not there.
    if (found.failed.status === 404 || found.failed.status === 403) return false;
    throw new Refused(found.failed);
  }
  return found.value.ContentLength === media.size && found.value.Metadata?.['sha256'] === media.contentHash;
}

async function mustBeUnchanged(handle: FileHandle, media: HostableMedia): Promise<void> {
  if (!sameIdentity(identityOf(await handle.stat()), media)) throw new FileChanged();
}

/** Fills the buffer from `position` on. Throws when the file is shorter than it was. */
async function read(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) throw new FileChanged();
    filled += bytesRead;
  }
}

/** A body that is sent in slices, each when its time has come. */
function body(bytes: Buffer, work: Uploading, sent: (bytes: number) => void, signal: AbortSignal): Readable {
  const sliceBytes = work.sliceBytes();
  async function* slices(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      const slice = bytes.subarray(start, start + sliceBytes);
      await work.pace(slice.length, signal);
      yield slice;
      sent(slice.length);
    }
  }
  return Readable.from(slices(), { objectMode: false, highWaterMark: sliceBytes });
}

/** Counts what was sent over all parts; a part that is sent again is not counted twice. */
function counting(progress: (bytes: number) => void): (part: number) => (bytes: number) => void {
  const parts = new Map<number, number>();
  let highest = 0;
  return (part) => {
    parts.set(part, 0);
    return (bytes) => {
      parts.set(part, (parts.get(part) ?? 0) + bytes);
      const sum = [...parts.values()].reduce((total, each) => total + each, 0);
      if (sum > highest) progress((highest = sum));
    };
  };
}

async function putWhole(handle: FileHandle, { key, media, progress, signal }: Upload, work: Uploading): Promise<void> {
  const { client, storage } = work.connection;
  const buffer = await work.buffers.take(media.size);
  try {
    await read(handle, buffer.bytes, 0);
    if (hash('sha256', buffer.bytes) !== media.contentHash) throw new FileChanged();
    const md5 = (await work.checksSha256()) ? null : hash('md5', buffer.bytes, 'buffer');
    const count = counting(progress);
    const send = (): Promise<PutObjectCommandOutput> => {
      const put = new PutObjectCommand({
        Bucket: storage.bucket,
        Key: key,
        Body: body(buffer.bytes, work, count(1), signal),
        ContentLength: media.size,
        ContentType: contentTypeOf(key),
        Metadata: { sha256: media.contentHash },
        ...(md5 !== null && { ContentMD5: md5.toString('base64') }),
      });
      put.middlewareStack.add(signedAs(media.contentHash), asBuilt);
      return client.send(put, { abortSignal: signal });
    };
    const put = await call(send, { ...work, signal });
    if (!put.ok) throw new Refused(put.failed);
    mustMatch(put.value.ETag, md5);
  } finally {
    buffer.release();
  }
}

/** Throws when the server names another MD5 than what was sent has. Tags that are no MD5 (encryption) say nothing. */
function mustMatch(entityTag: string | undefined, md5: Buffer | null): void {
  const tag = entityTag?.replaceAll('"', '') ?? '';
  if (md5 !== null && /^[0-9a-f]{32}$/.test(tag) && tag !== md5.toString('hex')) {
    throw new Refused({ code: 'BadDigest', status: 400, isNetwork: false, region: null });
  }
}

/** The size of a file's parts: the least that gives at most 10,000. */
function partSize(size: number): number {
  let bytes = PART_BYTES;
  while (bytes * mostParts < size) bytes *= 2;
  return bytes;
}

/**
 * Sends a file in parts, several at a time. One reader goes through the file in order, so that the whole is hashed as it
 * is read; each part is sent from memory, so that what was hashed is what is sent.
 */
async function putInParts(handle: FileHandle, job: Upload, work: Uploading): Promise<void> {
  const { key, media, progress } = job;
  const { client, storage } = work.connection;
  // One part that fails ends the others.
  const ending = new AbortController();
  const signal = AbortSignal.any([job.signal, ending.signal]);
  const uploadId = await begin(job, work);
  const present = await partsOf(uploadId, job, work);
  const bytesAPart = partSize(media.size);
  const withMd5 = !(await work.checksSha256());
  const whole = createHash('sha256');
  const count = counting(progress);
  const parts: CompletedPart[] = [];
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];

  async function send(number: number, buffer: PartBuffer, md5: Buffer | null): Promise<void> {
    const { bytes } = buffer;
    const sha256 = hash('sha256', bytes);
    const sendOnce = (): Promise<UploadPartCommandOutput> => {
      const part = new UploadPartCommand({
        Bucket: storage.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: body(bytes, work, count(number), signal),
        ContentLength: bytes.length,
        ...(md5 !== null && { ContentMD5: md5.toString('base64') }),
      });
      part.middlewareStack.add(signedAs(sha256), asBuilt);
      return client.send(part, { abortSignal: signal });
    };
    const sent = await call(sendOnce, { ...work, signal });
    if (!sent.ok) throw new Refused(sent.failed);
    mustMatch(sent.value.ETag, md5);
    parts.push({ PartNumber: number, ETag: sent.value.ETag });
  }

  try {
    for (let number = 1, position = 0; position < media.size; number += 1, position += bytesAPart) {
      const buffer = await work.buffers.take(Math.min(bytesAPart, media.size - position));
      try {
        signal.throwIfAborted();
        await read(handle, buffer.bytes, position);
        await mustBeUnchanged(handle, media);
        whole.update(buffer.bytes);
        const there = present.get(number);
        const isSame = there?.size === buffer.bytes.length && there.entityTag === hash('md5', buffer.bytes);
        if (isSame) {
          parts.push({ PartNumber: number, ETag: there.entityTag });
          count(number)(buffer.bytes.length);
          buffer.release();
          continue;
        }
      } catch (error) {
        buffer.release();
        throw error;
      }
      const md5 = withMd5 ? hash('md5', buffer.bytes, 'buffer') : null;
      const part = send(number, buffer, md5)
        .catch((error: unknown) => {
          failures.push(error);
          ending.abort();
        })
        .finally(() => {
          buffer.release();
          sending.delete(part);
        });
      sending.add(part);
    }
    await Promise.all(sending);
  } catch (error) {
    failures.push(error);
    ending.abort();
    await Promise.all(sending);
  }
  // The first of them; the others were broken off because of it.
  if (failures.length > 0) throw failures[0];
  await mustBeUnchanged(handle, media);
  if (whole.digest('hex') !== media.contentHash) throw new FileChanged();
  await complete(uploadId, parts, job, work);
}

/** The upload of this key that was begun before, or a new one. */
async function begin({ key, media, signal }: Upload, work: Uploading): Promise<string> {
  const { client, storage } = work.connection;
  const begun = await unfinishedUploads(key, work, signal);
  const same = begun.filter((each) => each.key === key);
  const latest = same.at(-1);
  if (latest !== undefined) return latest.uploadId;
  const create = new CreateMultipartUploadCommand({
    Bucket: storage.bucket,
    Key: key,
    ContentType: contentTypeOf(key),
    Metadata: { sha256: media.contentHash },
  });
  const created = await call(() => client.send(create, { abortSignal: signal }), { ...work, signal });
  if (!created.ok) throw new Refused(created.failed);
  const { UploadId } = created.value;
  if (UploadId === undefined) {
    throw new Refused({ code: 'NoUploadId', status: 200, isNetwork: false, region: null });
  }
  return UploadId;
}

/** The parts that arrived, by number. Who may not list them sends them again. */
async function partsOf(
  uploadId: string,
  { key, signal }: Upload,
  work: Uploading,
): Promise<Map<number, { size: number; entityTag: string }>> {
  const { client, storage } = work.connection;
  const parts = new Map<number, { size: number; entityTag: string }>();
  let marker: string | undefined;
  do {
    const list = new ListPartsCommand({
      Bucket: storage.bucket,
      Key: key,
      UploadId: uploadId,
      ...(marker !== undefined && { PartNumberMarker: marker }),
    });
    const page = await call(() => client.send(list, { abortSignal: signal }), { ...work, signal });
    if (!page.ok) return parts;
    for (const { PartNumber, Size, ETag } of page.value.Parts ?? []) {
      if (PartNumber === undefined || Size === undefined || ETag === undefined) continue;
      parts.set(PartNumber, { size: Size, entityTag: ETag.replaceAll('"', '') });
    }
    marker = page.value.IsTruncated === true ? page.value.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

async function complete(
  uploadId: string,
  parts: CompletedPart[],
  { key, signal }: Upload,
  work: Uploading,
): Promise<void> {
  const { client, storage } = work.connection;
  const Parts = parts.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0));
  const completed = await call(
    () =>
      client.send(
        new CompleteMultipartUploadCommand({
          Bucket: storage.bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts },
        }),
        { abortSignal: signal },
      ),
    { ...work, signal },
  );
  // After an answer that was lost the upload is gone: whether the object is there is looked at next.
  if (!completed.ok && completed.failed.code !== 'NoSuchUpload') throw new Refused(completed.failed);
}

/**
 * Whether the server compares what arrives with the SHA-256 that it was signed with: it is sent a few bytes under a
 * wrong one, and must refuse them.
 */
export async function triesSha256(
  key: string,
  { connection, clock, random }: Pick<Uploading, 'connection' | 'clock' | 'random'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { client, storage } = connection;
  const wrong = new PutObjectCommand({ Bucket: storage.bucket, Key: key, Body: 'Shoal' });
  wrong.middlewareStack.add(signedAs(hash('sha256', 'not Shoal')), asBuilt);
  const put = await call(() => client.send(wrong, { abortSignal: signal }), { clock, random, signal, once: true });
  if (!put.ok) return put.failed.code === 'XAmzContentSHA256Mismatch';
  const remove = new DeleteObjectCommand({ Bucket: storage.bucket, Key: key });
  await call(() => client.send(remove, { abortSignal: signal }), { clock, random, signal });
  return false;
}
