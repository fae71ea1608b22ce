import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk, useClient, useFormats, useNow, useWindow } from '../../app/window-context.ts';
import type { Stored } from '../../../shared/contract/hosting.ts';
import type { Storage } from '../../../shared/storage.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';

/** Links live no longer than this. */
const longestLinkDays = 7;

/** What of ours lies at the storage, with size and age, and how to be rid of what no clip needs. */
export function StoredObjects({ storage }: { storage: Storage }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const now = useNow();
  const [stored, setStored] = useState<Stored | null>(null);
  const [busy, setBusy] = useState(false);
  const size = (bytes: number | null): string => (bytes === null ? t('words.unknown') : formats.megabytes(bytes));

  const look = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask(() => client.hosting.stored());
    if (answer !== null) setStored(answer.answer);
    setBusy(false);
  };
  const purge = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask(() => client.hosting.purge());
    if (answer !== null) toasts.say(t('settings.storage.stored.purged', { count: answer.answer.deleted }));
    await look();
  };
  return (
    <div className="stored">
      <h3>{t('settings.storage.stored.title')}</h3>
      <p className="t2">
        {t('settings.storage.stored.lifecycle', {
          prefix: storage.prefix,
          days: longestLinkDays + 1 + (storage.keepDays ?? 0),
        })}
      </p>
      <div className="settings-do">
        <Button disabled={busy} onClick={() => void look()}>
          {t('settings.storage.stored.look')}
        </Button>
        {stored !== null && stored.unneeded > 0 && (
          <Button disabled={busy} onClick={() => void purge()}>
            {t('settings.storage.stored.purge', { count: stored.unneeded, size: size(stored.unneededSize) })}
          </Button>
        )}
      </div>
      {stored !== null && (
        <>
          <p>{t('settings.storage.stored.sum', { count: stored.objects, size: size(stored.size) })}</p>
          {stored.largest.length > 0 && (
            <table>
              <thead>
                <tr>
                  <th>{t('settings.storage.stored.name')}</th>
                  <th className="num">{t('settings.storage.stored.size')}</th>
                  <th>{t('settings.storage.stored.since')}</th>
                  <th>{t('settings.storage.stored.state')}</th>
                </tr>
              </thead>
              <tbody>
                {stored.largest.map(({ name, at, unfinished, needed, ...object }) => (
                  <tr key={`${name} ${at}`}>
                    <td className="mono">
                      <MiddleCut name={name} />
                    </td>
                    <td className="num">{size(object.size)}</td>
                    <td>{formats.moment(at, now)}</td>
                    <td className="t2">
                      {t(`settings.storage.stored.${unfinished ? 'unfinished' : needed ? 'needed' : 'notNeeded'}`)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </div>
  );
}
