import { join } from 'node:path';
import { success, type Result } from '../../shared/result.ts';
import { makeSamples } from '../media/samples.ts';
import { Thumbnails } from '../media/thumbnail.ts';
import { MediaFiles } from '../workspace/media-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Workspaces, type OpenWorkspace } from '../workspace/workspaces.ts';
import type { ContractContext } from './context.ts';

export interface WindowServiceOptions {
  /** The folder that Shoal keeps its own files in. */
  dataFolder: string;
  /** Which service to begin with. */
  practice: boolean;
  open: (practice: boolean) => Promise<Result<OpenWorkspace>>;
}

/** What windows are served from, whatever carries them: the contract's context, and files by opaque id. */
export interface WindowService {
  context: ContractContext;
  files: MediaFiles;
  /** Hears of every workspace, the first one too, as soon as it is the one of now. */
  onWorkspace: (listener: (workspace: Workspace) => void) => void;
  stop(): Promise<void>;
}

/** Opens a workspace with all that windows need around it. */
export async function openWindowService(options: WindowServiceOptions): Promise<Result<WindowService>> {
  const { dataFolder } = options;
  const first = await options.open(options.practice);
  if (!first.ok) return first;
  const workspaces = new Workspaces(first.value, options.open);
  const workspace = (): Workspace => workspaces.current;
  const thumbnails = new Thumbnails(join(dataFolder, 'thumbnails'));
  return success({
    context: {
      workspace,
      practise: (practice) => workspaces.practise(practice),
      async makeSamples() {
        const folder = join(dataFolder, 'Sample clips');
        const made = await makeSamples(folder);
        return made.ok ? success(folder) : made;
      },
    },
    files: new MediaFiles(workspace, thumbnails),
    onWorkspace: (listener) => workspaces.onChange(listener),
    async stop() {
      await thumbnails.stop();
      await workspaces.stop();
    },
  });
}
