import { join } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { createServe } from '../contract/serve.ts';
import { errorCode } from '../core/local-file.ts';
import type { Clock, Random } from '../core/ports.ts';
import { MediaFiles } from '../workspace/media-files.ts';
import { makeSamples } from '../media/samples.ts';
import { Thumbnails } from '../media/thumbnail.ts';
import { Workspaces, type OpenWorkspace } from '../workspace/workspaces.ts';
import { Guard } from './guard.ts';
import { pagesOf, type Page } from './pages.ts';
import { WebServer } from './server.ts';

export interface WebHostOptions {
  /** The folder that Shoal keeps its own files in. */
  dataFolder: string;
  /** The folder of the built window. */
  windowFolder: string;
  /** 0 takes any free port. */
  port: number;
  /** Which service to begin with. */
  practice: boolean;
  clock: Clock;
  random: Random;
  open: (practice: boolean) => Promise<Result<OpenWorkspace>>;
  onFault: (error: unknown) => void;
}

export interface WebHost {
  /** A link that lets one browser in, once. */
  newLink(): string;
  stop(): Promise<void>;
}

/** Opens a workspace and serves its window to browsers on this computer. */
export async function createWebHost(options: WebHostOptions): Promise<Result<WebHost>> {
  const { dataFolder, windowFolder, clock, random, onFault } = options;
  let pages: ReadonlyMap<string, Page>;
  try {
    pages = await pagesOf(windowFolder);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return failure(problem('request.no-window'));
  }
  const first = await options.open(options.practice);
  if (!first.ok) return first;
  const workspaces = new Workspaces(first.value, options.open);
  const workspace = () => workspaces.current;
  const thumbnails = new Thumbnails(join(dataFolder, 'thumbnails'));
  const guard = new Guard(clock, random);
  const server = new WebServer({
    port: options.port,
    guard,
    pages,
    files: new MediaFiles(workspace, thumbnails),
    uploads: () => workspace().uploads,
    serve: createServe(
      {
        workspace,
        practise: (practice) => workspaces.practise(practice),
        async makeSamples() {
          const folder = join(dataFolder, 'Sample clips');
          const made = await makeSamples(folder);
          return made.ok ? success(folder) : made;
        },
      },
      onFault,
    ),
    onFault,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await thumbnails.stop();
    await workspaces.stop();
  };
  const listening = await server.start();
  if (!listening.ok) {
    await stop();
    return listening;
  }
  return success({ newLink: () => guard.newLink(), stop });
}
