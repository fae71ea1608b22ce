import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usedInWords } from '../intake/about.ts';
import { useStore } from 'zustand';
import { useAsk, useClient, useFormats, usePlace, useWindow } from '../../app/window-context.ts';
import type { ClipUsage, UsageGroup } from '../../../shared/contract/usage.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { saveText } from '../batches/save-text.ts';
import { UsedByBatch } from './used-by-batch.tsx';

const views = ['batch', 'day', 'language', 'clip'] as const;
type View = (typeof views)[number];

/** What was used: by batch, by day, by language and by clip; each to keep as CSV. */
export function Usage(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const [view, setView] = useState<View>('batch');
  const save = async (): Promise<void> => {
    const made = await ask(() => client.credits.usageCsv({ by: view }));
    if (made !== null) saveText(made.answer);
  };
  return (
    <section aria-labelledby="credits-used">
      <div className="h used-head">
        <h2 id="credits-used">{t('credits.used')}</h2>
        <span className="seg" role="group" aria-label={t('credits.by.label')}>
          {views.map((each) => (
            <button key={each} type="button" aria-pressed={each === view} onClick={() => setView(each)}>
              {t(`credits.by.${each}`)}
            </button>
          ))}
        </span>
        <span className="end">
          <Button size="small" onClick={() => void save()}>
            {t('credits.saveCsv')}
          </Button>
        </span>
      </div>
      {view === 'batch' && <UsedByBatch />}
      {(view === 'day' || view === 'language') && <Groups key={view} by={view} />}
      {view === 'clip' && <Clips />}
    </section>
  );
}

/** Changes whenever the account was read: then there may be more to show. */
function useBalanceAt(): number | null {
  const { mirror } = useWindow();
  return useStore(mirror.store, ({ app }) => app?.account.balance?.at ?? null);
}

function Groups({ by }: { by: 'day' | 'language' }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const balanceAt = useBalanceAt();
  const [groups, setGroups] = useState<UsageGroup[] | null>(null);
  useEffect(() => {
    let stale = false;
    client.credits
      .usage({ by })
      .then((found) => !stale && setGroups(found.groups))
      .catch(() => !stale && setGroups([]));
    return () => {
      stale = true;
    };
  }, [client, by, balanceAt]);
  const nameOf = (key: string | null): string => {
    if (by === 'day') return key === null ? t('words.unknown') : formats.day(new Date(`${key}T12:00:00`).getTime());
    return key === null ? t('credits.noLanguage') : `${key} · ${formats.language(key)}`;
  };
  if (groups?.length === 0) return <p className="used-none t2">{t('credits.noUsage')}</p>;
  return (
    <div className="table-box" aria-busy={groups === null}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t(`credits.columns.${by}`)}</th>
            {(['clips', 'done', 'failed', 'failedBilled', 'seconds', 'used', 'perSecond'] as const).map((column) => (
              <th key={column} scope="col" className="r">
                {t(`credits.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups?.map((group) => (
            <tr key={group.key ?? ''}>
              <th scope="row" className="name">
                {nameOf(group.key)}
              </th>
              <td className="r">{formats.number(group.clips)}</td>
              <td className="r">{formats.number(group.done)}</td>
              <td className="r">{formats.number(group.failed)}</td>
              <td className="r t2">
                {group.failed > 0 &&
                  t('credits.failedOf', {
                    billed: group.failedBilled,
                    free: group.failedFree,
                    unknown: group.failed - group.failedBilled - group.failedFree,
                  })}
              </td>
              <td className="r">{formats.number(Math.round(group.seconds))}</td>
              <td
                className="r"
                title={group.unpriced > 0 ? t('credits.unpriced', { count: group.unpriced }) : undefined}
              >
                {usedInWords(group, t, formats)}
              </td>
              <td className="r t2">{group.perSecond === null ? '' : formats.credits(group.perSecond)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const clipsAtOnce = 100;

function Clips(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const { go } = usePlace();
  const balanceAt = useBalanceAt();
  const [limit, setLimit] = useState(clipsAtOnce);
  const [clips, setClips] = useState<ClipUsage[] | null>(null);
  useEffect(() => {
    let stale = false;
    client.credits
      .usageOfClips({ offset: 0, limit })
      .then((found) => !stale && setClips(found.clips))
      .catch(() => !stale && setClips([]));
    return () => {
      stale = true;
    };
  }, [client, limit, balanceAt]);
  if (clips?.length === 0) return <p className="used-none t2">{t('credits.noUsage')}</p>;
  const isOver = ({ state }: ClipUsage): boolean => state === 'done' || state === 'failed';
  return (
    <div className="table-box" aria-busy={clips === null}>
      <table className="table">
        <thead>
          <tr>
            {(['clip', 'batch', 'language'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`credits.columns.${column}`)}
              </th>
            ))}
            <th scope="col" className="r">
              {t('credits.columns.seconds')}
            </th>
            <th scope="col" className="r">
              {t('credits.columns.used')}
            </th>
          </tr>
        </thead>
        <tbody>
          {clips?.map((clip) => (
            <tr key={clip.id}>
              <th scope="row" className="name">
                <a
                  href={`#/queue/${clip.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    go('queue', clip.id);
                  }}
                >
                  <MiddleCut name={clip.name} />
                </a>
              </th>
              <td className="t2">{clip.batch}</td>
              <td className="t2">{clip.language}</td>
              <td className="r">{clip.seconds === null ? t('words.unknown') : formats.number(clip.seconds)}</td>
              <td className="r">
                {clip.credits !== null
                  ? usedInWords({ credits: clip.credits, unpriced: clip.unknownAttempts }, t, formats)
                  : isOver(clip)
                    ? t('words.unknown')
                    : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {clips?.length === limit && limit < 500 && (
        <p className="used-none">
          <Button onClick={() => setLimit(500)}>{t('credits.moreClips')}</Button>
        </p>
      )}
    </div>
  );
}
