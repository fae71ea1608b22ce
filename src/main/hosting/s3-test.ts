import { PutObjectCommand } from '@aws-sdk/client-s3';
import { problem, type Problem } from '../../shared/problems.ts';
import { storageSteps, type StorageStep } from '../../shared/storage.ts';
import type { Signature } from '../core/ports.ts';
import { serverDateMs } from '../core/retry.ts';
import { call, type Connection } from './s3-client.ts';
import { deleteObject, listObjects, type Calling } from './s3-objects.ts';
import { storageProblem } from './s3-problems.ts';

const answerTimeoutMs = 15_000;
const hourMs = 3_600_000;
const tolerableClockMs = 60_000;

const ofLinks: ReadonlySet<StorageStep> = new Set(['range', 'expiry', 'private']);

type Sign = (connection: Connection, key: string, signature: Signature, agoMs?: number) => Promise<string>;

interface Answer {
  status: number;
  text: string;
  serverMs: number | null;
}

/**
 * Tries the storage with a small object that is deleted again, as the service would use it: the signed link is read
 * without any credential. Gives back each step that was tried with what is wrong, or null. What a link that cannot be
 * read would say of parts, ends and privacy is not asked; when the object cannot be written, nothing else is.
 */
export async function tryStorage(
  folder: string,
  calling: Calling,
  sign: Sign,
  signal: AbortSignal,
  wanted: readonly StorageStep[] = storageSteps,
): Promise<{ step: StorageStep; problem: Problem | null }[]> {
  const { connection, clock, random } = calling;
  const { client, storage } = connection;
  const key = `${folder}shoal-test-${random.token(8)}.txt`;
  const text = `Shoal tries whether it can use this storage: ${random.token(16)}\n`;
  const signature = { nonce: `test-${random.token(8)}`, lifetimeMs: 60_000 };
  const unreachable = (reason: string): Problem =>
    problem('host.unreachable', { endpoint: new URL(storage.endpoint).host, reason });
  const tried: { step: StorageStep; problem: Problem | null }[] = [];

  async function read(url: string, range?: string): Promise<Answer | Problem> {
    try {
      const response = await fetch(url, {
        redirect: 'error',
        ...(range !== undefined && { headers: { range } }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      const headers = { date: response.headers.get('date') ?? '' };
      return { status: response.status, text: await response.text(), serverMs: serverDateMs(headers) };
    } catch {
      signal.throwIfAborted();
      return unreachable('its signed link does not answer');
    }
  }

  /** What is wrong with an answer that should give `expected`. */
  function judge(answer: Answer | Problem, expected: string): Problem | null {
    if ('code' in answer) return answer;
    if (answer.status !== 200) return problem('host.link-refused', { status: answer.status });
    return answer.text === expected ? null : problem('host.link-altered');
  }

  const steps: Record<StorageStep, () => Promise<Problem | null>> = {
    async write() {
      const put = new PutObjectCommand({ Bucket: storage.bucket, Key: key, Body: text, ContentType: 'text/plain' });
      const written = await call(() => client.send(put, { abortSignal: signal }), {
        clock,
        random,
        signal,
        once: true,
      });
      return written.ok ? null : storageProblem(written.failed, storage, 's3:PutObject');
    },
    async read() {
      return judge(await read(await sign(connection, key, signature)), text);
    },
    async range() {
      const answer = await read(await sign(connection, key, signature), 'bytes=2-5');
      if ('code' in answer) return answer;
      return answer.status === 206 && answer.text === text.slice(2, 6) ? null : problem('host.no-range');
    },
    async expiry() {
      const answer = await read(await sign(connection, key, signature, hourMs));
      if ('code' in answer) return answer;
      return answer.status === 200 && answer.text === text ? problem('host.link-endless') : null;
    },
    async private() {
      const url = new URL(await sign(connection, key, signature));
      url.search = '';
      const answer = await read(url.href);
      return !('code' in answer) && answer.status === 200 && answer.text === text ? problem('host.public') : null;
    },
    async list() {
      const listed = await listObjects(folder, calling, signal);
      return listed.ok ? null : listed.problem;
    },
    async delete() {
      const deleted = await deleteObject(key, calling, signal);
      if (!deleted.ok) return deleted.problem;
      const answer = await read(await sign(connection, key, signature));
      const isThere = !('code' in answer) && answer.status === 200 && answer.text === text;
      return isThere ? problem('host.denied', { right: 's3:DeleteObject' }) : null;
    },
    async clock() {
      const answer = await read(await sign(connection, key, signature));
      if ('code' in answer || answer.serverMs === null) return null;
      const apartMs = Math.abs(clock.now() - answer.serverMs);
      return apartMs <= tolerableClockMs ? null : problem('host.clock', { seconds: Math.round(apartMs / 1000) });
    },
  };

  let isReadable = true;
  for (const step of storageSteps) {
    if (!wanted.includes(step) || (!isReadable && ofLinks.has(step))) continue;
    const found = await steps[step]();
    tried.push({ step, problem: found });
    if (step === 'write' && found !== null) break;
    if (step === 'read') isReadable = found === null;
  }
  return tried;
}
