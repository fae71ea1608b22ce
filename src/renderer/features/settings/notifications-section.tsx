import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { useSave } from './use-save.ts';

/** What the person is told of while no window is in front. */
export function NotificationsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const preferences = useApp((app) => app.preferences);
  return (
    <fieldset>
      <legend className="t2">{t('settings.notifications.hint')}</legend>
      {(['notifyOfBatchEnds', 'notifyOfHolds', 'notifyOfDecisions'] as const).map((each) => (
        <label key={each} className="check">
          <input
            type="checkbox"
            checked={preferences[each]}
            onChange={({ target }) => void save.preferences({ [each]: target.checked })}
          />
          {t(`settings.notifications.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
