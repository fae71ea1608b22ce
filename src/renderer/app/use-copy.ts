import { useTranslation } from 'react-i18next';
import { useWindow } from './window-context.ts';

/** Puts a text on the clipboard and says so; `what` names it. A browser may refuse, and that is said as well. */
export function useCopy(): (text: string, what: string) => void {
  const { t } = useTranslation();
  const { toasts } = useWindow();
  return (text, what) => {
    navigator.clipboard.writeText(text).then(
      () => toasts.say(t('words.copied', { what })),
      () => toasts.sayFailed(t('words.notCopied')),
    );
  };
}
