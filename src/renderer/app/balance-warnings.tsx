import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { missingInWords } from '../features/intake/about.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import type { WarningCause } from '../../shared/contract/app.ts';
import { useApp, useAsk, useClient, useFormats, useNow } from './window-context.ts';

/** Warns, once for each cause, that the balance does not cover the queue or is below the person's limit. */
export function BalanceWarnings(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const forecast = useApp((app) => app.header.forecast);
  const balance = useApp((app) => app.account.balance?.credits ?? null);
  const limit = useApp((app) => app.settings.lowBalance);
  const isHeld = useApp((app) => app.holds.some(({ kind }) => kind === 'credits'));
  const warnings = useApp((app) => app.account.warnings);
  const client = useClient();
  const ask = useAsk();
  // A hold for credits says it already.
  const isTold = (cause: WarningCause): boolean => !isHeld && warnings.includes(cause);
  const understood = (cause: WarningCause): ReactNode => (
    <Button onClick={() => void ask(() => client.account.understood({ cause }))}>{t('banner.warningSeen')}</Button>
  );
  return (
    <>
      {isTold('short') && forecast !== null && forecast.endsAt !== null && (
        <Banner title={t('banner.short', { fits: forecast.fits, total: forecast.total })} actions={understood('short')}>
          <p>{t('banner.shortMore', { missing: missingInWords(forecast.missing, t, formats) })}</p>
          <Elsewhere />
        </Banner>
      )}
      {isTold('low') && balance !== null && limit !== null && (
        <Banner
          title={t('banner.low', { balance: formats.credits(balance), limit: formats.credits(limit) })}
          actions={understood('low')}
        >
          <p>{t('banner.lowMore')}</p>
        </Banner>
      )}
    </>
  );
}

/** That other work on the account was noticed, and what it used. */
export function Elsewhere(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const elsewhere = useApp((app) => app.header.elsewhere);
  const now = useNow();
  if (elsewhere === null) return null;
  const { credits, since } = elsewhere;
  return (
    <p className="t2">
      {t('banner.elsewhere', { credits: formats.credits(credits), since: formats.moment(since, now) })}
    </p>
  );
}
