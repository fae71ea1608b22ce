import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useApp, useWindow } from '../../app/window-context.ts';
import { idAt } from '../../store/queue-list.ts';
import { ClipLine } from './clip-row.tsx';
import { CreditLine, useCreditLine } from './credit-line.tsx';
import { GroupLine } from './group-row.tsx';
import { layOut } from './layout.ts';
import { ListHeads } from './list-heads.tsx';
import { usePointing } from './queue-state.ts';
import { useKeysAndPresses } from './use-keys-and-presses.ts';

const headHeight = 28;
const groupHeight = 36;
const creditLineHeight = 24;
const rowHeights = { roomy: 36, compact: 28 };

/**
 * The clips of the queue, group after group. Only the lines in sight are in the page; the keys move one active line, and
 * the list itself keeps the focus.
 */
export function ClipList(): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const groups = useStore(queueList.store, (state) => state.groups);
  const pages = useStore(queueList.store, (state) => state.pages);
  const folded = usePointing((now) => now.folded);
  const active = usePointing((now) => now.active);
  const compact = useApp((app) => app.preferences.compactRows);
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
  const inSight = lines.flatMap(({ index }) => {
    const line = layout.lineAt(index);
    return line.kind === 'clip' ? [line.offset] : [];
  });
  const firstWanted = inSight[0] ?? 0;
  const lastWanted = inSight.at(-1) ?? 0;
  useEffect(() => queueList.want(firstWanted, lastWanted), [queueList, firstWanted, lastWanted]);

  const { onKey, onPress, onFold } = useKeysAndPresses(layout, virtual, rowHeight);

  const start = virtual.range?.startIndex ?? 0;
  const stuck = layout.lines === 0 ? -1 : layout.headOf(layout.lineAt(start).group);

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
      <ListHeads />
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
