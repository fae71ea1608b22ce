import { hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { fileProblem } from '../core/local-file.ts';
import { contentTypeOf } from './content-type.ts';
import { PART_BYTES } from './part-buffers.ts';
import { call, looking, refused } from './s3-client.ts';
import { abortUploads } from './s3-objects.ts';
import { putInParts } from './s3-parts.ts';
import type { StorageFailure } from './s3-problems.ts';
import { asBuilt, signedAs } from './s3-request.ts';
import {
  body,
  counting,
  FileChanged,
  md5Of,
  mustBeUnchanged,
  mustMatch,
  read,
  Refused,
  type Upload,
  type Uploading,
} from './s3-sending.ts';

/**
 * Uploads a file under `key`, or what is missing of it, and checks that it is there whole. What it reads is compared with
 * the hash that the file had when it was checked, before the object comes into being: a file that changed is
 * `media.changed` and never half an object. Rejects only when aborted; then parts stay, to be continued.
 */
export async function upload(job: Upload, work: Uploading): Promise<Result<void>> {
  const { media, key, signal, progress } = job;
  try {
    if (await isThere(job, work, null)) {
      progress(media.size);
      return success(undefined);
    }
    const failed = await put(job, work);
    // Also after a failure: what was asked for may have been done.
    // Nobody else writes under its name, so that where a server keeps no metadata the size has to do.
    const look = (): Promise<boolean> => isThere(job, work, media.contentHash);
    if (await (failed === null ? looking(look, { ...work, signal }) : look())) return success(undefined);
    if (failed !== null) throw new Refused(failed);
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

/** Sends the file. Gives back what was wrong with making an object of its parts, or null. */
async function put(job: Upload, work: Uploading): Promise<StorageFailure | null> {
  await using handle = await open(job.media.path);
  await mustBeUnchanged(handle, job.media);
  if (job.media.size > PART_BYTES) return await putInParts(handle, job, work);
  await putWhole(handle, job, work);
  return null;
}

/**
 * Whether the object is there with the size and the hash of this file; `hashUnlessKept` is taken for its hash where the
 * server kept none. Who may not look is told that it is not.
 */
async function isThere(
  { key, media, signal }: Upload,
  { connection, clock, random }: Uploading,
  hashUnlessKept: string | null,
): Promise<boolean> {
  const { client, storage } = connection;
  const head = new HeadObjectCommand({ Bucket: storage.bucket, Key: key });
  const found = await call(() => client.send(head, { abortSignal: signal }), { clock, random, signal });
  if (!found.ok) {
    const { status } = found.failed;
    // Without the right to list, S3 answers 403 for what is not there. The answer to a HEAD has no body that would say
    // what is wrong; the upload's has.
    if (status !== null && status < 500) return false;
    throw new Refused(found.failed);
  }
  const kept = found.value.Metadata?.['sha256'] ?? hashUnlessKept;
  return found.value.ContentLength === media.size && kept === media.contentHash;
}

async function putWhole(handle: FileHandle, { key, media, progress, signal }: Upload, work: Uploading): Promise<void> {
  const { client, storage } = work.connection;
  const buffer = await work.buffers.take(media.size);
  try {
    await read(handle, buffer.bytes, 0);
    if (hash('sha256', buffer.bytes) !== media.contentHash) throw new FileChanged();
    const md5 = await md5Of(buffer.bytes, work);
    const count = counting(progress)();
    const send = (): Promise<PutObjectCommandOutput> => {
      const command = new PutObjectCommand({
        Bucket: storage.bucket,
        Key: key,
        Body: body(buffer.bytes, work, count(), signal),
        ContentLength: media.size,
        ContentType: contentTypeOf(key),
        Metadata: { sha256: media.contentHash },
        ...(md5 !== null && { ContentMD5: md5.toString('base64') }),
      });
      command.middlewareStack.add(signedAs(media.contentHash), asBuilt);
      return client.send(command, { abortSignal: signal });
    };
    const sent = await call(send, { ...work, signal });
    if (!sent.ok) throw new Refused(sent.failed);
    mustMatch(sent.value.ETag, md5);
  } finally {
    buffer.release();
  }
}
