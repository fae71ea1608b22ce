import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../shared/contract/link.ts';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { useDescribe, usePlace } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DecisionPanel } from '../decision/decision-panel.tsx';
import { ClipPanel } from './clip-panel.tsx';
import { useOfClip } from './use-detail.ts';
import './clip.css';

const getClip = (client: Client, id: string, signal: AbortSignal): Promise<ClipDetail> =>
  client.clip.get({ id }, { signal });

/** The open clip: what is known of it, or the decision that it waits for. */
export function OpenClip({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const { go } = usePlace();
  const close = (): void => {
    go('queue');
    document.querySelector<HTMLElement>('.scroll[role="grid"]')?.focus();
  };
  const detail = useOfClip(id, getClip);
  if (detail.state === 'there') {
    const { value } = detail;
    return value.row.state === 'unconfirmed' ? (
      <DecisionPanel detail={value} onClose={close} />
    ) : (
      <ClipPanel detail={value} onChanged={detail.again} onClose={close} />
    );
  }
  const told = detail.state === 'failed' && detail.problem !== null ? describe(detail.problem) : null;
  return (
    <Panel label={t('clip.label')} heading={null} closeLabel={t('words.close')} onClose={close}>
      {detail.state === 'loading' ? (
        <p role="status" className="t2">
          {t('clip.loading')}
        </p>
      ) : (
        <>
          <p>{told === null ? t('connection.noAnswer') : `${told.what} ${told.next}`}</p>
          <p className="gap-top">
            <Button onClick={detail.again}>{t('words.tryAgain')}</Button>
          </p>
        </>
      )}
    </Panel>
  );
}
