import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { hasModifier } from '../../app/keys.ts';
import { useApp, useFormats, useWindow } from '../../app/window-context.ts';
import { pageSize, type QueueListState } from '../../store/queue-list.ts';
import { Icon } from '../../ui/icon.tsx';
import { likelyCredits, missingInWords } from '../intake/about.ts';
import { ClipLine } from './clip-row.tsx';
import { holdOf } from './clip-words.ts';
import { GroupLine } from './group-row.tsx';
import { layOut } from './layout.ts';
import { these, useQueueParts, usePointing } from './queue-state.ts';

const headHeight = 28;
const groupHeight = 36;
const creditLineHeight = 24;
const rowHeights = { roomy: 36, compact: 28 };

function idAt(pages: QueueListState['pages'], offset: number): string | undefined {
  return pages.get(Math.floor(offset / pageSize))?.[offset % pageSize];
}

/** The place of a clip among all, if it is on one of the pages. */
function offsetAmong(pages: QueueListState['pages'], id: string): number | null {
  for (const [number, ids] of pages) {
    const within = ids.indexOf(id);
    if (within >= 0) return number * pageSize + within;
  }
  return null;
}

/**
 * The clips of the queue, group after group. Only the lines in sight are in the page; the keys move one active line, and
 * the list itself keeps the focus.
 */
