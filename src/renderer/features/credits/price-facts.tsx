import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useFormats, usePlace, useWindow } from '../../app/window-context.ts';
import type { Price, Rate, Rounding, RuleFit } from '../../../shared/pricing.ts';
import { ProgressBar } from '../../ui/progress.tsx';

/** What a clip costs, and how that is known; what it may be where that is not. */
export function PriceFacts({
  bills,
  rules,
  unconfirmed,
  children,
}: {
  /** Finished clips whose bills were looked at, and how well each rule explains them. */
  bills: number;
  rules: readonly RuleFit[];
  unconfirmed: number;
  /** What else is to be known of the bills. */
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const { go } = usePlace();
  const { queueList } = useWindow();
  const price = useApp((app) => app.header.price);
  const showThem = (): void => {
    queueList.setQuery({ filter: 'needs-you' });
    go('queue');
  };
  const title =
    price === null
      ? t('credits.price')
      : price.source === 'set'
        ? t('credits.priceSet')
        : t('credits.priceFrom', { count: price.samples });
  return (
    <section className="price" aria-labelledby="credits-price">
      <div className="h">
        <h2 id="credits-price">{title}</h2>
      </div>
      {price !== null && <Known price={price} />}
      {price === null && (
        <p className="t2">
          {bills === 0 ? t('credits.priceUnknown') : t('credits.contradict', { count: bills })}{' '}
          {bills === 0 && (
            <button type="button" className="link" onClick={() => go('intake')}>
              {t('credits.toIntake')}
            </button>
          )}
        </p>
      )}
      {bills > 0 && <Rules rules={rules} chosen={price?.source === 'learned' ? price.rates : []} />}
      {unconfirmed > 0 && (
        <p className="t2 small">
          {t('credits.unconfirmed', { count: unconfirmed })}{' '}
          <button type="button" className="link" onClick={showThem}>
            {t('credits.show')}
          </button>
        </p>
      )}
      {children}
      <p className="t2 small">
        <button type="button" className="link" onClick={() => go('settings')}>
          {t(price?.source === 'set' ? 'credits.changePrice' : 'credits.setPrice')}
        </button>
      </p>
    </section>
  );
}

function Known({ price }: { price: Price }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const [rate] = price.rates;
  if (rate === undefined) return null;
  const several = new Set(price.rates.map(({ rule }) => rule)).size > 1;
  const low = Math.min(...price.rates.map((each) => each.low));
  const high = Math.max(...price.rates.map((each) => each.high));
  const isRange = formats.credits(low) !== formats.credits(high);
  const credits = isRange ? formats.range({ low, likely: low, high }) : formats.credits(low);
  return (
    <>
      {!several && (
        <p>
          <b>
            {t(rate.rule === 'clip' ? 'credits.rate.clip' : 'credits.rate.second', {
              count: isRange ? 2 : low,
              credits,
            })}
          </b>{' '}
          {rate.rule === 'clip'
            ? t('credits.of.clip')
            : t(`credits.counted.${countingOf(price.rates)}`, { of: t(`credits.of.${rate.rule}`) })}{' '}
          {rate.minimum > 0 && t('credits.minimum', { credits: formats.credits(rate.minimum) })}
        </p>
      )}
      {price.source === 'learned' && (
        <p className="t2">
          {several
            ? t('credits.fitSeveral')
            : price.fits === price.samples
              ? t('credits.fitAll')
              : t('credits.fitSome', { fits: price.fits, samples: price.samples })}
        </p>
      )}
    </>
  );
}

/** How seconds are counted, where the bills tell. */
function countingOf(rates: readonly Rate[]): Rounding | 'open' {
  const [counting, ...others] = new Set(rates.map(({ seconds }) => seconds));
  return counting === undefined || others.length > 0 ? 'open' : counting;
}

function Rules({ rules, chosen }: { rules: readonly RuleFit[]; chosen: readonly Rate[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className="rules">
      {rules.map(({ rule, fits, samples }) => {
        const isChosen = chosen.some((rate) => rate.rule === rule);
        const words = t('credits.fitOf', { fits, samples });
        return (
          <li key={rule} className={isChosen ? 'chosen' : ''}>
            <span>{t(`credits.rules.${rule}`)}</span>
            <ProgressBar
              label={`${t(`credits.rules.${rule}`)}: ${words}`}
              value={samples === 0 ? 0 : fits / samples}
              resting={!isChosen}
            />
            <span className="r">{words}</span>
          </li>
        );
      })}
    </ul>
  );
}
