import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostableMedia } from '../../src/main/core/ports.ts';
import { createS3Host } from '../../src/main/hosting/s3.ts';
import { identify } from '../../src/main/media/identify.ts';
import { systemClock, systemRandom } from '../../src/main/session/clock.ts';
import { storageSchema } from '../../src/shared/storage.ts';

// Uploads every file of a folder, eight at a time, and prints the seconds that took and the peak memory in kilobytes.
// Arguments: `shoal` or `lib-storage`, which is the name of the bucket too; the endpoint; the folder.
const [contender = '', endpoint = '', folder = ''] = process.argv.slice(2);
const atOnce = 8;
const never = new AbortController().signal;
const paths = (await readdir(folder)).map((name) => join(folder, name));

async function allOf<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function byShoal(): Promise<number> {
  const settings = { endpoint, region: 'us-east-1', bucket: contender, keyId: 'testkey', pathStyle: true };
  const storage = storageSchema.parse(settings);
  const host = createS3Host({
    storage: () => storage,
    owner: 'bench',
    secretOf: () => Promise.resolve('testsecret'),
    clock: systemClock,
    random: systemRandom,
  });
  // The program knows the hashes from the check of each file, which reads it anyway.
  const media: HostableMedia[] = [];
  for (const path of paths) {
    const identified = await identify(path, never);
    if (!identified.ok) throw new Error(identified.problem.code);
    media.push({ id: path, path, ...identified.value });
  }
  const began = performance.now();
  await allOf(media, async (each) => {
    const put = await host.put(host.contentName(each) ?? '', each, () => undefined, never);
    if (!put.ok) throw new Error(put.problem.code);
  });
  const seconds = (performance.now() - began) / 1000;
  await host.stop();
  return seconds;
}

async function byLibStorage(): Promise<number> {
  // Only here, so that it is not counted in Shoal's memory.
  const [{ S3Client }, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
    // The server answers 411 to trailers; parts are signed with their SHA-256 instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const began = performance.now();
  await allOf(paths, (path) => {
    const params = { Bucket: contender, Key: path, Body: createReadStream(path, { highWaterMark: 1024 * 1024 }) };
    return new Upload({ client, params, queueSize: atOnce, partSize: 8 * 1024 * 1024 }).done();
  });
  const seconds = (performance.now() - began) / 1000;
  client.destroy();
  return seconds;
}

const seconds = contender === 'shoal' ? await byShoal() : await byLibStorage();
process.stdout.write(`${seconds} ${process.resourceUsage().maxRSS}\n`);
