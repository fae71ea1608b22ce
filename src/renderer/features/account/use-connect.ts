import { useTranslation } from 'react-i18next';
import { useClient, useFormats, useWindow } from '../../app/window-context.ts';

/**
 * Connects the account that a token is for and says what came of it: how many credits there are, and that the token is
 * kept for this session only. What the call throws is for the form to say, beside its token.
 */
export function useConnect(): (token: string) => Promise<void> {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const { toasts } = useWindow();
  return async (token) => {
    const { balance, token: kept } = await client.account.connect({ token: token.trim() });
    const credits = balance?.credits ?? null;
    toasts.say(
      credits === null ? t('welcome.connectedUnknown') : t('welcome.connected', { credits: formats.credits(credits) }),
    );
    if (kept.from === 'session') toasts.say(t('welcome.keptForNow'));
  };
}
