import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { FolderDialog } from '../intake/batch-dialogs.tsx';
import { useSave } from './use-save.ts';

/** The folder that results go to, and how they are named there. */
export function ResultsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const folder = useApp((app) => app.preferences.resultsFolder);
  const [asks, setAsks] = useState(false);
  return (
    <>
      <div className="form">
        <span className="l">{t('settings.results.folder')}</span>
        <div className="said">
          <bdi className="mono">{folder ?? t('settings.results.none')}</bdi>
          <Button size="small" onClick={() => setAsks(true)}>
            {t('settings.results.change')}
          </Button>
        </div>
      </div>
      <p className="t2">{t('settings.results.naming')}</p>
      {asks && (
        <FolderDialog
          folder={folder ?? ''}
          onSave={(resultsFolder) => save.preferences({ resultsFolder })}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
