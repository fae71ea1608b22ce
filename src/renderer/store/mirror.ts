import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppView } from '../../shared/contract/app.ts';
import type { Change } from '../../shared/contract/changes.ts';
import type { IntakeView } from '../../shared/contract/intake.ts';
import type { Client } from '../../shared/contract/link.ts';

export interface MirrorState {
  /** `lost`: it was there and is being looked for again. `refused`: it is there, and does not know this browser any more. */
  connection: 'connecting' | 'live' | 'lost' | 'refused';
  app: AppView | null;
  intake: IntakeView | null;
}

/** What a change of the engine's brings; null after a gap: everything that was pulled has to be pulled again. */
export type ChangeListener = (change: Extract<Change, { kind: 'changes' }> | null) => void;

/** The window's copy of what the engine says. It is never the owner: only the engine's words change it. */
export interface Mirror {
  store: StoreApi<MirrorState>;
  onChange: (listener: ChangeListener) => () => void;
  /** To be told by the client of every connection that is made or lost. */
  connected: (yes: boolean) => void;
  /** Pulls the snapshot and follows the changes until it is stopped; again and again after a loss. */
  start: (client: Client) => () => void;
}

const againMs = 1_000;

/** `isRefused`: whether the engine is there and does not let this window in. */
export function createMirror(isRefused: () => Promise<boolean>): Mirror {
  const store = createStore<MirrorState>(() => ({ connection: 'connecting', app: null, intake: null }));
  const listeners = new Set<ChangeListener>();
  const stopping = new AbortController();
  const tell: ChangeListener = (change) => {
    for (const listener of listeners) listener(change);
  };

  const follow = async (client: Client, signal: AbortSignal): Promise<void> => {
    const { revision, app } = await client.app.snapshot(undefined, { signal });
    const intake = await client.intake.get(undefined, { signal });
    store.setState({ connection: 'live', app, intake });
    tell(null);
    for await (const change of await client.queue.changes({ since: revision }, { signal })) {
      if (change.kind === 'reset') return;
      const { app: newApp, intake: newIntake } = change;
      if (newApp !== undefined || newIntake !== undefined) {
        store.setState({ ...(newApp ? { app: newApp } : {}), ...(newIntake ? { intake: newIntake } : {}) });
      }
      tell(change);
    }
  };

  const lose = (): void => {
    if (store.getState().connection !== 'live') return;
    store.setState({ connection: 'lost' });
    void tellWhetherRefused();
  };
  const tellWhetherRefused = async (): Promise<void> => {
    const isAway = (): boolean => ['lost', 'refused'].includes(store.getState().connection) && !stopping.signal.aborted;
    while (isAway()) {
      const refused = await isRefused();
      if (isAway()) store.setState({ connection: refused ? 'refused' : 'lost' });
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  };

  return {
    store,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connected: (yes) => {
      if (!yes) lose();
      else if (store.getState().app !== null) store.setState({ connection: 'live' });
    },
    start: (client) => {
      const { signal } = stopping;
      const run = async (): Promise<void> => {
        while (!signal.aborted) {
          try {
            await follow(client, signal);
          } catch {
            // Whatever ended it, the snapshot is the way back in.
            lose();
            await new Promise((resolve) => setTimeout(resolve, againMs));
          }
        }
      };
      void run();
      return () => stopping.abort();
    },
  };
}
