import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { Choice, NumberField } from './fields.tsx';
import { useSave } from './use-save.ts';

/** What a clip is expected to cost, how often the account is read, and when the balance counts as low. */
export function PricesSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const { price, profileEvery, lowBalance } = useApp((app) => app.settings);
  return (
    <div className="form">
      <Choice
        name={t('settings.prices.price')}
        value={price?.unit ?? 'learned'}
        options={(['learned', 'second', 'clip'] as const).map((value) => ({
          value,
          label: t(`settings.prices.${value}`),
        }))}
        onSave={(unit) =>
          void save.settings({ price: unit === 'learned' ? null : { unit, credits: price?.credits ?? 1 } })
        }
      />
      {price !== null && (
        <NumberField
          name={t('settings.prices.amount')}
          unit={t('settings.prices.credits')}
          value={price.credits}
          least={0.001}
          most={1_000_000}
          hint={t('settings.prices.hint')}
          onSave={(credits) => void save.settings({ price: { ...price, credits } })}
        />
      )}
      <NumberField
        name={t('settings.prices.profileEvery')}
        unit={t('settings.prices.clips')}
        value={profileEvery}
        least={1}
        most={1000}
        onSave={(count) => void save.settings({ profileEvery: Math.round(count) })}
      />
      <NumberField
        name={t('settings.prices.lowBalance')}
        unit={t('settings.prices.credits')}
        value={lowBalance ?? 0}
        least={0}
        most={1_000_000_000}
        hint={t('settings.prices.lowHint')}
        onSave={(credits) => void save.settings({ lowBalance: credits === 0 ? null : credits })}
      />
    </div>
  );
}
