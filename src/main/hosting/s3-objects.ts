import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Clock, Random, StoredObject } from '../core/ports.ts';
import { call, looking, refused, type Connection } from './s3-client.ts';

/** What calls about objects work with. */
export interface Calling {
  connection: Connection;
  clock: Clock;
  random: Random;
}

/** Uploads that were begun under names that begin with `prefix`, oldest first; null when they cannot be listed. */
export async function unfinishedUploads(
  prefix: string,
  { connection, clock, random }: Calling,
  signal: AbortSignal,
): Promise<{ key: string; uploadId: string; begunMs: number }[] | null> {
  const { client, storage } = connection;
  const found: { key: string; uploadId: string; begunMs: number }[] = [];
  let marker: { KeyMarker: string; UploadIdMarker: string } | null = null;
  do {
    const list: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: storage.bucket,
      Prefix: prefix,
      ...marker,
    });
    const page = await call(() => client.send(list, { abortSignal: signal }), { clock, random, signal });
    if (!page.ok) return null;
    for (const { Key, UploadId, Initiated } of page.value.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue;
      found.push({ key: Key, uploadId: UploadId, begunMs: Initiated?.getTime() ?? clock.now() });
    }
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page.value;
    marker =
      IsTruncated === true && NextKeyMarker !== undefined && NextUploadIdMarker !== undefined
        ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
        : null;
  } while (marker !== null);
  return found.toSorted((one, other) => one.begunMs - other.begunMs);
}

/** Ends every unfinished upload of this key; its parts are deleted. What cannot be ended now stays listed. */
export async function abortUploads(key: string, calling: Calling, signal: AbortSignal): Promise<void> {
  for (const each of (await unfinishedUploads(key, calling, signal)) ?? []) {
    if (each.key === key) await abortUpload(key, each.uploadId, calling, signal);
  }
}

/** Ends one upload; its parts are deleted. */
export async function abortUpload(
  key: string,
  uploadId: string,
  { connection, clock, random }: Calling,
  signal: AbortSignal,
): Promise<void> {
  const { client, storage } = connection;
  const abort = new AbortMultipartUploadCommand({ Bucket: storage.bucket, Key: key, UploadId: uploadId });
  await call(() => client.send(abort, { abortSignal: signal }), { clock, random, signal });
}

/**
 * Deletes an object and what was uploaded of it. That it is not there is as good; that it is gone is looked at, because
 * a clip may be submitted again on the strength of it, and something in front of the storage may have answered.
 */
export async function deleteObject(key: string, calling: Calling, signal: AbortSignal): Promise<Result<void>> {
  const { connection, clock, random } = calling;
  const { client, storage } = connection;
  const remove = new DeleteObjectCommand({ Bucket: storage.bucket, Key: key });
  const removed = await call(() => client.send(remove, { abortSignal: signal }), { clock, random, signal, once: true });
  const isDone =
    removed.ok || (removed.failed.status === 404 && removed.failed.code !== 'NoSuchBucket' && !removed.failed.isPage);
  if (!isDone) return refused(removed.failed, connection, 's3:DeleteObject');
  const isGone = async (): Promise<boolean> => {
    const head = new HeadObjectCommand({ Bucket: storage.bucket, Key: key });
    const found = await call(() => client.send(head, { abortSignal: signal }), { clock, random, signal, once: true });
    // Without the right to list, S3 answers 403 for what is not there.
    return !found.ok && !found.failed.isPage && (found.failed.status === 404 || found.failed.status === 403);
  };
  if (!(await looking(isGone, { clock, random, signal }))) {
    return failure(problem('host.unavailable', { reason: 'it cannot be seen that the deleted object is gone' }));
  }
  await abortUploads(key, calling, signal);
  return success(undefined);
}

/** Everything in a folder, by names without it, with uploads that are not finished. */
export async function listObjects(
  folder: string,
  calling: Calling,
  signal: AbortSignal,
): Promise<Result<StoredObject[]>> {
  const { connection, clock, random } = calling;
  const { client, storage } = connection;
  const objects: StoredObject[] = [];
  let token: string | undefined;
  do {
    const list: ListObjectsV2Command = new ListObjectsV2Command({
      Bucket: storage.bucket,
      Prefix: folder,
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const page = await call(() => client.send(list, { abortSignal: signal }), { clock, random, signal, once: true });
    if (!page.ok) return refused(page.failed, connection, 's3:ListBucket');
    for (const { Key, Size, LastModified } of page.value.Contents ?? []) {
      if (Key === undefined) continue;
      objects.push({
        name: Key.slice(folder.length),
        size: Size ?? null,
        atMs: LastModified?.getTime() ?? clock.now(),
        unfinished: false,
      });
    }
    token = page.value.IsTruncated === true ? page.value.NextContinuationToken : undefined;
  } while (token !== undefined);
  for (const { key, begunMs } of (await unfinishedUploads(folder, calling, signal)) ?? []) {
    objects.push({ name: key.slice(folder.length), size: null, atMs: begunMs, unfinished: true });
  }
  return success(objects);
}
