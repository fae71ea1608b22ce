import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useFormats } from '../../app/window-context.ts';
import type { IntakeView } from '../../../shared/contract/intake.ts';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Button } from '../../ui/button.tsx';
import { AddMenu } from './add-menu.tsx';
import { useAddFiles } from './add-files.tsx';
import { BudgetDialog, FolderDialog } from './batch-dialogs.tsx';
import { HostedLine } from './hosted-line.tsx';
import { useIntakeActions } from './intake-actions.ts';
import { broughtFiles } from './words.ts';

/** The batch that will be made: its name, what was brought, where results go, what it may cost; and how adding goes. */
export function SheetHead({ view }: { view: IntakeView }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const actions = useIntakeActions();
  const defaultFolder = useApp((app) => app.preferences.resultsFolder);
  const [asks, setAsks] = useState<'folder' | 'budget' | null>(null);
  const folder = view.resultsFolder ?? defaultFolder;
  return (
    <div>
      <header className="sheet-head">
        <div>
          <BatchName key={view.batchName} name={view.batchName} onName={(name) => void actions.setBatch({ name })} />
          <p className="meta-line">
            <span className="cut">{broughtFiles(view, t, formats)}</span>
            <AddMenu>
              <button type="button" className="link">
                {t('intake.addFiles')}
              </button>
            </AddMenu>
            <button type="button" className="link quiet" onClick={() => void actions.clear()}>
              {t('intake.clear')}
            </button>
          </p>
        </div>
        <div className="about-batch">
          <p className="meta-line">
            <span className="nw">{t('intake.resultsGoTo')}</span>
            {folder === null ? <span>{t('intake.nowhereYet')}</span> : <MiddleCut name={folder} />}
            <button
              type="button"
              className="link"
              aria-label={t('intake.changeFolder')}
              onClick={() => setAsks('folder')}
            >
              {t('intake.change')}
            </button>
          </p>
          <HostedLine />
          <p className="meta-line">
            <span>
              {view.budget === null
                ? t('intake.noBudget')
                : t('intake.budgetOf', { credits: formats.credits(view.budget) })}
            </span>
            <button
              type="button"
              className="link"
              aria-label={t('intake.changeBudget')}
              onClick={() => setAsks('budget')}
            >
              {t('intake.change')}
            </button>
          </p>
        </div>
      </header>
      <AddingBar view={view} />
      {asks === 'folder' && (
        <FolderDialog
          folder={folder ?? ''}
          onSave={(resultsFolder) => actions.setBatch({ resultsFolder })}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === 'budget' && (
        <BudgetDialog
          budget={view.budget}
          onSave={(budget) => actions.setBatch({ budget })}
          onClose={() => setAsks(null)}
        />
      )}
    </div>
  );
}

function BatchName({ name, onName }: { name: string; onName: (name: string) => void }): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(name);
  const keep = (): void => {
    const wanted = text.trim();
    if (wanted === '') setText(name);
    else if (wanted !== name) onName(wanted);
  };
  return (
    <h2>
      <input
        className="title-in"
        dir="auto"
        maxLength={200}
        aria-label={t('intake.batchName')}
        placeholder={t('intake.batchNamePlaceholder')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={keep}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') currentTarget.blur();
          if (key === 'Escape') setText(name);
        }}
      />
    </h2>
  );
}

/** Files on their way to the engine, and files that are being looked into. */
export function AddingBar({ view }: { view: IntakeView }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { sending, reading, cancel } = useAddFiles();
  if (sending !== null) {
    const { files, filesSent, size, sizeSent } = sending;
    const label = t('intake.sending', {
      sent: formats.number(filesSent),
      count: files,
      sizeSent: formats.megabytes(sizeSent),
      size: formats.megabytes(size),
    });
    return (
      <div className="note-bar">
        <ProgressBar label={t('intake.sendingLabel')} value={size === 0 ? 0 : sizeSent / size} />
        <span>{label}</span>
        <span className="end">
          <Button size="small" onClick={cancel}>
            {t('intake.cancelSending')}
          </Button>
        </span>
      </div>
    );
  }
  if (view.probing > 0) {
    const looked = view.toProbe - view.probing;
    return (
      <div className="note-bar">
        <ProgressBar label={t('intake.probingLabel')} value={view.toProbe === 0 ? 0 : looked / view.toProbe} />
        <span>{t('intake.probing', { looked: formats.number(looked), count: view.toProbe })}</span>
      </div>
    );
  }
  if (reading) {
    return (
      <div className="note-bar" role="status">
        {t('intake.reading')}
      </div>
    );
  }
  return null;
}
