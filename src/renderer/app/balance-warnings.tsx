import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { missingInWords } from '../features/intake/about.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { useApp, useFormats, useNow } from './window-context.ts';

type Cause = 'short' | 'low';

/** Warns, once for each cause, that the balance does not cover the queue or is below the person's limit. */
export function BalanceWarnings(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const forecast = useApp((app) => app.header.forecast);
  const balance = useApp((app) => app.account.balance?.credits ?? null);
  const limit = useApp((app) => app.settings.lowBalance);
  const isHeld = useApp((app) => app.holds.some(({ kind }) => kind === 'credits'));
  const inForce: Record<Cause, boolean> = {
    short: !isHeld && forecast !== null && forecast.endsAt !== null,
    low: !isHeld && balance !== null && limit !== null && balance < limit,
  };
  const [seen, setSeen] = useState<ReadonlySet<Cause>>(new Set());
  // A cause that has ended is warned of again when it comes back.
  const ended = [...seen].filter((cause) => !inForce[cause]);
  if (ended.length > 0) setSeen(new Set([...seen].filter((cause) => inForce[cause])));
  const isTold = (cause: Cause): boolean => inForce[cause] && !seen.has(cause);
  const understood = (cause: Cause): ReactNode => (
    <Button onClick={() => setSeen(new Set([...seen, cause]))}>{t('banner.warningSeen')}</Button>
  );
  return (
    <>
      {isTold('short') && forecast !== null && (
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