export function ClipList(): ReactNode {
  const { t } = useTranslation();
  const { queueList, place } = useWindow();
  const { pointing, deeds } = useQueueParts();
  const groups = useStore(queueList.store, (state) => state.groups);
  const pages = useStore(queueList.store, (state) => state.pages);
  const folded = usePointing((now) => now.folded);
  const active = usePointing((now) => now.active);
  const compact = useApp((app) => app.preferences.compactRows);
  const open = useStore(place.store, (now) => now.open);
  const scroller = useRef<HTMLDivElement>(null);
  const sizes = groups.map(({ batch, clips }) => `${batch.id}:${clips}`).join(' ');
  // Progress of a batch changes its object but no place: the layout follows the sizes alone.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const layout = useMemo(() => layOut(groups, folded), [sizes, folded]);
  const creditLine = useCreditLine();
  const creditIndex = creditLine === null ? -1 : layout.indexOf(creditLine);
  const rowHeight = compact ? rowHeights.compact : rowHeights.roomy;

  // TanStack's virtualizer is made to be used so; React's compiler is not.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: layout.lines,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const line = layout.lineAt(index).kind === 'group' ? groupHeight : rowHeight;
      return index === creditIndex ? line + creditLineHeight : line;
    },
    overscan: 8,
    scrollPaddingStart: headHeight + groupHeight,
    rangeExtractor: (range) => {
      // The head of the group in sight stays in sight.
      const head = layout.headOf(layout.lineAt(range.startIndex).group);
      const lines = defaultRangeExtractor(range);
      return lines.includes(head) ? lines : [head, ...lines];
    },
  });
  useEffect(() => virtual.measure(), [virtual, layout, rowHeight, creditIndex]);

  const lines = virtual.getVirtualItems();
  const inSight = lines.filter(({ index }) => layout.lineAt(index).kind === 'clip');
  const offsetOf = (index: number | undefined): number => {
    const line = index === undefined ? null : layout.lineAt(index);
    return line?.kind === 'clip' ? line.offset : 0;
  };
  const firstWanted = offsetOf(inSight[0]?.index);
  const lastWanted = offsetOf(inSight.at(-1)?.index);
  useEffect(() => queueList.want(firstWanted, lastWanted), [queueList, firstWanted, lastWanted]);

  const idOnLine = (index: number): string | null => {
    const line = index < layout.lines ? layout.lineAt(index) : null;
    return line?.kind === 'clip' ? (idAt(pages, line.offset) ?? null) : null;
  };
  // The keys act on the clip that they were moved to, also when the list comes in another order.
  const movesAlong = useRef(false);
  useEffect(() => {
    const { active: line, activeId: id } = pointing.getState();
    const offset = id === null || idOnLine(line) === id ? null : offsetAmong(pages, id);
    if (offset === null) pointing.setState({ activeId: idOnLine(line) ?? id });
    else {
      const to = layout.indexOf(offset);
      pointing.setState({ active: to });
      if (movesAlong.current) virtual.scrollToIndex(to, { align: 'auto' });
    }
    movesAlong.current = false;
    // Only another order moves the line; the rest are parts of this very drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pages, layout, pointing]);

  const start = virtual.range?.startIndex ?? 0;
  const stuck = layout.lines === 0 ? -1 : layout.headOf(layout.lineAt(start).group);

  const onFold = useFold();
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
      pointing.setState({ active: wanted, activeId: idOnLine(wanted), anchor: from });
      void select(from, line.offset);
    } else {
      const id = idOnLine(wanted);
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

  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 3);
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

  return (
    <div
      className="scroll"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t('queue.label')}
      aria-rowcount={layout.lines + 1}
      aria-multiselectable="true"
      aria-activedescendant={layout.lines > 0 ? `line-${active}` : undefined}
      onKeyDown={onKey}
      onPointerMove={queueList.aim}
      onPointerLeave={queueList.rest}
      onWheel={queueList.rest}
    >
      <Heads />
      <div role="rowgroup" className="lines" style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index, start: top }) => {
          const line = layout.lineAt(index);
          const isStuck = index === stuck;
          const style = isStuck ? {} : { transform: `translateY(${top}px)` };
          const id = line.kind === 'clip' ? idAt(pages, line.offset) : undefined;
          const batch = groups[line.group]?.batch;
          return (
            <div
              key={line.kind === 'group' ? `head ${batch?.id ?? index}` : (id ?? index)}
              role="presentation"
              className={isStuck ? 'line stuck' : 'line'}
              style={style}
            >
              {index === creditIndex && <CreditLine />}
              {line.kind === 'group' ? (
                batch !== undefined && <GroupLine batch={batch} index={index} onFold={onFold} />
              ) : id === undefined ? (
                <div className="row" role="row" id={`line-${index}`} aria-rowindex={index + 2} aria-busy="true">
                  <span role="gridcell" className="th">
                    <span className="thumb" />
                  </span>
                </div>
              ) : (
                <ClipLine id={id} index={index} onPress={onPress} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
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

function Heads(): ReactNode {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className="heads">
      <div className="row head" role="row" aria-rowindex={1}>
        <span role="columnheader">
          <span className="sr">{t('queue.columns.picture')}</span>
        </span>
        <span role="columnheader">{t('queue.columns.clip')}</span>
        <span role="columnheader" className="lang">
          {t('queue.columns.language')}
        </span>
        <span role="columnheader">{t('queue.columns.steps')}</span>
        <span role="columnheader" className="state">
          {t('queue.columns.state')}
        </span>
        <span role="columnheader" className="time">
          <span>
            {t('queue.columns.elapsed')}
            <i>{t('queue.columns.expected')}</i>
          </span>
        </span>
        <span role="columnheader" className="cr">
          {t('queue.columns.credits')}
        </span>
        <span role="columnheader">
          <span className="sr">{t('queue.columns.actions')}</span>
        </span>
      </div>
    </div>
  );
}

/** The place of the first clip that waits for credits, or that the balance may not cover, where the list is in the order of work; null where none is. */
function useCreditLine(): number | null {
  const { queueList } = useWindow();
  const holds = useApp((app) => app.holds);
  const endsAt = useApp((app) => app.header.forecast?.endsAt ?? null);
  const pages = useStore(queueList.store, (state) => state.pages);
  return useMemo(() => {
    const isHeld = holds.some(({ kind, batchId }) => kind === 'credits' && batchId === null);
    if (!isHeld && endsAt === null) return null;
    const { query, rows } = queueList.store.getState();
    if (query.sort !== 'queue' || query.descending || query.filter !== 'all') return null;
    for (const [number, ids] of [...pages].sort(([one], [other]) => one - other)) {
      const within = ids.findIndex((id) => {
        const row = rows.get(id);
        return isHeld ? row !== undefined && holdOf(row, holds)?.kind === 'credits' : id === endsAt;
      });
      if (within >= 0) return !isHeld || number === 0 || pages.has(number - 1) ? number * pageSize + within : null;
    }
    return null;
  }, [queueList, holds, endsAt, pages]);
}

function CreditLine(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const needs = useApp((app) => app.header.needs);
  const forecast = useApp((app) => app.header.forecast);
  const isHeld = useApp((app) => app.holds.some(({ kind, batchId }) => kind === 'credits' && batchId === null));
  if (!isHeld && forecast !== null) {
    return (
      <div className="credit-line" role="row">
        <span role="gridcell" aria-colspan={8}>
          <Icon name="credits" />
          {t('queue.balanceWillEnd', {
            count: forecast.total - forecast.fits,
            missing: missingInWords(forecast.missing, t, formats),
          })}
        </span>
      </div>
    );
  }
  return (
    <div className="credit-line" role="row" title={needs.credits === null ? undefined : formats.range(needs.credits)}>
      <span role="gridcell" aria-colspan={8}>
        <Icon name="credits" />
        {needs.credits === null
          ? t('queue.balanceEndsUnknown', { count: needs.clips })
          : t('queue.balanceEnds', { count: needs.clips, needed: formats.credits(likelyCredits(needs.credits)) })}
      </span>
    </div>
  );
}
