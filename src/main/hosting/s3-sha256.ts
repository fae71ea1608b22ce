import { hash } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { call } from './s3-client.ts';
import type { Calling } from './s3-objects.ts';
import { asBuilt, signedAs } from './s3-request.ts';

/**
 * Whether the server compares what arrives with the SHA-256 that it was signed with: it is sent a few bytes under a
 * wrong one, and must refuse them.
 */
export async function comparesSha256(
  key: string,
  { connection, clock, random }: Calling,
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
