import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button, IconButton } from '../ui/button.tsx';
import { useWindow } from './window-context.ts';

/** What was just done, with a way back; what could not be done. */
export function ToastList(): ReactNode {
  const { t } = useTranslation();
  const { toasts } = useWindow();
  const shown = useStore(toasts.store, (state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-label={t('toasts.label')}>
      {shown.map(({ id, text, bad, undo }) => (
        <div key={id} className={bad ? 'toast bad' : 'toast'}>
          <span>{text}</span>
          {undo && (
            <Button
              size="small"
              icon="undo"
              onClick={() => {
                undo();
                toasts.dismiss(id);
              }}
            >
              {t('words.undo')}
            </Button>
          )}
          <IconButton icon="close" label={t('words.dismiss')} onClick={() => toasts.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
