import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { needsInWords, usedInWords } from '../intake/about.ts';
import {
  useApp,
  useAsk,
  useClient,
  useDescribe,
  useFormats,
  useNow,
  usePlace,
  useWindow,
} from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import type { Balance, BatchDetail } from '../../../shared/contract/batch.ts';
import { problemOf } from '../../problem-of.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { BudgetDialog } from '../intake/batch-dialogs.tsx';
import { saveText } from './save-text.ts';

/** One batch: its totals, what it cost, why clips failed, where its results are, and its receipt. */
export function BatchPanel({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { detail, failure } = useDetail(id);
  const name = detail?.row.name ?? '';
  return (
    <Panel
      label={name === '' ? t('batches.title') : name}
      heading={
        <h2 style={{ minWidth: 0, flex: 1 }}>
          <MiddleCut name={name} />
        </h2>
      }
      closeLabel={t('batches.close')}
      onClose={onClose}
      footer={detail === null ? undefined : <Receipt detail={detail} />}
    >
      {failure !== null && (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
      {detail === null ? <div aria-busy={failure === null} /> : <Facts detail={detail} />}
    </Panel>
  );
}

function useDetail(id: string): { detail: BatchDetail | null; failure: string | null } {
  const { t } = useTranslation();
  const client = useClient();
  const describe = useDescribe();
  const { mirror } = useWindow();
  const [detail, setDetail] = useState<BatchDetail | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const pull = useCallback(() => client.batch.get({ id }), [client, id]);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let stale = false;
    pull()
      .then((found) => {
        if (stale) return;
        setDetail(found);
        setFailure(null);
      })
      .catch((error: unknown) => {
        if (stale) return;
        const problem = problemOf(error);
        const words = problem && describe(problem);
        setFailure(words === null ? t('batches.cannotRead') : `${words.what} ${words.next}`);
      });
    return () => {
      stale = true;
    };
    // What is said of a failure follows the language when it is asked the next time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pull, asked]);
  useEffect(
    () =>
      mirror.onChange((change) => {
        if (change === null || change.batches.some((batch) => batch.id === id)) setAsked((before) => before + 1);
      }),
    [mirror, id],
  );
  return { detail, failure };
}

function Facts({ detail }: { detail: BatchDetail }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const { queueList } = useWindow();
  const copy = useCopy();
  const { go } = usePlace();
  const now = useNow();
  const canOpen = useApp((app) => app.canOpenFolders);
  const { row, startBalance, endBalance } = detail;
  const { counts, needs, secondsDone } = row;
  const over = counts.done + counts.failed + counts.canceled;
  const showClips = (): void => {
    queueList.setQuery({ search: '', filter: 'all' });
    go('queue');
  };
  return (
    <div className="batch-facts">
      <ProgressBar label={row.name} value={counts.all === 0 ? 0 : over / counts.all} resting={row.pausedAt !== null} />
      <div className="batch-do">
        {row.endedAt === null && (
          <>
            {row.pausedAt === null ? (
              <Button size="small" icon="pause" onClick={() => void ask(() => client.batch.pause({ id: row.id }))}>
                {t('batches.pause')}
              </Button>
            ) : (
              <Button size="small" icon="play" onClick={() => void ask(() => client.batch.resume({ id: row.id }))}>
                {t('batches.resume')}
              </Button>
            )}
            <Button size="small" onClick={showClips}>
              {t('batches.showClips')}
            </Button>
          </>
        )}
      </div>
      <h3>{t('batches.totals')}</h3>
      <dl className="facts-list">
        <Fact name={t('batches.started')} value={formats.moment(row.createdAt, now)} />
        <Fact
          name={t('batches.ended')}
          value={row.endedAt === null ? t('batches.notEnded') : formats.moment(row.endedAt, now)}
        />
        <Fact name={t('batches.clips')} value={formats.number(counts.all)} />
        <Fact name={t('batches.done')} value={formats.number(counts.done)} />
        <Fact name={t('batches.failed')} value={formats.number(counts.failed)} />
        {counts.canceled > 0 && <Fact name={t('batches.canceled')} value={formats.number(counts.canceled)} />}
        {counts.working > 0 && <Fact name={t('batches.working')} value={formats.number(counts.working)} />}
        {counts.waiting > 0 && <Fact name={t('batches.waiting')} value={formats.number(counts.waiting)} />}
        {counts['needs-you'] > 0 && <Fact name={t('batches.needsYou')} value={formats.number(counts['needs-you'])} />}
        <Fact name={t('batches.seconds')} value={formats.number(secondsDone)} />
      </dl>
      <h3>{t('screens.credits')}</h3>
      <dl className="facts-list">
        <Fact
          name={t('batches.used')}
          value={usedInWords({ credits: row.creditsUsed, unpriced: row.unpriced }, t, formats)}
          note={row.unpriced > 0 ? t('credits.unpriced', { count: row.unpriced }) : undefined}
        />
        {needs.clips > 0 && (
          <Fact
            name={t('batches.stillNeeds')}
            value={needsInWords(needs, t, formats)}
            note={needs.credits === null ? undefined : formats.range(needs.credits)}
          />
        )}
        <Fact
          name={t('batches.budget')}
          value={row.budget === null ? t('batches.noBudget') : formats.credits(row.budget)}
        />
        <Fact
          name={t('batches.startBalance')}
          value={balanceWords(startBalance, t('words.unknown'), formats.credits)}
        />
        <Fact
          name={t('batches.endBalance')}
          value={
            row.endedAt === null ? t('batches.notEnded') : balanceWords(endBalance, t('words.unknown'), formats.credits)
          }
        />
      </dl>
      {row.endedAt === null && <ChangeBudget id={row.id} budget={row.budget} />}
      {endBalance !== null && <p className="t2 aside">{t('batches.elsewhere')}</p>}
      <Failures detail={detail} />
      <h3>{t('batches.results')}</h3>
      <p className="folder-path">
        <bdi className="mono">{row.resultsFolder}</bdi>
        <span className="batch-do">
          {canOpen && (
            <Button size="small" icon="folder" onClick={() => void ask(() => client.batch.openFolder({ id: row.id }))}>
              {t('batches.openFolder')}
            </Button>
          )}
          <Button size="small" icon="copy" onClick={() => copy(row.resultsFolder, t('batches.path'))}>
            {t('batches.copyPath')}
          </Button>
        </span>
      </p>
    </div>
  );
}

function Failures({ detail }: { detail: BatchDetail }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  return (
    <>
      <h3>{t('batches.failures')}</h3>
      {detail.failures.length === 0 ? (
        <p className="t2">{t('batches.noFailures')}</p>
      ) : (
        <ul className="failures">
          {detail.failures.map(({ problem, clips }) => {
            const words = problem && describe(problem);
            return (
              <li key={problem === null ? '' : `${problem.code} ${JSON.stringify(problem.parameters)}`}>
                <b>{t('batches.clipsOf', { count: clips })}</b>
                <span>
                  {words === null ? t('batches.unknownReason') : words.what}{' '}
                  <span className="t2">{words?.next ?? ''}</span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string | undefined }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}

function Receipt({ detail: { row } }: { detail: BatchDetail }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const save = async (format: 'json' | 'csv'): Promise<void> => {
    const receipt = await ask(() => client.batch.receipt({ id: row.id, format }));
    if (receipt !== null) saveText(receipt.answer);
  };
  return (
    <footer>
      <span className="t2">{t('batches.receipt')}</span>
      <Button onClick={() => void save('csv')}>{t('batches.saveCsv')}</Button>
      <Button onClick={() => void save('json')}>{t('batches.saveJson')}</Button>
    </footer>
  );
}

function balanceWords(balance: Balance | null, unknown: string, inWords: (credits: number) => string): string {
  const credits = balance?.credits ?? null;
  return credits === null ? unknown : inWords(credits);
}

function ChangeBudget({ id, budget }: { id: string; budget: number | null }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const [asks, setAsks] = useState(false);
  const save = async (wanted: number | null): Promise<boolean> =>
    (await ask(() => client.batch.setBudget({ id, budget: wanted }))) !== null;
  return (
    <p>
      <Button size="small" onClick={() => setAsks(true)}>
        {t('banner.raiseBudget')}
      </Button>
      {asks && <BudgetDialog budget={budget} onSave={save} onClose={() => setAsks(false)} />}
    </p>
  );
}
