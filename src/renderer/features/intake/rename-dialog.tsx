import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeClip } from '../../../shared/contract/intake.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { IntakeActions } from './intake-actions.ts';

/** Asks for the name of a clip, which its result file will have. */
export function RenameDialog({
  clip,
  actions,
  onClose,
}: {
  clip: IntakeClip;
  actions: IntakeActions;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(clip.name);
  const save = async (): Promise<void> => {
    if (name.trim() !== '' && (name.trim() === clip.name || (await actions.rename(clip.id, name.trim())))) onClose();
  };
  return (
    <Dialog
      title={t('intake.rename.title')}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={
        <Button look="primary" disabled={name.trim() === ''} onClick={() => void save()}>
          {t('intake.rename.save')}
        </Button>
      }
    >
      <div className="field">
        <input
          data-autofocus
          dir="auto"
          maxLength={500}
          aria-label={t('intake.rename.title')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') void save();
          }}
        />
      </div>
      <p className="t2 hint">{t('intake.rename.hint')}</p>
    </Dialog>
  );
}
