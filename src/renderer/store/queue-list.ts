import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BatchRow, FilterCounts, QueuePage } from '../../shared/contract/batch.ts';
import type { ClipFilter, ClipRow } from '../../shared/contract/clip.ts';
import type { Client } from '../../shared/contract/link.ts';
import type { Problem } from '../../shared/problems.ts';
import { problemOf } from '../problem-of.ts';
import type { Mirror } from './mirror.ts';

export interface QueueQuery {
  filter: ClipFilter;
  search: string;
  sort: 'queue' | 'name' | 'language';
  descending: boolean;
}

export interface QueueGroup {
  batch: BatchRow;
  clips: number;
}

export interface QueueListState {
  query: QueueQuery;
  /** `loading` only until the first page of a query is there. */
  status: 'loading' | 'ready' | 'failed';
  problem: Problem | null;
  counts: FilterCounts | null;
  groups: readonly QueueGroup[];
  /** The ids of the pages that were pulled, by page number; a page is `pageSize` rows. */
  pages: ReadonlyMap<number, readonly string[]>;
  /** The rows of those pages. An object stays the same until its clip changes. */
  rows: ReadonlyMap<string, ClipRow>;
}

export interface QueueList {
  store: StoreApi<QueueListState>;
  setQuery: (query: Partial<QueueQuery>) => void;
  /** Says which rows (first, last; counted over all groups) are in sight, so that they are pulled. */
  want: (first: number, last: number) => void;
  /** The ids of the rows from `first` to `last`, pulled when they are not there. */
  idsBetween: (first: number, last: number) => Promise<string[]>;
  /** The pointer moved over the list: for a moment the order in sight stays, so that no row moves while it is aimed at. */
  aim: () => void;
  /** The pointer is not aiming any more. */
  rest: () => void;
  /** Pulls all that is in sight again, whatever is aimed at. */
  refresh: () => void;
  start: (client: Client, mirror: Mirror) => () => void;
}

export const pageSize = 100;
const mostRowsAtOnce = 500;
/** A pointer that rests for this long, in ms, aims at nothing. */
const aimedForMs = 1_500;
/** More pages than these are let go: what is kept does not grow with the queue. */
const keptPages = 20;

const first: QueueQuery = { filter: 'all', search: '', sort: 'queue', descending: false };

export function createQueueList(): QueueList {
  const store = createStore<QueueListState>(() => ({
    query: first,
    status: 'loading',
    problem: null,
    counts: null,
    groups: [],
    pages: new Map(),
    rows: new Map(),
  }));
  let client: Client | null = null;
  let wanted = { first: 0, last: pageSize - 1 };
  let stale = true;
  let aiming: ReturnType<typeof setTimeout> | null = null;
  let pulling = false;

  const pull = (query: QueueQuery, offset: number, limit: number): Promise<QueuePage> | null =>
    client === null ? null : client.queue.page({ ...query, batchId: null, offset, limit });

  /** Pulls what is wanted and not there, one call at a time, until nothing is missing. */
  const pump = async (): Promise<void> => {
    if (pulling || client === null) return;
    pulling = true;
    try {
      for (;;) {
        const { query, pages } = store.getState();
        const needed = missing(wanted, stale ? new Map() : pages);
        if (needed === null || (stale && aiming !== null && pages.size > 0)) return;
        const wasStale = stale;
        stale = false;
        const page = await pull(query, needed.offset, needed.limit);
        if (page === null) return;
        if (query === store.getState().query) store.setState((state) => merge(state, page, wasStale));
      }
    } catch (error) {
      stale = true;
      store.setState({ status: 'failed', problem: problemOf(error) });
    } finally {
      pulling = false;
    }
  };

  const refresh = (): void => {
    stale = true;
    void pump();
  };
  const stopAiming = (): void => {
    if (aiming !== null) clearTimeout(aiming);
    aiming = null;
  };
  const rest = (): void => {
    stopAiming();
    if (stale) void pump();
  };

  return {
    store,
    setQuery: (change) => {
      store.setState(({ query }) => ({ query: { ...query, ...change }, status: 'loading', problem: null }));
      wanted = { first: 0, last: pageSize - 1 };
      stopAiming();
      refresh();
    },
    want: (firstRow, last) => {
      wanted = { first: firstRow, last: Math.max(firstRow, last) };
      void pump();
    },
    idsBetween: async (firstRow, last) => {
      const { query, pages } = store.getState();
      const ids: string[] = [];
      for (let number = Math.floor(firstRow / pageSize); number <= Math.floor(last / pageSize); number++) {
        const page =
          pages.get(number) ?? (await pull(query, number * pageSize, pageSize))?.rows.map(({ id }) => id) ?? [];
        const start = number * pageSize;
        ids.push(...page.slice(Math.max(0, firstRow - start), Math.max(0, last - start + 1)));
      }
      return ids;
    },
    aim: () => {
      stopAiming();
      aiming = setTimeout(rest, aimedForMs);
    },
    rest,
    refresh: () => {
      stopAiming();
      refresh();
    },
    start: (toClient, mirror) => {
      client = toClient;
      void pump();
      const end = mirror.onChange((change) => {
        if (change === null) {
          refresh();
          return;
        }
        if (change.rows.length > 0 || change.batches.length > 0) {
          store.setState((state) => ({
            rows: replaceKnown(state.rows, change.rows),
            groups: replaceBatches(state.groups, change.batches),
          }));
        }
        if (change.reordered) refresh();
      });
      return () => {
        stopAiming();
        end();
      };
    },
  };
}

