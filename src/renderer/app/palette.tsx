import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clipFilters } from '../../shared/contract/clip.ts';
import type { Preferences } from '../../shared/preferences.ts';
import { screens } from '../../shared/place.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { isPaused } from './holds.ts';
import { useApp, useAsk, useClient, usePlace, useWindow } from './window-context.ts';

interface Command {
  name: string;
  keys?: string;
  run: () => void;
}

/** Everything that can be done from anywhere, found by a few letters. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const commands = useCommands(typed, onHelp);
  const matching = commands.filter(({ name }) => matches(name, typed));
  const shown = typed.trim() === '' ? matching.slice(0, -1) : matching;
  const at = Math.min(chosen, shown.length - 1);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (at + step + shown.length) % Math.max(1, shown.length);
      setChosen(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(shown[at]);
    }
  };
  return (
    <Dialog title={t('palette.title')} closeLabel={t('words.close')} onClose={onClose} width={520}>
      <div className="field palette-field">
        <Icon name="search" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={shown.length > 0 ? `${list}-${at}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <ul className="palette" id={list} role="listbox" aria-label={t('palette.title')}>
        {shown.map((command, index) => (
          <li
            key={command.name}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(command)}
          >
            <span>{command.name}</span>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** The last one searches the queue for what was typed. */
function useCommands(typed: string, onHelp: () => void): readonly Command[] {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { queueList } = useWindow();
  const { go } = usePlace();
  const paused = useApp((app) => isPaused(app.holds));
  const concurrency = useApp((app) => app.settings.concurrency);
  const prefer = (preferences: Partial<Preferences>): void => void ask(() => client.settings.set({ preferences }));
  return [
    ...screens.map((screen, index) => ({
      name: t('palette.goTo', { screen: t(`screens.${screen}`) }),
      keys: `Alt ${index + 1}`,
      run: () => go(screen),
    })),
    paused
      ? { name: t('palette.resume'), run: () => void ask(() => client.queue.resume()) }
      : { name: t('palette.pause'), run: () => void ask(() => client.queue.pause()) },
    ...[concurrency + 1, concurrency - 1]
      .filter((wanted) => wanted >= 1 && wanted <= 64)
      .map((wanted) => ({
        name: t('palette.concurrency', { count: wanted }),
        run: () => void ask(() => client.queue.setConcurrency({ concurrency: wanted })),
      })),
    { name: t('palette.checkBalance'), run: () => void ask(() => client.account.check()) },
    { name: t('palette.clearEnded'), run: () => void ask(() => client.queue.clearEnded()) },
    ...clipFilters.map((filter) => ({
      name: t('palette.filter', { filter: t(`filters.${filter}`) }),
      run: () => {
        queueList.setQuery({ filter });
        go('queue');
      },
    })),
    ...(['system', 'light', 'dark'] as const).map((appearance) => ({
      name: t('palette.appearance', { appearance: t(`appearance.${appearance}`) }),
      run: () => prefer({ appearance }),
    })),
    { name: t('palette.compact'), run: () => prefer({ compactRows: true }) },
    { name: t('palette.roomy'), run: () => prefer({ compactRows: false }) },
    { name: 'English', run: () => prefer({ language: 'en' }) },
    { name: '简体中文', run: () => prefer({ language: 'zh-CN' }) },
    { name: t('palette.help'), keys: '?', run: onHelp },
    {
      name: t('palette.search', { text: typed.trim() }),
      run: () => {
        queueList.setQuery({ search: typed.trim(), filter: 'all' });
        go('queue');
      },
    },
  ];
}

/** Whether every word that was typed is in the name. */
function matches(name: string, typed: string): boolean {
  const lower = name.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
