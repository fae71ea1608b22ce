import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { useAsk, useClient, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

/** That a result's file was moved or deleted, and the way to have it again for nothing. */
export function LostResult({
  detail: { row, result },
  onFetched,
}: {
  detail: ClipDetail;
  onFetched: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const [busy, setBusy] = useState(false);
  if (result === null || result.isThere) return null;
  const fetchAgain = async (): Promise<void> => {
    setBusy(true);
    const done = await ask(() => client.clip.fetchAgain({ id: row.id }));
    setBusy(false);
    if (done === null) return;
    toasts.say(t('clip.fetchedAgain', { name: result.name }));
    onFetched();
  };
  return (
    <section className="notice">
      <Icon name="ring" />
      <div>
        <p className="what">{t('clip.lost', { name: result.name })}</p>
        <p>{t('clip.lostMore')}</p>
        <div className="do">
          <Button size="small" icon="again" disabled={busy} onClick={() => void fetchAgain()}>
            {t(busy ? 'clip.fetchingAgain' : 'clip.fetchAgain')}
          </Button>
        </div>
      </div>
    </section>
  );
}
