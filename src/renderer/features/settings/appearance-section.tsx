import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { Choice } from './fields.tsx';
import { useSave } from './use-save.ts';

/** How the window looks, and its language. */
export function AppearanceSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const { appearance, compactRows, language } = useApp((app) => app.preferences);
  return (
    <div className="form">
      <Choice
        name={t('settings.appearance.theme')}
        value={appearance}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
        onSave={(value) => void save.preferences({ appearance: value })}
      />
      <Choice
        name={t('settings.appearance.rows')}
        value={compactRows ? 'compact' : 'roomy'}
        options={(['roomy', 'compact'] as const).map((value) => ({ value, label: t(`settings.appearance.${value}`) }))}
        onSave={(value) => void save.preferences({ compactRows: value === 'compact' })}
      />
      <Choice
        name={t('settings.appearance.language')}
        value={language ?? 'system'}
        options={[
          { value: 'system', label: t('settings.appearance.system') },
          { value: 'en', label: 'English', lang: 'en' },
          { value: 'zh-CN', label: '简体中文', lang: 'zh-CN' },
        ]}
        onSave={(value) => void save.preferences({ language: value === 'system' ? null : value })}
      />
    </div>
  );
}
