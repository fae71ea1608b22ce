import { createHash, hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
  type CompletedPart,
  type UploadPartCommandOutput,
} from '@aws-sdk/client-s3';
import { contentTypeOf } from './content-type.ts';
import { PART_BYTES, type PartBuffer } from './part-buffers.ts';
import { call } from './s3-client.ts';
import { abortUpload, unfinishedUploads } from './s3-objects.ts';
import type { StorageFailure } from './s3-problems.ts';
import { asBuilt, signedAs } from './s3-request.ts';
import {
  body,
  counting,
  FileChanged,
  isNot,
  md5Of,
  mustBeUnchanged,
  mustMatch,
  read,
  Refused,
  type Upload,
  type Uploading,
} from './s3-sending.ts';

const mostParts = 10_000;
/** How long the end of a broken upload may take, also when Shoal is stopping. */
const farewellMs = 5_000;

/** The size of a file's parts: the least that gives at most 10,000. */
export function partSize(size: number): number {
  let bytes = PART_BYTES;
  while (bytes * mostParts < size) bytes *= 2;
  return bytes;
}

/**
 * Sends a file in parts, several at a time. One reader goes through the file in order, so that the whole is hashed as it
 * is read; each part is sent from memory, so that what was hashed is what is sent. Gives back what was wrong with the
 * call that makes an object of the parts, or null: whether the object is there is looked at after it.
 */
export async function putInParts(handle: FileHandle, job: Upload, work: Uploading): Promise<StorageFailure | null> {
  const { key, media, progress } = job;
  const { client, storage } = work.connection;
  // One part that fails ends the others.
  const ending = new AbortController();
  const signal = AbortSignal.any([job.signal, ending.signal]);
  const { uploadId, isFindable } = await begin(job, work);
  const present = await partsOf(uploadId, job, work);
  const bytesAPart = partSize(media.size);
  const whole = createHash('sha256');
  const counts = counting(progress);
  const parts: CompletedPart[] = [];
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];

  async function send(number: number, bytes: Buffer): Promise<void> {
    const sha256 = hash('sha256', bytes);
    const md5 = await md5Of(bytes, work);
    const count = counts();
    const sendOnce = (): Promise<UploadPartCommandOutput> => {
      const part = new UploadPartCommand({
        Bucket: storage.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: body(bytes, work, count(), signal),
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

  /** Reads the next part; true when the server has it already. */
  async function readNext(number: number, { bytes }: PartBuffer, position: number): Promise<boolean> {
    signal.throwIfAborted();
    await read(handle, bytes, position);
    await mustBeUnchanged(handle, media);
    whole.update(bytes);
    const there = present.get(number);
    if (there?.size !== bytes.length || there.entityTag !== hash('md5', bytes)) return false;
    parts.push({ PartNumber: number, ETag: there.entityTag });
    counts()()(bytes.length);
    return true;
  }

  try {
    for (let number = 1, position = 0; position < media.size; number += 1, position += bytesAPart) {
      const buffer = await work.buffers.take(Math.min(bytesAPart, media.size - position));
      let isThere: boolean;
      try {
        isThere = await readNext(number, buffer, position);
      } catch (error) {
        buffer.release();
        throw error;
      }
      if (isThere) {
        buffer.release();
        continue;
      }
      const part = send(number, buffer.bytes)
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
  } catch (error) {
    failures.push(error);
    ending.abort();
  }
  await Promise.all(sending);
  // The first of them; the others were broken off because of it.
  if (failures.length > 0) {
    // Nobody could go on with it, or end it.
    if (!isFindable) await abortUpload(key, uploadId, work, AbortSignal.timeout(farewellMs)).catch(() => undefined);
    throw failures[0];
  }
  await mustBeUnchanged(handle, media);
  if (whole.digest('hex') !== media.contentHash) throw new FileChanged();
  return complete(uploadId, parts, job, work);
}

/** The upload of this key that was begun before, or a new one; and whether a later run will find it. */
async function begin(
  { key, media, signal }: Upload,
  work: Uploading,
): Promise<{ uploadId: string; isFindable: boolean }> {
  const { client, storage } = work.connection;
  const begun = await unfinishedUploads(key, work, signal);
  const latest = begun?.findLast((each) => each.key === key);
  if (latest !== undefined) return { uploadId: latest.uploadId, isFindable: true };
  const create = new CreateMultipartUploadCommand({
    Bucket: storage.bucket,
    Key: key,
    ContentType: contentTypeOf(key),
    Metadata: { sha256: media.contentHash },
  });
  const created = await call(() => client.send(create, { abortSignal: signal }), { ...work, signal });
  if (!created.ok) throw new Refused(created.failed);
  const { UploadId } = created.value;
  if (UploadId === undefined) throw new Refused(isNot('NoUploadId'));
  return { uploadId: UploadId, isFindable: begun !== null };
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
    const next = page.value.IsTruncated === true ? page.value.NextPartNumberMarker : undefined;
    // A server that names the same place again would be asked for ever.
    marker = next === marker ? undefined : next;
  } while (marker !== undefined);
  return parts;
}

/** Makes an object of the parts. After an answer that was lost the upload is gone, which is as good. */
async function complete(
  uploadId: string,
  parts: CompletedPart[],
  { key, signal }: Upload,
  work: Uploading,
): Promise<StorageFailure | null> {
  const { client, storage } = work.connection;
  const Parts = parts.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0));
  const end = new CompleteMultipartUploadCommand({
    Bucket: storage.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts },
  });
  const completed = await call(() => client.send(end, { abortSignal: signal }), { ...work, signal });
  return completed.ok || completed.failed.code === 'NoSuchUpload' ? null : completed.failed;
}
