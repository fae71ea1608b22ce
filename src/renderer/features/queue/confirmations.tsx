import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection, SelectionView } from '../../../shared/contract/clip.ts';
import { useAsk, useClient, useFormats, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export interface Asking {
  deed: 'cancel' | 'retry';
  selection: Selection;
  view: SelectionView;
}

/** Asks before clips are canceled, which nothing takes back, or retried, which may be charged. */
export function Confirmation({ asking, onClose }: { asking: Asking; onClose: () => void }): ReactNode {
  return asking.deed === 'cancel' ? (
    <Cancel asking={asking} onClose={onClose} />
  ) : (
    <Retry asking={asking} onClose={onClose} />
  );
}

function Cancel({ asking: { selection, view }, onClose }: { asking: Asking; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const count = view.cancelable;
  const others = view.clips - count;
  const cancel = async (): Promise<void> => {
    onClose();
    const done = await ask(() => client.clip.cancel(selection));
    if (done !== null) toasts.say(t('clipActions.canceled', { count: done.answer.canceled }));
  };
  if (count === 0) {
    return (
      <Dialog title={t('cancel.none')} closeLabel={t('words.close')} onClose={onClose}>
        <p>{t('cancel.noneMore')}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('cancel.title', { count })}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={
        <>
          <Button size="big" onClick={onClose}>
            {t('words.keep')}
          </Button>
          <Button size="big" look="primary" data-autofocus onClick={() => void cancel()}>
            {t('cancel.do', { count })}
          </Button>
        </>
      }
    >
      <p>{t('cancel.nothingSent', { count })}</p>
      {others > 0 && <p>{t('cancel.others', { count: others })}</p>}
    </Dialog>
  );
}

function Retry({ asking: { selection, view }, onClose }: { asking: Asking; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const { credits, range } = useFormats();
  const count = view.retry.clips;
  const cost = view.retry.credits;
  const retry = async (): Promise<void> => {
    onClose();
    const done = await ask(() => client.clip.retry(selection));
    if (done !== null) toasts.say(t('clipActions.retried', { count: done.answer.retried }));
  };
  if (count === 0) {
    return (
      <Dialog title={t('retry.none')} closeLabel={t('words.close')} onClose={onClose}>
        <p>{t('retry.noneMore')}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('retry.title', { count })}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={
        <>
          <Button size="big" onClick={onClose}>
            {t('words.keep')}
          </Button>
          <Button size="big" look="primary" data-autofocus onClick={() => void retry()}>
            {cost === null
              ? t('retry.doUnknown', { count })
              : t('retry.do', { count, credits: credits(Math.round(cost.likely)) })}
          </Button>
        </>
      }
    >
      <p>{t('retry.charged')}</p>
      <p>
        {cost === null
          ? t('retry.costUnknown')
          : t('retry.cost', { credits: credits(Math.round(cost.likely)), range: range(cost) })}
      </p>
    </Dialog>
  );
}
