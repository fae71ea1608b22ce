import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ContractRouterClient } from '@orpc/contract';
import { useApp, useAsk, useClient, useFormats, usePlace, useWindow } from '../../app/window-context.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { Button } from '../../ui/button.tsx';
import type { Cost, Estimate } from '../../../shared/contract/common.ts';
import { likelyCredits, missingInWords } from '../intake/about.ts';
import { BalanceChart } from './balance-chart.tsx';
import type { Point } from './chart-data.ts';
import './credits.css';
import { PriceFacts } from './price-facts.tsx';
import { Usage } from './usage.tsx';

type Credits = Awaited<ReturnType<ContractRouterClient<Contract>['credits']['get']>>;

const spans = { week: 7, month: 30, all: null } as const;
type Span = keyof typeof spans;
const dayMs = 86_400_000;

/** What the account holds, what the queue will take of it, how both went so far, and which batch used what. */
export function CreditsScreen(): ReactNode {
  const { t } = useTranslation();
  const practice = useApp((app) => app.practice);
  const [span, setSpan] = useState<Span>('month');
  const { credits, failed, pullAgain } = useCredits(span);
  return (
    <div className="page" aria-busy={credits === null && !failed}>
      {practice && <p className="note-bar">{t('credits.practice')}</p>}
      {failed && (
        <p className="note-bar" role="alert">
          {t('credits.cannotRead')}
          <Button size="small" onClick={pullAgain}>
            {t('words.tryAgain')}
          </Button>
        </p>
      )}
      <Figures />
      <div className="two">
        <section aria-labelledby="credits-chart">
          <div className="h">
            <h2 id="credits-chart">{t('credits.chart')}</h2>
            <span className="end">
              <span className="seg" role="group" aria-label={t('credits.span')}>
                {(['week', 'month', 'all'] as const).map((each) => (
                  <button key={each} type="button" aria-pressed={each === span} onClick={() => setSpan(each)}>
                    {t(`credits.spans.${each}`)}
                  </button>
                ))}
              </span>
            </span>
          </div>
          <History credits={credits} />
        </section>
        <PriceFacts bills={credits?.bills ?? 0} rules={credits?.rules ?? []} unconfirmed={credits?.unconfirmed ?? 0}>
          {credits !== null && <Noticed credits={credits} />}
        </PriceFacts>
      </div>
      <Usage />
    </div>
  );
}

/** What will be left once all that is at the service is charged and all that waits was submitted; null while unknown. */
function afterQueue(available: number | null, { clips, credits }: Cost): Estimate | null {
  if (available === null) return null;
  if (clips === 0) return { low: available, likely: available, high: available };
  if (credits === null) return null;
  return { low: available - credits.high, likely: available - credits.likely, high: available - credits.low };
}

function useCredits(span: Span): { credits: Credits | null; failed: boolean; pullAgain: () => void } {
  const client = useClient();
  const { mirror } = useWindow();
  const balanceAt = useStore(mirror.store, ({ app }) => app?.account.balance?.at ?? null);
  const [credits, setCredits] = useState<Credits | null>(null);
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let stale = false;
    const days = spans[span];
    client.credits
      .get({ since: days === null ? 0 : Date.now() - days * dayMs })
      .then((found) => {
        if (stale) return;
        setCredits(found);
        setFailed(false);
      })
      .catch(() => {
        if (!stale) setFailed(true);
      });
    return () => {
      stale = true;
    };
  }, [client, span, balanceAt, asked]);
  return { credits, failed, pullAgain: () => setAsked((before) => before + 1) };
}

