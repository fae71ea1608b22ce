import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ChooseFolder } from '../../ui/choose-folder.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks for the folder that results go to, by its path. `onSave` says whether it was taken. */
export function FolderDialog({
  folder,
  onSave,
  onClose,
}: {
  folder: string;
  onSave: (folder: string) => Promise<boolean>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <AskDialog
      title={t('intake.folder.title')}
      hint={t('intake.folder.hint')}
      save={t('intake.folder.save')}
      text={folder}
      isUsable={(text) => text !== ''}
      beside={(setFolder) => <ChooseFolder onChosen={setFolder} />}
      onSave={onSave}
      onClose={onClose}
    />
  );
}

/** Asks for the most credits that a batch may use; nothing typed is no limit. */
export function BudgetDialog({
  budget,
  onSave,
  onClose,
}: {
  budget: number | null;
  onSave: (budget: number | null) => Promise<boolean>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <AskDialog
      title={t('intake.budget.title')}
      hint={t('intake.budget.hint')}
      save={t('intake.budget.save')}
      text={budget === null ? '' : String(budget)}
      inputMode="decimal"
      wrong={t('intake.budget.wrong')}
      isUsable={(text) => text === '' || (/^\d{1,12}(\.\d+)?$/.test(text) && Number(text) > 0)}
      onSave={(text) => onSave(text === '' ? null : Number(text))}
      onClose={onClose}
    />
  );
}

function AskDialog({
  title,
  hint,
  save,
  text: before,
  inputMode = 'text',
  wrong = hint,
  isUsable,
  beside,
  onSave,
  onClose,
}: {
  title: string;
  hint: string;
  save: string;
  text: string;
  inputMode?: 'text' | 'decimal';
  /** In the place of `hint` while what is typed cannot be used. */
  wrong?: string;
  isUsable: (text: string) => boolean;
  /** Another way to fill in the text. */
  beside?: (setText: (text: string) => void) => ReactNode;
  onSave: (text: string) => Promise<boolean>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(before);
  const described = useId();
  const usable = isUsable(text.trim());
  const isWrong = !usable && text.trim() !== '';
  const keep = async (): Promise<void> => {
    if (usable && (await onSave(text.trim()))) onClose();
  };
  return (
    <Dialog
      title={title}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={
        <Button look="primary" disabled={!usable} onClick={() => void keep()}>
          {save}
        </Button>
      }
    >
      <div className="field">
        <input
          data-autofocus
          inputMode={inputMode}
          spellCheck={false}
          aria-label={title}
          aria-describedby={described}
          aria-invalid={isWrong}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') void keep();
          }}
        />
        {beside?.(setText)}
      </div>
      <p className={isWrong ? 'hint bad' : 't2 hint'} id={described}>
        {isWrong ? wrong : hint}
      </p>
    </Dialog>
  );
}
