import { join } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import { createPracticeService, type PracticeService } from '../../practice/service.ts';
import { oneLine } from '../core/redact.ts';
import { openEngine, type Engine } from '../engine.ts';
import { parseBaseUrl } from '../fishspeech/base-url.ts';
import { ledgerPath, practiceFolder } from './data-folder.ts';
import { rememberedPort } from './remembered-port.ts';
import { systemPorts } from './system-ports.ts';

/** What every window and command that works can be given. */
export interface SessionOptions {
  dataDir: string;
  apiUrl: string;
  practice?: boolean;
  /** Where the token comes from, when that is not the environment; a session may then be without one. */
  token?: () => string | null;
  concurrency?: number;
  /** Over how many minutes a clip in doubt is looked for in the service's list. */
  reconcileMinutes?: number;
  publicUrl?: string;
  userAgent?: string;
  ffprobe?: string;
  /** How many times faster than life the practice service works. */
  renderSpeed?: number;
}

/** An engine with all that it needs on this computer. */
export interface Session {
  engine: Engine;
  apiUrl: string;
  /** Whether the service can reach files on this computer. */
  servesFiles: boolean;
  stop(): Promise<void>;
}

/** Builds the engine over this computer's own clock, network and disk; `worker` names it to a second process. It is not started. */
export async function openSession(
  options: SessionOptions,
  worker: string,
  onFault: (error: unknown) => void,
): Promise<Result<Session>> {
  const practised = options.practice ? await startPractice(options) : success(null);
  if (!practised.ok) return practised;
  const practice = practised.value;
  const apiUrl = parseBaseUrl(practice?.url ?? options.apiUrl);
  const given = practice === null ? (process.env['FISHSPEECH_API_TOKEN'] ?? null) : 'practice';
  const token = practice === null && options.token !== undefined ? options.token : () => given;
  const fail = async <Value>(result: Result<Value>): Promise<Result<Session>> => {
    await practice?.service.stop();
    return result.ok ? failure(problem('request.no-token')) : result;
  };
  if (!apiUrl.ok) return fail(apiUrl);
  if (options.token === undefined && !given) return fail(failure(problem('request.no-token')));

  const settings: Partial<Settings> = {
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.reconcileMinutes !== undefined && { reconcileOverMs: options.reconcileMinutes * 60_000 }),
    // The practice service is this computer's own: asking it often costs nothing and shows its progress.
    ...(practice !== null && { firstPollMs: 1_000, slowestPollMs: 3_000 }),
  };
  const opened = openEngine({
    ledgerPath: ledgerPath(options.dataDir, options.practice ?? false),
    worker,
    apiUrl: apiUrl.value,
    ...(options.userAgent !== undefined && { userAgent: options.userAgent }),
    token,
    ...systemPorts(options),
    settings,
    onFault,
  });
  if (!opened.ok) return fail(opened);
  const engine = opened.value;
  return success({
    engine,
    apiUrl: apiUrl.value,
    servesFiles: options.publicUrl !== undefined || isOnThisComputer(apiUrl.value),
    async stop() {
      await engine.stop();
      await practice?.service.stop();
    },
  });
}

/**
 * The practice service inside this process, on the port that it had before, so that its jobs are found again. Fails with
 * `practice.unavailable` when another process has that port.
 */
async function startPractice(options: SessionOptions): Promise<Result<{ service: PracticeService; url: string }>> {
  const folder = practiceFolder(options.dataDir);
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
    return failure(problem('practice.unavailable', { reason: oneLine(error.message, 200).replace(/\.$/, '') }));
  }
}

/** Whether an address is this computer's own, so that a service there can reach files here. */
export function isOnThisComputer(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
