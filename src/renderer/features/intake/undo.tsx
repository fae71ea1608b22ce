import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeStep } from '../../../shared/contract/intake.ts';
import { hasModifier, isTyping } from '../../app/keys.ts';
import { Button } from '../../ui/button.tsx';

/** Takes back the last step, by a press or by its keys. */
export function Undo({ step, onUndo }: { step: IntakeStep; onUndo: () => void }): ReactNode {
  const { t } = useTranslation();
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (!hasModifier(event) || event.shiftKey || event.key !== 'z' || isTyping(event.target)) return;
    event.preventDefault();
    onUndo();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Button look="quiet" icon="undo" title={t('intake.undoHint', { step: t(`intake.steps.${step}`) })} onClick={onUndo}>
      {t('intake.undo')}
    </Button>
  );
}
