import type { Result } from '../../shared/result.ts';
import { success } from '../../shared/result.ts';
import type { Workspace } from './workspace.ts';

/** A running workspace, with the engine under it. */
export interface OpenWorkspace {
  workspace: Workspace;
  practice: boolean;
  stop: () => Promise<void>;
}

/** The workspace of now: of the real service or of the practice service. Windows stay; what they show is another ledger. */
export class Workspaces {
  readonly #open: (practice: boolean) => Promise<Result<OpenWorkspace>>;
  #current: OpenWorkspace;
  #changing: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<(workspace: Workspace) => void>();

  constructor(first: OpenWorkspace, open: (practice: boolean) => Promise<Result<OpenWorkspace>>) {
    this.#current = first;
    this.#open = open;
  }

  get current(): Workspace {
    return this.#current.workspace;
  }

  /** Hears the workspace of now at once, and every one that takes its place. */
  onChange(listener: (workspace: Workspace) => void): void {
    this.#listeners.add(listener);
    listener(this.current);
  }

  /** Changes to the practice service or back; when that fails, the one of now goes on. */
  practise(practice: boolean): Promise<Result<void>> {
    const change = this.#changing.then(async (): Promise<Result<void>> => {
      if (practice === this.#current.practice) return success(undefined);
      const next = await this.#open(practice);
      if (!next.ok) return next;
      const before = this.#current;
      this.#current = next.value;
      for (const listener of this.#listeners) listener(this.current);
      await before.stop();
      return success(undefined);
    });
    this.#changing = change.catch(() => undefined);
    return change;
  }

  async stop(): Promise<void> {
    await this.#changing;
    await this.#current.stop();
  }
}
