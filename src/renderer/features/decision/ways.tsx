import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../shared/decision.ts';
import type { Candidate } from '../../../shared/events.ts';
import { useAsk, useClient, useFormats, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** The three decisions, each with its consequence beside it; they stay in sight. */
export function Ways({
  clipId,
  candidates,
  chosen,
  expected,
}: {
  clipId: string;
  candidates: readonly Candidate[];
  chosen: Candidate | undefined;
  expected: number | null;
}): ReactNode {
  const { t } = useTranslation();
  const { credits } = useFormats();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const [busy, setBusy] = useState(false);
  const [givingUp, setGivingUp] = useState(false);
  const ids = { adopt: useId(), again: useId(), giveUp: useId() };
  const decide = async (decision: Decision, said: string): Promise<void> => {
    setBusy(true);
    setGivingUp(false);
    const done = await ask(() => client.decision.decide({ clipId, decision }));
    setBusy(false);
    if (done !== null) toasts.say(said);
  };
  return (
    <footer className="decide">
      <ul className="acts">
        <li>
          <Button
            look="primary"
            disabled={busy || chosen === undefined}
            aria-describedby={ids.adopt}
            onClick={() => chosen && void decide({ kind: 'adopt', remoteId: chosen.remoteId }, t('decision.adopted'))}
          >
            {chosen === undefined ? t('decision.adoptNone') : t('decision.adopt', { job: shortId(chosen.remoteId) })}
          </Button>
          <p id={ids.adopt}>
            {t(
              candidates.length === 0
                ? 'decision.adoptNoneWhy'
                : chosen === undefined
                  ? 'decision.adoptChoose'
                  : 'decision.adoptWhy',
            )}
          </p>
        </li>
        <li>
          <Button
            disabled={busy}
            aria-describedby={ids.again}
            onClick={() => void decide({ kind: 'submit-again' }, t('decision.submittedAgain'))}
          >
            {t('decision.again')}
          </Button>
          <p id={ids.again}>
            {expected === null ? t('decision.againWhyUnknown') : t('decision.againWhy', { credits: credits(expected) })}
          </p>
        </li>
        <li>
          <Button disabled={busy} aria-describedby={ids.giveUp} onClick={() => setGivingUp(true)}>
            {t('decision.giveUp')}
          </Button>
          <p id={ids.giveUp}>{t('decision.giveUpWhy')}</p>
        </li>
      </ul>
      {givingUp && (
        <Dialog
          title={t('decision.giveUpTitle')}
          closeLabel={t('words.close')}
          onClose={() => setGivingUp(false)}
          footer={
            <>
              <Button size="big" onClick={() => setGivingUp(false)}>
                {t('words.keep')}
              </Button>
              <Button
                size="big"
                look="primary"
                data-autofocus
                onClick={() => void decide({ kind: 'give-up' }, t('decision.gaveUp'))}
              >
                {t('decision.giveUp')}
              </Button>
            </>
          }
        >
          <p>{t('decision.giveUpMore')}</p>
        </Dialog>
      )}
    </footer>
  );
}

function shortId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