function missing(
  wanted: { first: number; last: number },
  pages: ReadonlyMap<number, unknown>,
): { offset: number; limit: number } | null {
  let from = Math.floor(wanted.first / pageSize);
  let to = Math.floor(wanted.last / pageSize);
  while (from <= to && pages.has(from)) from++;
  while (to >= from && pages.has(to)) to--;
  if (from > to) return null;
  return { offset: from * pageSize, limit: Math.min(mostRowsAtOnce, (to - from + 1) * pageSize) };
}

function merge(state: QueueListState, page: QueuePage, all: boolean): QueueListState {
  const pages = new Map(all ? [] : [...state.pages].slice(-keptPages));
  for (let start = 0; start === 0 || start < page.rows.length; start += pageSize) {
    pages.set(
      (page.offset + start) / pageSize,
      page.rows.slice(start, start + pageSize).map(({ id }) => id),
    );
  }
  const known = new Map(page.rows.map((row) => [row.id, row]));
  const rows = new Map<string, ClipRow>();
  for (const ids of pages.values()) {
    for (const id of ids) {
      const old = state.rows.get(id);
      const row = known.get(id) ?? old;
      if (row !== undefined) rows.set(id, old !== undefined && same(old, row) ? old : row);
    }
  }
  return { ...state, status: 'ready', problem: null, counts: page.counts, groups: page.groups, pages, rows };
}

function replaceKnown(rows: ReadonlyMap<string, ClipRow>, changed: readonly ClipRow[]): ReadonlyMap<string, ClipRow> {
  const known = changed.filter(({ id }) => rows.has(id));
  if (known.length === 0) return rows;
  const next = new Map(rows);
  for (const row of known) next.set(row.id, row);
  return next;
}

function replaceBatches(groups: readonly QueueGroup[], changed: readonly BatchRow[]): readonly QueueGroup[] {
  if (!groups.some(({ batch }) => changed.some(({ id }) => id === batch.id))) return groups;
  return groups.map((group) => {
    const batch = changed.find(({ id }) => id === group.batch.id);
    return batch === undefined ? group : { ...group, batch };
  });
}

/** Both come from the same schema, so that their keys have the same order. */
function same(one: ClipRow, other: ClipRow): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The id of the clip at a place among all; undefined when its page is not there. */
export function idAt(pages: QueueListState['pages'], offset: number): string | undefined {
  return pages.get(Math.floor(offset / pageSize))?.[offset % pageSize];
}

/** The place of a clip among all; null when it is on none of the pages. */
export function offsetAmong(pages: QueueListState['pages'], id: string): number | null {
  for (const [number, ids] of pages) {
    const within = ids.indexOf(id);
    if (within >= 0) return number * pageSize + within;
  }
  return null;
}
