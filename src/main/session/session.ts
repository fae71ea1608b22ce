import { mkdirSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { dirname, join } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Storage } from '../../shared/storage.ts';
import type { PriceSetting, Settings } from '../../shared/settings.ts';
import { createPracticeService, type PracticeService } from '../../practice/service.ts';
import { openEngine, type Engine } from '../engine.ts';
import { parseBaseUrl } from '../fishspeech/base-url.ts';
import type { Log } from '../logs/log.ts';
import { takeLock } from '../ledger/lock.ts';
import type { Secret } from '../secrets/secrets.ts';
import { ledgerPath, practiceFolder } from './data-folder.ts';
import { logCall, logEvents } from './log-work.ts';
import { rememberedPort } from './remembered-port.ts';
import { systemPorts } from './system-ports.ts';

/** What the commands that work have in common, as the person gave it. */
export interface SessionOptions {
  dataDir: string;
  apiUrl: string;
  practice?: boolean;
  /** The token of the API address; practice needs none. */
  token?: Secret;
  /** The secret of a storage's key. */
  storageSecret?: (storage: Storage) => Secret;
  concurrency?: number;
  /** A price by hand, for this run. */
  price?: PriceSetting;
  /** Over how many minutes a clip in doubt is looked for in the service's list. */
  reconcileMinutes?: number;
  /** Where a tunnel makes this computer reachable in this run, when not where it is set. */
  publicUrl?: string;
  /** What makes files reachable in this run, when not what is set. */
  host?: Settings['host'];
  userAgent?: string;
  ffprobe?: string;
  /** Where what happens is written. */
  log?: Log;
  /** How many times faster than life the practice service works. */
  renderSpeed?: number;
}

/** An engine with all that it needs on this computer. It does nothing by itself before `engine.start()`. */
export interface Session {
  engine: Engine;
  apiUrl: string;
  stop(): Promise<void>;
}

/** Builds the engine over this computer's own clock, network and disk; `worker` names it to a second process. */
export async function openSession(
  options: SessionOptions,
  worker: string,
  onFault: (error: unknown) => void,
): Promise<Result<Session>> {
  const practice = options.practice ? await startPractice(options, worker) : null;
  if (practice?.ok === false) return practice;
  const service = practice?.value.service;
  const fail = async (found: ReturnType<typeof failure>): Promise<Result<Session>> => {
    await service?.stop();
    return found;
  };
  const apiUrl = parseBaseUrl(practice?.value.url ?? options.apiUrl);
  if (!apiUrl.ok) return fail(apiUrl);

  await (options.practice ? undefined : options.token?.read());
  const { log } = options;
  const settings: Partial<Settings> = {
    ...(options.price !== undefined && { price: options.price }),
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.host !== undefined && { host: options.host }),
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    ...(options.userAgent !== undefined && { userAgent: options.userAgent }),
    ...(options.reconcileMinutes !== undefined && { reconcileOverMs: options.reconcileMinutes * 60_000 }),
    // The practice service is this computer's own: asking it often costs nothing and shows its progress.
    ...(practice !== null && { firstPollMs: 1_000, slowestPollMs: 3_000 }),
  };
  const opened = openEngine({
    ledgerPath: ledgerPath(options.dataDir, options.practice ?? false),
    worker,
    apiUrl: apiUrl.value,
    token: () => (options.practice ? 'practice' : (options.token?.value ?? null)),
    ...systemPorts(options),
    settings,
    ...(log && { onCall: (call) => logCall(log, call) }),
    onFault,
  });
  if (!opened.ok) return fail(opened);
  const engine = opened.value;
  if (log) {
    const practising = options.practice ?? false;
    log.write('opened', {
      worker,
      practice: practising,
      system: `${platform()} ${release()} ${arch()}`,
      node: process.version,
    });
    engine.onEvents((events) => logEvents(log, events));
  }
  return success({
    engine,
    apiUrl: apiUrl.value,
    async stop() {
      await engine.stop();
      log?.write('closed', { worker });
      await service?.stop();
    },
  });
}

/** The practice service inside this process, on the port that it had before, so that its jobs are found again. */
async function startPractice(
  options: SessionOptions,
  worker: string,
): Promise<Result<{ service: PracticeService; url: string }>> {
  const folder = practiceFolder(options.dataDir);
  const held = holderOf(ledgerPath(options.dataDir, true), worker);
  if (!held.ok) return held;
  const port = rememberedPort(join(folder, 'port'));
  const service = createPracticeService({
    folder: join(folder, 'service'),
    port: port.get(),
    ...(options.renderSpeed !== undefined && { renderSpeed: options.renderSpeed }),
  });
  try {
    const { url } = await service.start();
    port.keep(Number(new URL(url).port));
    return success({ service, url });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failure(problem('practice.unavailable', { reason: error.message }));
  }
}

/** Whether another process works with the practice ledger, and so with the practice service too: `ledger.held`. */
function holderOf(path: string, worker: string): Result<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const lock = takeLock(path, worker, Date.now());
    if ('holder' in lock) return failure(problem('ledger.held', { holder: lock.holder }));
    lock.release();
    return success(undefined);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failure(problem('ledger.unusable', { reason: error.message }));
  }
}
