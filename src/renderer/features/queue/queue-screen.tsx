import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAsk, useClient, useDescribe, usePlace, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { OpenClip } from '../clip/open-clip.tsx';
import { ClipList } from './clip-list.tsx';
import { Confirmation, type Asking } from './confirmations.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { createPointing, QueueContext, usePointing, type ClipDeeds } from './queue-state.ts';
import { SelectionBar } from './selection-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import './queue.css';

/** Every clip that was started, and what is open of it at the right. */
export function QueueScreen(): ReactNode {
  const { open } = usePlace();
  const [asking, setAsking] = useState<Asking | null>(null);
  const deeds = useDeeds(setAsking);
  const [pointing] = useState(createPointing);
  const parts = useMemo(() => ({ pointing, deeds }), [pointing, deeds]);
  return (
    <QueueContext value={parts}>
      <div className={open === null ? 'body' : 'body split'}>
        <Listing />
        {open !== null && <OpenClip key={open} id={open} />}
      </div>
      {asking !== null && <Confirmation asking={asking} onClose={() => setAsking(null)} />}
    </QueueContext>
  );
}

function useDeeds(setAsking: (asking: Asking) => void): ClipDeeds {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { place, queueList, toasts } = useWindow();
  const askFor =
    (deed: Asking['deed']): ClipDeeds['cancel'] =>
    (selection) => {
      void ask(() => client.clip.select(selection)).then((told) => {
        if (told !== null) setAsking({ deed, selection, view: told.answer });
      });
    };
  const deeds: ClipDeeds = {
    open: (id) => place.go('queue', id),
    cancel: askFor('cancel'),
    retry: askFor('retry'),
    recheck: (selection) =>
      void ask(() => client.clip.recheck(selection)).then((done) => {
        if (done !== null)
          toasts.say(
            done.answer.rechecked === 0
              ? t('clipActions.startedAnew')
              : t('clipActions.rechecked', { count: done.answer.rechecked }),
          );
      }),
    move: (selection, to) =>
      void ask(() => client.clip.move({ selection, to })).then((done) => {
        if (done === null) return;
        queueList.refresh();
        if (to === 'top') toasts.say(t('clipActions.movedTop', { count: done.answer.moved }));
      }),
  };
  // The parts that it is made of stay the same as long as the language does.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => deeds, [client, place, queueList, toasts, t]);
}

function Listing(): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const isSelecting = usePointing(({ selected }) => selected === 'all' || selected.size > 0);
  const isEmpty = useStore(queueList.store, ({ counts, query }) => counts?.all === 0 && query.search === '');
  const status = useStore(queueList.store, (state) => state.status);
  const hasRows = useStore(queueList.store, ({ groups }) => groups.length > 0);
  return (
    <section className="listing" aria-label={t('queue.label')}>
      {isSelecting ? <SelectionBar /> : <Toolbar />}
      {hasRows ? (
        <ClipList />
      ) : status === 'failed' ? (
        <CannotShow />
      ) : status === 'loading' ? (
        <p className="loading" role="status">
          {t('queue.loading')}
        </p>
      ) : isEmpty ? (
        <EmptyQueue />
      ) : (
        <NoMatch />
      )}
    </section>
  );
}

function CannotShow(): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const { queueList } = useWindow();
  const problem = useStore(queueList.store, (state) => state.problem);
  const told = problem === null ? null : describe(problem);
  return (
    <Empty
      title={t('queue.failed')}
      lead={told === null ? t('connection.noAnswer') : `${told.what} ${told.next}`}
      actions={
        <Button look="primary" size="big" onClick={() => queueList.refresh()}>
          {t('words.tryAgain')}
        </Button>
      }
    />
  );
}

function NoMatch(): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const { search, filter } = useStore(queueList.store, ({ query }) => query);
  const words = { search, filter: t(`filters.${filter}`) };
  return (
    <Empty
      title={t(search === '' ? 'queue.noneOf' : 'queue.noMatch', words)}
      lead={t(search === '' ? 'queue.noneOfLead' : 'queue.noMatchLead', words)}
      actions={
        <Button size="big" onClick={() => queueList.setQuery({ search: '', filter: 'all' })}>
          {t('queue.showAll')}
        </Button>
      }
    />
  );
}
