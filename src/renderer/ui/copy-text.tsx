import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../app/use-copy.ts';
import { IconButton } from './button.tsx';

/** An id, and a button that copies it; `what` names it. */
export function CopyText({ text, what }: { text: string; what: string }): ReactNode {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <span className="id">
      <span className="mono cut" title={text}>
        {text}
      </span>
      <IconButton icon="copy" label={t('words.copyIt', { what })} onClick={() => copy(text, what)} />
    </span>
  );
}
