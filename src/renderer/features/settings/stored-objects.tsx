import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stored, StoredObjectView } from '../../../shared/contract/hosting.ts';
import type { Storage } from '../../../shared/storage.ts';
import { useAsk, useClient, useFormats, useNow, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';

/** What of this ledger's lies at the storage, and the way to be rid of what no clip needs. */
export function StoredObjects({ storage }: { storage: Storage }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const [stored, setStored] = useState<Stored | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    setBusy(true);
    setStored((await ask(() => client.hosting.stored()))?.answer ?? null);
    setBusy(false);
  };
  const purge = async (): Promise<void> => {
    setBusy(true);
    const purged = await ask(() => client.hosting.purge());
    if (purged !== null) toasts.say(t('settings.hosting.purged', { count: purged.answer.deleted }));
    await look();
  };
  return (
    <>
      <h3>{t('settings.hosting.stored')}</h3>
      <p className="t2">
        {t('settings.hosting.lifecycle', { prefix: storage.prefix, days: 8 + (storage.keepDays ?? 0) })}
      </p>
      {stored !== null && (
        <p>
          {stored.total === 0
            ? t('settings.hosting.nothing')
            : t('settings.hosting.sum', { count: stored.total, size: formats.megabytes(stored.bytes) })}{' '}
          {stored.objects.length < stored.total && t('settings.hosting.shown', { count: stored.objects.length })}
        </p>
      )}
      {stored !== null && stored.total > 0 && <StoredTable objects={stored.objects} />}
      <div className="settings-do">
        <Button disabled={busy} aria-busy={busy} onClick={() => void look()}>
          {t(busy ? 'settings.hosting.looking' : 'settings.hosting.show')}
        </Button>
        {stored !== null && stored.notNeeded > 0 && (
          <Button disabled={busy} onClick={() => void purge()}>
            {t('settings.hosting.purge', {
              count: stored.notNeeded,
              size: formats.megabytes(stored.notNeededBytes),
            })}
          </Button>
        )}
      </div>
    </>
  );
}

function StoredTable({ objects }: { objects: readonly StoredObjectView[] }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const state = ({ needed, unfinished }: StoredObjectView): 'needed' | 'unfinished' | 'spare' =>
    needed ? 'needed' : unfinished ? 'unfinished' : 'spare';
  return (
    <div className="stored" tabIndex={0} role="region" aria-label={t('settings.hosting.stored')}>
      <table>
        <thead>
          <tr>
            <th>{t('settings.hosting.name')}</th>
            <th className="r">{t('settings.hosting.size')}</th>
            <th className="r">{t('settings.hosting.age')}</th>
            <th>{t('settings.hosting.state')}</th>
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => (
            <tr key={`${object.name} ${object.atMs}`}>
              <td className="mono">
                <MiddleCut name={object.name} />
              </td>
              <td className="r">{object.size === null ? '–' : formats.megabytes(object.size)}</td>
              <td className="r">{formats.moment(object.atMs, now)}</td>
              <td>{t(`settings.hosting.${state(object)}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
