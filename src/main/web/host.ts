import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { createServe } from '../contract/serve.ts';
import { openWindowService, type WindowServiceOptions } from '../contract/window-service.ts';
import { errorCode } from '../core/local-file.ts';
import type { Clock, Random } from '../core/ports.ts';
import { Guard } from './guard.ts';
import { pagesOf, type Page } from './pages.ts';
import { WebServer } from './server.ts';

export interface WebHostOptions extends WindowServiceOptions {
  /** The folder of the built window. */
  windowFolder: string;
  /** 0 takes any free port. */
  port: number;
  /** Whether another port will do where that one is taken. */
  orAnyPort?: boolean;
  clock: Clock;
  random: Random;
  onFault: (error: unknown) => void;
}

export interface WebHost {
  port: number;
  /** A link that lets one browser in, once. */
  newLink(): string;
  stop(): Promise<void>;
}

/** Opens a workspace and serves its window to browsers on this computer. */
export async function createWebHost(options: WebHostOptions): Promise<Result<WebHost>> {
  const { windowFolder, clock, random, onFault } = options;
  let pages: ReadonlyMap<string, Page>;
  try {
    pages = await pagesOf(windowFolder);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return failure(problem('request.no-window'));
  }
  const opened = await openWindowService(options);
  if (!opened.ok) return opened;
  const service = opened.value;
  const guard = new Guard(clock, random);
  const server = new WebServer({
    port: options.port,
    orAnyPort: options.orAnyPort ?? false,
    guard,
    pages,
    files: service.files,
    uploads: () => service.context.workspace().uploads,
    serve: createServe(service.context, onFault),
    onFault,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await service.stop();
  };
  const listening = await server.start();
  if (!listening.ok) {
    await stop();
    return listening;
  }
  return success({ port: listening.value, newLink: () => guard.newLink(), stop });
}
