import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { clipFilters } from '../../../shared/contract/clip.ts';
import { hasModifier, withModifier } from '../../app/keys.ts';
import { useApp, useAsk, useClient, useFormats, useWindow } from '../../app/window-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon, Mark } from '../../ui/icon.tsx';
import { ActionMenu } from '../../ui/menu.tsx';

/** Filters with their counts, search, and how the list is shown. */
export function Toolbar(): ReactNode {
  return (
    <div className="tools">
      <Filters />
      <Search />
      <View />
    </div>
  );
}

function Filters(): ReactNode {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { queueList } = useWindow();
  const chosen = useStore(queueList.store, ({ query }) => query.filter);
  // Those of the header leave out the batches that have ended.
  const inList = useStore(queueList.store, (state) => state.counts);
  const ofHeader = useApp((app) => app.header.counts);
  const counts = inList ?? ofHeader;
  // Canceled clips are seldom looked for: they have a filter once there are some.
  const shown = clipFilters.filter((filter) => filter !== 'canceled' || counts.canceled > 0 || chosen === filter);
  return (
    <div className="filters" role="group" aria-label={t('queue.toolbar')}>
      {shown.map((filter) => (
        <button
          key={filter}
          type="button"
          className="filt"
          aria-pressed={filter === chosen}
          onClick={() => queueList.setQuery({ filter })}
        >
          {(filter === 'needs-you' || filter === 'failed') && counts[filter] > 0 && <Mark name={filter} />}
          {t(`filters.${filter}`)} <i>{number(counts[filter])}</i>
        </button>
      ))}
    </div>
  );
}

function Search(): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const field = useRef<HTMLInputElement>(null);
  const search = useStore(queueList.store, ({ query }) => query.search);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!hasModifier(event) || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <label className="field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={t('queue.search')}
        placeholder={t('queue.search')}
        maxLength={200}
        value={search}
        onChange={(event) => queueList.setQuery({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') queueList.setQuery({ search: '' });
        }}
      />
      <kbd>{withModifier('F')}</kbd>
    </label>
  );
}

const sorts = ['queue', 'name', 'language'] as const;

function View(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { queueList } = useWindow();
  const sort = useStore(queueList.store, ({ query }) => query.sort);
  const descending = useStore(queueList.store, ({ query }) => query.descending);
  const compactRows = useApp((app) => app.preferences.compactRows);
  return (
    <ActionMenu
      groups={[
        sorts.map((name) => ({
          label: t(`queue.sort.${name}`),
          checked: sort === name,
          onSelect: () => queueList.setQuery({ sort: name }),
        })),
        [
          {
            label: t('queue.sort.descending'),
            checked: descending,
            onSelect: () => queueList.setQuery({ descending: !descending }),
          },
          {
            label: t('queue.compact'),
            checked: compactRows,
            onSelect: () => void ask(() => client.settings.set({ preferences: { compactRows: !compactRows } })),
          },
        ],
        [
          {
            label: t('queue.clearEnded'),
            hint: t('queue.clearEndedHint'),
            onSelect: () => void ask(() => client.queue.clearEnded()),
          },
        ],
      ]}
    >
      <IconButton icon="view" size="normal" className="vopt" label={t('queue.view')} />
    </ActionMenu>
  );
}
