import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Selection, SelectionView } from '../../../shared/contract/clip.ts';
import { useClient, useWindow } from '../../app/window-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { these, usePointing, useQueueParts } from './queue-state.ts';

/** In the place of the filters while clips are selected: what can be done with them, and for how many of them. */
export function SelectionBar(): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const { pointing, deeds } = useQueueParts();
  const selection = useSelection();
  const view = useSelectionView(selection);
  const shown = useStore(queueList.store, ({ counts, query }) => counts?.[query.filter] ?? 0);
  const isAll = usePointing(({ selected }) => selected === 'all');
  const clips = selection.kind === 'clips' ? selection.ids.length : shown;
  return (
    <div className="tools selecting" role="toolbar" aria-label={t('queue.selected', { count: clips })}>
      <IconButton
        icon="close"
        label={t('queue.clearSelection')}
        keys="Esc"
        onClick={() => pointing.setState({ selected: new Set() })}
      />
      <b role="status">{t('queue.selected', { count: clips })}</b>
      {!isAll && clips < shown && (
        <Button look="quiet" size="small" onClick={() => pointing.setState({ selected: 'all' })}>
          {t('queue.selectAll', { count: shown })}
        </Button>
      )}
      <span className="end">
        <Button
          size="small"
          icon="top"
          disabled={(view?.movable ?? 0) === 0}
          onClick={() => deeds.move(selection, 'top')}
        >
          {t('queue.topSelected', { count: view?.movable ?? 0 })}
        </Button>
        {view !== null && view.recheckable > 0 && (
          <Button size="small" icon="again" onClick={() => deeds.recheck(selection)}>
            {t('queue.recheckSelected', { count: view.recheckable })}
          </Button>
        )}
        <Button size="small" disabled={(view?.retry.clips ?? 0) === 0} onClick={() => deeds.retry(selection)}>
          {t('queue.retrySelected', { count: view?.retry.clips ?? 0 })}
        </Button>
        <Button size="small" disabled={(view?.cancelable ?? 0) === 0} onClick={() => deeds.cancel(selection)}>
          {t('queue.cancelSelected', { count: view?.cancelable ?? 0 })}
        </Button>
      </span>
    </div>
  );
}

export function useSelection(): Selection {
  const { queueList } = useWindow();
  const selected = usePointing((now) => now.selected);
  const { filter, search } = useStore(queueList.store, ({ query }) => query);
  return selected === 'all' ? { kind: 'filter', filter, batchId: null, search } : these(selected);
}

/** What can be done with a selection; null until the engine has said it. */
export function useSelectionView(selection: Selection): SelectionView | null {
  const client = useClient();
  const { mirror } = useWindow();
  const [view, setView] = useState<SelectionView | null>(null);
  const counts = useStore(mirror.store, ({ app }) => app?.header.counts ?? null);
  const key = JSON.stringify(selection);
  useEffect(() => {
    const stopping = new AbortController();
    client.clip.select(selection, { signal: stopping.signal }).then(setView, () => undefined);
    return () => stopping.abort();
    // The key stands for the selection; the counts change with whatever can be done.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key, counts]);
  return view;
}
