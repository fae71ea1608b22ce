import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Selection } from '../../../shared/contract/clip.ts';

/** What the person points at in the list. */
export interface Pointing {
  /** The clips that are selected: by their ids, or all that show. */
  selected: ReadonlySet<string> | 'all';
  /** The line that the keys move, by its index, and the clip that is there: the line goes with it when others pass it. */
  active: number;
  activeId: string | null;
  /** Where a range begins: the place of a clip among all. */
  anchor: number | null;
  folded: ReadonlySet<string>;
}

export function createPointing(): StoreApi<Pointing> {
  return createStore<Pointing>(() => ({
    selected: new Set(),
    active: 0,
    activeId: null,
    anchor: null,
    folded: new Set(),
  }));
}

/** What can be done with clips; what costs or ends something asks first. */
export interface ClipDeeds {
  open: (id: string | null) => void;
  cancel: (selection: Selection) => void;
  retry: (selection: Selection) => void;
  recheck: (selection: Selection) => void;
  move: (selection: Selection, to: 'up' | 'down' | 'top') => void;
}

export interface QueueParts {
  pointing: StoreApi<Pointing>;
  deeds: ClipDeeds;
}

export const QueueContext = createContext<QueueParts | null>(null);

export function useQueueParts(): QueueParts {
  const parts = useContext(QueueContext);
  if (parts === null) throw new Error('outside of QueueContext');
  return parts;
}

export function usePointing<Part>(select: (pointing: Pointing) => Part): Part {
  return useStore(useQueueParts().pointing, select);
}

export function isSelected({ selected }: Pointing, id: string): boolean {
  return selected === 'all' || selected.has(id);
}

export const these = (ids: Iterable<string>): Selection => ({ kind: 'clips', ids: [...ids].slice(0, 1000) });
