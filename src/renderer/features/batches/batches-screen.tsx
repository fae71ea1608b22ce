import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usedInWords } from '../intake/about.ts';
import { useFormats, useNow, usePlace } from '../../app/window-context.ts';
import type { BatchRow } from '../../../shared/contract/batch.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Mark } from '../../ui/icon.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { BatchPanel } from './batch-panel.tsx';
import './batches.css';
import { useBatches } from './use-batches.ts';

/** All batches, newest first; one of them open at the right. */
export function BatchesScreen(): ReactNode {
  const { t } = useTranslation();
  const { open, go } = usePlace();
  const [inSight, setInSight] = useState({ from: 0, to: 0 });
  const { total, at, failed, tryAgain } = useBatches(inSight.from, inSight.to);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => 36,
    overscan: 8,
  });
  const shown = virtualizer.getVirtualItems();
  const [from, to] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => setInSight({ from, to }), [from, to]);

  const moveTo = (index: number): void => {
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => {
      const row = scroller.current?.querySelector(`[data-index="${index}"]`);
      if (row instanceof HTMLElement) row.focus();
    });
  };
  const onKey = (event: KeyboardEvent, batch: BatchRow, index: number): void => {
    if (total === null) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -total, End: total }[event.key];
    if (step !== undefined) moveTo(Math.max(0, Math.min(total - 1, index + step)));
    else if (event.key === 'Enter' || event.key === ' ') go('batches', batch.id);
    else if (event.key === 'Escape') go('batches');
    else return;
    event.preventDefault();
  };

  const close = (): void => {
    scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    go('batches');
  };

  if (total === 0) {
    return (
      <Empty
        title={t('batches.empty.title')}
        lead={t('batches.empty.lead')}
        actions={
          <Button look="primary" size="big" onClick={() => go('intake')}>
            {t('batches.empty.go')}
          </Button>
        }
      />
    );
  }
  return (
    <div className={open === null ? 'body' : 'body split'}>
      <div className="listing batches">
        {failed ? (
          <p className="note-bar" role="alert">
            {t('batches.cannotRead')}
            <Button size="small" onClick={tryAgain}>
              {t('words.tryAgain')}
            </Button>
          </p>
        ) : (
          <span />
        )}
        <div className="scroll" ref={scroller}>
          <div role="grid" aria-label={t('batches.title')} aria-rowcount={(total ?? 0) + 1} aria-busy={total === null}>
            <Headline />
            <div className="long" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
              {shown.map(({ index, start }) => {
                const batch = at(index);
                const style = { transform: `translateY(${start}px)` };
                if (batch === undefined)
                  return <div key={index} className="brow" style={style} role="presentation" aria-hidden="true" />;
                return (
                  <div
                    key={batch.id}
                    className="brow"
                    role="row"
                    style={style}
                    data-index={index}
                    aria-rowindex={index + 2}
                    aria-selected={batch.id === open}
                    tabIndex={batch.id === open || (open === null && index === 0) ? 0 : -1}
                    onClick={() => go('batches', batch.id)}
                    onKeyDown={(event) => onKey(event, batch, index)}
                  >
                    <Cells batch={batch} />
                  </div>
                );
              })}
            </div>
          </div>
        </div>
      </div>
      {open !== null && <BatchPanel key={open} id={open} onClose={close} />}
    </div>
  );
}

function Headline(): ReactNode {
  const { t } = useTranslation();
  const columns = ['batch', 'started', 'state', 'clips', 'done', 'failed', 'languages', 'used'] as const;
  return (
    <div className="brow head" role="row">
      {columns.map((column) => (
        <span key={column} role="columnheader" className={columnClass[column]}>
          {t(`batches.columns.${column}`)}
        </span>
      ))}
    </div>
  );
}

const columnClass = {
  batch: '',
  started: 'wide',
  state: 'state',
  clips: 'r',
  done: 'r',
  failed: 'r',
  languages: 'r wide',
  used: 'r used',
} as const;

function Cells({ batch }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { counts } = batch;
  return (
    <>
      <span role="rowheader" style={{ minWidth: 0 }}>
        <MiddleCut name={batch.name} />
      </span>
      <span role="gridcell" className="wide t2">
        {formats.moment(batch.createdAt, now)}
      </span>
      <span role="gridcell" className="state">
        <BatchState batch={batch} now={now} />
      </span>
      <span role="gridcell" className="r">
        {formats.number(counts.all)}
      </span>
      <span role="gridcell" className="r">
        {formats.number(counts.done)}
      </span>
      <span role="gridcell" className={counts.failed > 0 ? 'r bad' : 'r t2'}>
        {formats.number(counts.failed)}
      </span>
      <span role="gridcell" className="r wide t2">
        {formats.number(batch.languages)}
      </span>
      <span
        role="gridcell"
        className="r used"
        title={batch.unpriced > 0 ? t('credits.unpriced', { count: batch.unpriced }) : undefined}
      >
        {usedInWords({ credits: batch.creditsUsed, unpriced: batch.unpriced }, t, formats)}
        {batch.unpriced > 0 && <span className="sr"> {t('credits.unpriced', { count: batch.unpriced })}</span>}
      </span>
    </>
  );
}

function BatchState({ batch, now }: { batch: BatchRow; now: number }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { counts, endedAt, pausedAt, name } = batch;
  if (endedAt !== null)
    return <span className="t2">{t('batches.state.ended', { moment: formats.moment(endedAt, now) })}</span>;
  const over = counts.done + counts.failed + counts.canceled;
  const numbers = t('batches.state.working', { over: formats.number(over), total: formats.number(counts.all) });
  return (
    <>
      <ProgressBar label={name} value={counts.all === 0 ? 0 : over / counts.all} resting={pausedAt !== null} />
      {counts['needs-you'] > 0 ? (
        <span className="you nw">
          <Mark name="needs-you" /> {t('batches.state.needsYou', { count: counts['needs-you'] })}
        </span>
      ) : (
        <span className="t2 cut">{pausedAt === null ? numbers : t('batches.state.paused')}</span>
      )}
    </>
  );
}
