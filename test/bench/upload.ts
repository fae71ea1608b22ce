import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'vite';
import { startCeph } from '../integration/hosting-s3/ceph.ts';

const MiB = 1024 * 1024;
const contenders = ['shoal', 'lib-storage', 'rclone'] as const;
type Contender = (typeof contenders)[number];
const project = join(import.meta.dirname, '../..');
/** In `node_modules`, so that it finds the packages that it imports. */
const built = join(project, 'node_modules/.cache/shoal-bench');
const worker = join(built, 'upload-worker.mjs');

const rounds = 5;

/** The same files to the same real S3 server by Shoal's host, by lib-storage and by rclone, each in its own process. */
export async function uploadBench(folder: string): Promise<void> {
  await buildWorker();
  await scenario(folder, '1 × 1 GiB', 1, 1024 * MiB);
  await scenario(folder, '200 × 5 MiB', 200, 5 * MiB);
}

/** As the built program has it: what Node needs to read TypeScript is no part of its memory. */
async function buildWorker(): Promise<void> {
  await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'upload-worker.ts'),
      outDir: built,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
}

/** Rounds in which each is the first once: what else the machine does favours nobody. */
async function scenario(folder: string, name: string, files: number, size: number): Promise<void> {
  const source = join(folder, 'source');
  const warmUp = join(folder, 'warm-up');
  for (const each of [source, warmUp]) await mkdir(each);
  for (let number = 1; number <= files; number += 1) await writeRandom(join(source, `${number}.mp4`), size);
  await writeRandom(join(warmUp, 'warm-up.mp4'), 256 * MiB);
  const ratios: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const order = [...contenders.slice(round), ...contenders.slice(0, round)];
      const nothing = { seconds: 0, peakMegabytes: 0 };
      const took = { shoal: nothing, 'lib-storage': nothing, rclone: nothing };
      for (const contender of order) took[contender] = await onNewServer(contender, source, warmUp);
      for (const contender of contenders) {
        const { seconds, peakMegabytes } = took[contender];
        const rate = ((files * size) / 1e6 / seconds).toFixed(0);
        say(
          `  ${name.padEnd(12)} ${contender.padEnd(12)} ${seconds.toFixed(2)} s  ${rate} MB/s  peak ${peakMegabytes} MB`,
        );
      }
      ratios.push(Math.min(took['lib-storage'].seconds, took.rclone.seconds) / took.shoal.seconds);
    }
  } finally {
    for (const each of [source, warmUp]) await rm(each, { recursive: true });
  }
  const [middle = 0] = ratios.toSorted((one, other) => one - other).slice(rounds >> 1);
  const all = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  say(`  ${name.padEnd(12)} ${middle.toFixed(2)} × the faster of the others (of ${all})`);
}

interface Measured {
  seconds: number;
  peakMegabytes: number;
}

/** A new server for each: one that holds the last contender's files is slower. */
async function onNewServer(contender: Contender, source: string, warmUp: string): Promise<Measured> {
  const ceph = await startCeph();
  const admin = new S3Client({
    endpoint: ceph.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
  });
  try {
    for (const Bucket of contenders) await admin.send(new CreateBucketCommand({ Bucket }));
    // It is slower at first, whoever comes first.
    await measure('lib-storage', ceph.url, warmUp);
    return await measure(contender, ceph.url, source);
  } finally {
    admin.destroy();
    await ceph.stop();
  }
}

async function writeRandom(path: string, size: number): Promise<void> {
  const stream = createWriteStream(path);
  for (let left = size; left > 0; left -= MiB) {
    if (!stream.write(randomBytes(Math.min(left, MiB)))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** Runs one of them to its end. The time is of the upload alone, the memory of the whole process. */
async function measure(contender: Contender, endpoint: string, source: string): Promise<Measured> {
  if (contender !== 'rclone') {
    const { stdout } = await promisify(execFile)(process.execPath, [worker, contender, endpoint, source]);
    const [seconds = 0, kilobytes = 0] = stdout.trim().split(' ').map(Number);
    return { seconds, peakMegabytes: megabytes(kilobytes) };
  }
  const began = performance.now();
  const args = [
    'copy',
    source,
    's3:rclone/',
    '--transfers',
    '8',
    '--s3-upload-concurrency',
    '8',
    '--s3-chunk-size',
    '8M',
  ];
  const child = spawn('rclone', [...args, '--s3-no-check-bucket'], {
    stdio: 'inherit',
    env: {
      PATH: process.env['PATH'],
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_S3_TYPE: 's3',
      RCLONE_CONFIG_S3_PROVIDER: 'Ceph',
      RCLONE_CONFIG_S3_ENDPOINT: endpoint,
      RCLONE_CONFIG_S3_ACCESS_KEY_ID: 'testkey',
      RCLONE_CONFIG_S3_SECRET_ACCESS_KEY: 'testsecret',
    },
  });
  let peakMegabytes = 0;
  const look = setInterval(() => {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(statusOf(child.pid ?? 0))?.[1] ?? '0';
    peakMegabytes = Math.max(peakMegabytes, megabytes(Number(kilobytes)));
  }, 50);
  await once(child, 'exit');
  clearInterval(look);
  if (child.exitCode !== 0) throw new Error(`rclone ended with ${child.exitCode ?? 'a signal'}`);
  return { seconds: (performance.now() - began) / 1000, peakMegabytes };
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Of what the system calls kilobytes, which are 1,024 bytes. */
function megabytes(kilobytes: number): number {
  return Math.round((kilobytes * 1024) / 1e6);
}
