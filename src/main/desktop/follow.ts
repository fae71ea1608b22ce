import type { AppView } from '../../shared/contract/app.ts';
import type { LedgerEvent } from '../../shared/events.ts';
import type { WindowService } from '../contract/window-service.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Follower {
  /** The figures, holds and preferences of now: at once, and at most ten times a second when they change. */
  onApp: (app: AppView) => void;
  onEvents: (workspace: Workspace, events: readonly LedgerEvent[]) => void;
}

/** Follows the workspace of now, and the one that takes its place, until that ends. */
export function follow(service: Pick<WindowService, 'onWorkspace'>, { onApp, onEvents }: Follower): void {
  service.onWorkspace((workspace) => {
    onApp(workspace.app());
    workspace.engine.onEvents((events) => onEvents(workspace, events));
    void (async () => {
      const { feed, ended } = workspace;
      for await (const { change } of feed.subscribe(feed.revision, ended)) {
        if (change.kind === 'reset' || change.app !== undefined) onApp(workspace.app());
      }
    })();
  });
}