function Figures(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const account = useApp((app) => app.account);
  const { needs, paused, available, forecast } = useApp((app) => app.header);
  const [reading, setReading] = useState(false);
  const { balance } = account;
  const credits = balance?.credits ?? null;
  const likely = needs.credits?.likely ?? null;
  const unknown = t('words.unknown');
  const rest = afterQueue(available, needs);
  const readAgain = async (): Promise<void> => {
    setReading(true);
    await ask(() => client.account.check());
    setReading(false);
  };
  const needsNotes = [
    needs.clips === 0 && t('credits.needsNothing'),
    needs.clips > 0 && needs.credits === null && t('credits.needsUnknown'),
    needs.clips > 0 &&
      needs.credits !== null &&
      needs.credits.low !== needs.credits.high &&
      formats.range(needs.credits),
    needs.unmeasured > 0 && t('credits.unmeasured', { count: needs.unmeasured }),
    paused > 0 && t('credits.paused', { count: paused }),
  ].filter((note) => note !== false);
  return (
    <dl className="figs" aria-label={t('credits.figures')}>
      <div>
        <dt>{t('credits.balance')}</dt>
        <dd className={credits === null ? 'unknown' : ''}>
          {credits === null ? (
            unknown
          ) : (
            <>
              {formats.credits(credits)} <small>{t('credits.credits')}</small>
            </>
          )}
        </dd>
        <dd className="sub">
          {account.state === 'none'
            ? t('credits.noAccount')
            : balance === null
              ? t('credits.neverRead')
              : t('credits.readAt', { time: formats.clockSeconds(balance.at) })}
          {account.state !== 'none' && (
            <>
              {' · '}
              <button
                type="button"
                className="link"
                disabled={reading}
                aria-busy={reading}
                onClick={() => void readAgain()}
              >
                {t('credits.readAgain')}
              </button>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('credits.needs')}</dt>
        <dd className={needs.clips > 0 && likely === null ? 'unknown' : ''}>
          {needs.clips === 0 ? (
            t('credits.nothing')
          ) : likely === null ? (
            unknown
          ) : (
            <>
              <span title={needs.credits === null ? undefined : formats.range(needs.credits)}>
                <small>{t('credits.about')}</small>{' '}
                {needs.credits !== null && formats.credits(likelyCredits(needs.credits))}
              </span>
              {needs.unmeasured > 0 && ' + ?'}
            </>
          )}
        </dd>
        <dd className="sub">{needsNotes.join(' · ')}</dd>
      </div>
      <div>
        <dt>{t('credits.after')}</dt>
        <dd className={rest === null ? 'unknown' : ''}>
          {rest === null ? (
            unknown
          ) : (
            <>
              {(needs.clips > 0 || available !== credits) && <small>{t('credits.about')}</small>}{' '}
              {formats.credits(Math.max(0, likelyCredits(rest)))}
            </>
          )}
        </dd>
        <dd className={forecast !== null && forecast.endsAt !== null ? 'sub you' : 'sub'}>
          {forecast !== null &&
            needs.clips > 0 &&
            (forecast.endsAt === null
              ? t('credits.fits', { count: needs.clips })
              : `${t('credits.firstFit', { fits: forecast.fits, total: forecast.total })} · ${missingInWords(forecast.missing, t, formats)}`)}
          {needs.clips === 0 && rest !== null && available !== credits && t('credits.underWay')}
        </dd>
      </div>
      <div>
        <dt>{t('credits.quota')}</dt>
        <dd className={(balance?.quota ?? null) === null ? 'unknown' : ''}>
          {balance?.quota == null ? unknown : formats.number(balance.quota)}
        </dd>
        <dd className="sub">{t('credits.quotaHint')}</dd>
      </div>
    </dl>
  );
}

/** Bills that departed from what was learned, and what other work used. */
function Noticed({ credits }: { credits: Credits }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const expected = ({ low, high }: { low: number; high: number }): string =>
    low === high ? formats.credits(low) : formats.range({ low, likely: low, high });
  return (
    <>
      {credits.departures.map((departure) => (
        <p key={departure.clipId} className="t2 small">
          {t('credits.departed', {
            name: departure.name,
            credits: formats.credits(departure.credits),
            expected: expected(departure),
            day: formats.day(departure.at),
          })}{' '}
          <button type="button" className="link" onClick={() => go('queue', departure.clipId)}>
            {t('credits.show')}
          </button>
        </p>
      ))}
      {credits.elsewhere > 0 && (
        <p className="t2 small">{t('credits.elsewhere', { credits: formats.credits(credits.elsewhere) })}</p>
      )}
    </>
  );
}

function History({ credits }: { credits: Credits | null }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const theme = useColours();
  const { needs, available } = useApp((app) => app.header);
  if (credits === null) return <div className="chart-box" aria-busy="true" />;
  const points = credits.history.flatMap(({ at, credits: balance }): Point[] =>
    balance === null ? [] : [{ at, credits: balance }],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) {
    return (
      <div className="chart-box">
        <p className="none">{t('credits.noHistory')}</p>
      </div>
    );
  }
  const rest = needs.clips === 0 ? null : afterQueue(available, needs);
  const left = rest === null ? null : Math.max(0, likelyCredits(rest));
  return (
    <BalanceChart
      points={points}
      afterQueue={left}
      label={t('credits.chartLabel', {
        from: formats.day(first.at),
        to: formats.day(last.at),
        first: formats.credits(first.credits),
        last: formats.credits(last.credits),
      })}
      words={{
        now: t('credits.now', { credits: formats.credits(last.credits) }),
        left: left === null ? '' : t('words.about', { value: formats.credits(left) }),
        afterQueue: t('credits.afterQueue'),
      }}
      formats={formats}
      theme={theme}
    />
  );
}

/** A word for the colours that are shown, which follows the person's choice and the system's. */
function useColours(): string {
  const appearance = useApp((app) => app.preferences.appearance);
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const hear = (): void => setDark(query.matches);
    query.addEventListener('change', hear);
    return () => query.removeEventListener('change', hear);
  }, []);
  return appearance === 'system' ? (isDark ? 'dark' : 'light') : appearance;
}
