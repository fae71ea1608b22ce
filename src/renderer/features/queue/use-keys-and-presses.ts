import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import { hasModifier } from '../../app/keys.ts';
import { useWindow } from '../../app/window-context.ts';
import { idAt, offsetAmong, type QueueListState } from '../../store/queue-list.ts';
import type { Layout } from './layout.ts';
import { these, useQueueParts, usePointing } from './queue-state.ts';

interface KeysAndPresses {
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
  /** A press on the clip `id`, which is on the line `index`; the same function for life. */
  onPress: (event: MouseEvent, index: number, id: string) => void;
  /** Folds a group, or unfolds it; the same function for life. */
  onFold: (batchId: string) => void;
}

/**
 * What a person does in the list: moves the active line, selects, folds, and asks for deeds. `onKey` belongs on the
 * element that scrolls; `rowHeight` is in px.
 */
export function useKeysAndPresses(
  layout: Layout,
  virtual: Virtualizer<HTMLDivElement, Element>,
  rowHeight: number,
): KeysAndPresses {
  const { queueList, place } = useWindow();
  const { pointing, deeds } = useQueueParts();
  const groups = useStore(queueList.store, (state) => state.groups);
  const pages = useStore(queueList.store, (state) => state.pages);
  const folded = usePointing((now) => now.folded);
  const active = usePointing((now) => now.active);
  const open = useStore(place.store, (now) => now.open);

  // The keys act on the clip that they were moved to, also when the list comes in another order.
  const movesAlong = useRef(false);
  useEffect(() => {
    const { active: line, activeId: id } = pointing.getState();
    const there = idOnLine(layout, pages, line);
    const offset = id === null || there === id ? null : offsetAmong(pages, id);
    if (offset === null) pointing.setState({ activeId: there ?? id });
    else {
      const to = layout.indexOf(offset);
      pointing.setState({ active: to });
      if (movesAlong.current) virtual.scrollToIndex(to, { align: 'auto' });
    }
    movesAlong.current = false;
    // Only another order moves the line: the virtualizer and the store of what is pointed at stay the same for life.
  }, [pages, layout, pointing, virtual]);

  const onFold = useFold();
  const offsetOf = (index: number): number => {
    const line = layout.lineAt(index);
    return line.kind === 'clip' ? line.offset : 0;
  };
  const select = async (from: number, to: number): Promise<void> => {
    const ids = await queueList.idsBetween(Math.min(from, to), Math.max(from, to));
    pointing.setState({ selected: new Set(ids.slice(0, 1000)) });
  };
  const activate = (index: number, extend: boolean): void => {
    const wanted = Math.max(0, Math.min(layout.lines - 1, index));
    const line = layout.lineAt(wanted);
    virtual.scrollToIndex(wanted, { align: 'auto' });
    const { anchor, active: before } = pointing.getState();
    if (extend && line.kind === 'clip') {
      const from = anchor ?? offsetOf(before);
      pointing.setState({ active: wanted, activeId: idOnLine(layout, pages, wanted), anchor: from });
      void select(from, line.offset);
    } else {
      const id = idOnLine(layout, pages, wanted);
      pointing.setState({ active: wanted, activeId: id, anchor: line.kind === 'clip' ? line.offset : anchor });
      if (open !== null && id !== null) deeds.open(id);
    }
  };
  const activeLine = layout.lines === 0 ? null : layout.lineAt(Math.min(active, layout.lines - 1));
  const activeId = activeLine?.kind === 'clip' ? idAt(pages, activeLine.offset) : undefined;
  const chosen = (): ReturnType<typeof these> | null => {
    const { selected } = pointing.getState();
    if (selected === 'all') return allThatShow(queueList.store.getState());
    if (selected.size > 0) return these(selected);
    return activeId === undefined ? null : these([activeId]);
  };

  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 3);
    const selection = chosen();
    const group = activeLine === null ? undefined : groups[activeLine.group]?.batch.id;
    const move = (to: 'up' | 'down'): void => {
      if (selection === null) return;
      movesAlong.current = true;
      deeds.move(selection, to);
    };
    const steps: Partial<Record<string, () => void>> = {
      ArrowDown: () => (event.altKey ? move('down') : activate(active + 1, event.shiftKey)),
      ArrowUp: () => (event.altKey ? move('up') : activate(active - 1, event.shiftKey)),
      PageDown: () => activate(active + page, event.shiftKey),
      PageUp: () => activate(active - page, event.shiftKey),
      Home: () => activate(0, event.shiftKey),
      End: () => activate(layout.lines - 1, event.shiftKey),
      ArrowLeft: () => {
        if (activeLine === null || group === undefined) return;
        if (!folded.has(group)) onFold(group);
        pointing.setState({ active: layout.headOf(activeLine.group), activeId: null });
      },
      ArrowRight: () => group !== undefined && folded.has(group) && onFold(group),
      Enter: () => {
        if (activeId !== undefined) deeds.open(activeId);
        else if (group !== undefined) onFold(group);
      },
      ' ': () => activeId !== undefined && toggle(activeId),
      Escape: () => {
        if (open === null) pointing.setState({ selected: new Set() });
        else deeds.open(null);
      },
      Delete: () => selection && deeds.cancel(selection),
      t: () => selection && deeds.move(selection, 'top'),
      r: () => selection && deeds.retry(selection),
    };
    const isSelectAll = hasModifier(event) && event.key === 'a';
    const step = isSelectAll
      ? () => pointing.setState({ selected: 'all' })
      : event.ctrlKey || event.metaKey
        ? undefined
        : steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  const toggle = (id: string): void => {
    const { selected } = pointing.getState();
    const next = new Set(selected === 'all' ? [] : selected);
    if (!next.delete(id)) next.add(id);
    pointing.setState({ selected: next });
  };
  const press = (event: MouseEvent, index: number, id: string): void => {
    const offset = offsetOf(index);
    if (event.shiftKey) {
      const from = pointing.getState().anchor ?? offset;
      pointing.setState({ active: index, activeId: id, anchor: from });
      void select(from, offset);
    } else if (hasModifier(event)) {
      pointing.setState({ active: index, activeId: id, anchor: offset });
      toggle(id);
    } else {
      pointing.setState({ active: index, activeId: id, anchor: offset, selected: new Set() });
      deeds.open(id);
    }
  };
  // The lines keep one function for life, so that a press changes no other line.
  const latestPress = useRef(press);
  useEffect(() => {
    latestPress.current = press;
  });
  const onPress = useMemo(
    () => (event: MouseEvent, index: number, id: string) => latestPress.current(event, index, id),
    [],
  );

  return { onKey, onPress, onFold };
}

/** The id of the clip on a line; null where there is none, or its page is not there. */
function idOnLine(layout: Layout, pages: QueueListState['pages'], index: number): string | null {
  const line = index < layout.lines ? layout.lineAt(index) : null;
  return line?.kind === 'clip' ? (idAt(pages, line.offset) ?? null) : null;
}

function allThatShow({ query }: QueueListState): {
  kind: 'filter';
  filter: typeof query.filter;
  batchId: null;
  search: string;
} {
  return { kind: 'filter', filter: query.filter, batchId: null, search: query.search };
}

function useFold(): (batchId: string) => void {
  const { pointing } = useQueueParts();
  return useMemo(
    () => (batchId) => {
      const folded = new Set(pointing.getState().folded);
      if (!folded.delete(batchId)) folded.add(batchId);
      pointing.setState({ folded });
    },
    [pointing],
  );
}
