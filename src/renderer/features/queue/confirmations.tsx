import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { likelyCredits } from '../intake/about.ts';
import type { Selection, SelectionView } from '../../../shared/contract/clip.ts';
import { useAsk, useClient, useFormats, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';

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
  const count = view.cancelable;
  const others = view.clips - count;
  if (count === 0) return <Impossible title={t('cancel.none')} why={t('cancel.noneMore')} onClose={onClose} />;
  return (
    <Question
      title={t('cancel.title', { count })}
      action={t('cancel.do', { count })}
      onClose={onClose}
      act={async () => t('clipActions.canceled', { count: (await client.clip.cancel(selection)).canceled })}
    >
      <OnlyOne selection={selection} />
      <p>{t('cancel.nothingSent', { count })}</p>
      {others > 0 && <p>{t('cancel.others', { count: others })}</p>}
    </Question>
  );
}

function Retry({ asking: { selection, view }, onClose }: { asking: Asking; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const { credits, range } = useFormats();
  const count = view.retry.clips;
  const cost = view.retry.credits;
  if (count === 0) return <Impossible title={t('retry.none')} why={t('retry.noneMore')} onClose={onClose} />;
  return (
    <Question
      title={t('retry.title', { count })}
      action={
        cost === null
          ? t('retry.doUnknown', { count })
          : t('retry.do', { count, credits: credits(likelyCredits(cost)) })
      }
      onClose={onClose}
      act={async () =>
        t('clipActions.retried', { count: (await client.clip.retry({ selection, agreed: count })).retried })
      }
    >
      <OnlyOne selection={selection} />
      <p>{t('retry.charged')}</p>
      <p>
        {cost === null
          ? t('retry.costUnknown')
          : t(cost.high - cost.low < 0.01 ? 'retry.costExact' : 'retry.cost', {
              credits: credits(likelyCredits(cost)),
              range: range(cost),
            })}
      </p>
    </Question>
  );
}

/** Which clip it is, where it is one. */
function OnlyOne({ selection }: { selection: Selection }): ReactNode {
  const formats = useFormats();
  const { queueList } = useWindow();
  const [id, ...others] = selection.kind === 'clips' ? selection.ids : [];
  const clip = id === undefined || others.length > 0 ? undefined : queueList.store.getState().rows.get(id);
  if (clip === undefined) return null;
  return (
    <p className="only-one">
      <MiddleCut name={clip.name} />
      {clip.language !== null && <span className="t2">{formats.language(clip.language)}</span>}
    </p>
  );
}

/** What is to be confirmed; `act` does it, and gives back what to say of it then. */
function Question({
  title,
  action,
  act,
  onClose,
  children,
}: {
  title: string;
  action: string;
  act: () => Promise<string>;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const ask = useAsk();
  const { toasts } = useWindow();
  const confirm = async (): Promise<void> => {
    onClose();
    const done = await ask(act);
    if (done !== null) toasts.say(done.answer);
  };
  return (
    <Dialog
      title={title}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={
        <>
          <Button size="big" onClick={onClose}>
            {t('words.keep')}
          </Button>
          <Button size="big" look="primary" data-autofocus onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

function Impossible({ title, why, onClose }: { title: string; why: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Dialog title={title} closeLabel={t('words.close')} onClose={onClose}>
      <p>{why}</p>
    </Dialog>
  );
}
