import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useWindow } from '../../app/window-context.ts';
import { useAddFiles } from './add-files.tsx';
import { useIntakeActions } from './intake-actions.ts';
import './intake.css';
import { Sheet } from './sheet.tsx';
import { AddingBar } from './sheet-head.tsx';
import { Teaching } from './teaching.tsx';
import { Undo } from './undo.tsx';

/** Where clips begin: drop, see how files pair, start. */
export function IntakeScreen(): ReactNode {
  const { t } = useTranslation();
  const { mirror } = useWindow();
  const view = useStore(mirror.store, ({ intake }) => intake);
  const practice = useStore(mirror.store, ({ app }) => app?.practice ?? false);
  const { sending, reading } = useAddFiles();
  const actions = useIntakeActions();
  if (view === null) return <div className="sheet" aria-busy="true" aria-label={t('screens.intake')} />;
  const isEmpty = view.clips === 0 && view.unpaired === 0 && view.probing === 0;
  // The practice ledger is another one, whose revisions begin again.
  if (!isEmpty) return <Sheet key={String(practice)} view={view} />;
  return (
    <div className="intake-empty">
      {sending !== null || reading ? (
        <AddingBar view={view} />
      ) : view.undoable !== null ? (
        <div className="note-bar">
          <Undo step={view.undoable} onUndo={() => void actions.undo()} />
          <span>{t('intake.undoHint', { step: t(`intake.steps.${view.undoable}`) })}</span>
        </div>
      ) : (
        <span />
      )}
      <Teaching />
    </div>
  );
}
