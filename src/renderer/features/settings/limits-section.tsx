import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { NumberField } from './fields.tsx';
import { useSave } from './use-save.ts';

/** The longest and the largest media that are sent; the service publishes no limits of its own. */
export function LimitsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const limits = useApp((app) => app.settings.limits);
  return (
    <>
      <p className="t2">{t('settings.limits.hint')}</p>
      <div className="form">
        {(['videoSeconds', 'audioSeconds', 'videoMegabytes', 'audioMegabytes'] as const).map((limit) => (
          <NumberField
            key={limit}
            name={t(`settings.limits.${limit}`)}
            unit={t(limit.endsWith('Seconds') ? 'settings.limits.seconds' : 'settings.limits.megabytes')}
            value={limits[limit]}
            least={1}
            most={1_000_000}
            onSave={(value) => void save.settings({ limits: { ...limits, [limit]: value } })}
          />
        ))}
      </div>
    </>
  );
}
