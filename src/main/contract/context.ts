import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import type { Result } from '../../shared/result.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the procedures work with. */
export interface ContractContext {
  /** The workspace of now: it changes when a person changes to the practice service or back. */
  workspace: () => Workspace;
  /** Changes to the practice service, or back. */
  practise: (practice: boolean) => Promise<Result<void>>;
  /** Makes the sample clips and gives back the folder that they are in. */
  makeSamples: () => Promise<Result<string>>;
}

/** The contract, to be implemented: `os.queue.page.handler(…)`. */
export const os = implement(contract).$context<ContractContext>();
