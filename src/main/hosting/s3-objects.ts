import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { success, type Result } from '../../shared/result.ts';
import type { Clock, Random, StoredObject } from '../core/ports.ts';
import { call, refused, type Connection } from './s3-client.ts';

/** What calls about objects work with. */
export interface Calling {
  connection: Connection;
  clock: Clock;
  random: Random;
}

/** Uploads that were begun under names that begin with `prefix`, oldest first; none when they may not be listed. */
export async function unfinishedUploads(
  prefix: string,
  { connection, clock, random }: Calling,
  signal: AbortSignal,
): Promise<{ key: string; uploadId: string; begunMs: number }[]> {
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
    if (!page.ok) break;
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
  const { connection, clock, random } = calling;
  const { client, storage } = connection;
  for (const each of await unfinishedUploads(key, calling, signal)) {
    if (each.key !== key) continue;
    const abort = new AbortMultipartUploadCommand({ Bucket: storage.bucket, Key: key, UploadId: each.uploadId });
    await call(() => client.send(abort, { abortSignal: signal }), { clock, random, signal });
  }
}

/** Deletes an object and what was uploaded of it. That it is not there is as good. */
export async function deleteObject(key: string, calling: Calling, signal: AbortSignal): Promise<Result<void>> {
  const { connection, clock, random } = calling;
  const { client, storage } = connection;
  const remove = new DeleteObjectCommand({ Bucket: storage.bucket, Key: key });
  const removed = await call(() => client.send(remove, { abortSignal: signal }), { clock, random, signal, once: true });
  const isGone = removed.ok || (removed.failed.status === 404 && removed.failed.code !== 'NoSuchBucket');
  if (!isGone) return refused(removed.failed, connection, 's3:DeleteObject');
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
  for (const { key, begunMs } of await unfinishedUploads(folder, calling, signal)) {
    objects.push({ name: key.slice(folder.length), size: null, atMs: begunMs, unfinished: true });
  }
  return success(objects);
}
