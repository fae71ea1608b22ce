import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionView } from '../../../shared/contract/clip.ts';
import { useAsk, useClient, useFormats } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';

/** The service's jobs that the clip could be, one of which is picked; they can be looked for again. */
export function Candidates({
  view,
  chosen,
  expected,
  onPick,
  onLooked,
}: {
  view: DecisionView;
  chosen: string | null;
  expected: number | null;
  onPick: (remoteId: string) => void;
  onLooked: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const [looking, setLooking] = useState(false);
  const group = useId();
  const lookAgain = async (): Promise<void> => {
    setLooking(true);
    await ask(() => client.decision.lookAgain({ clipId: view.row.id }));
    setLooking(false);
    onLooked();
  };
  return (
    <section className="blk">
      <div className="h">
        <h3 className="sec" id={group}>
          {t('decision.candidates')}
        </h3>
        <Button look="quiet" size="small" icon="again" disabled={looking} onClick={() => void lookAgain()}>
          {t(looking ? 'decision.looking' : 'decision.lookAgain')}
        </Button>
      </div>
      {view.candidates.length === 0 ? (
        <p className="t2">{t('decision.noCandidates')}</p>
      ) : (
        <table className="cand" aria-labelledby={group}>
          <thead>
            <tr>
              <th>
                <span className="sr">{t('decision.choose')}</span>
              </th>
              <th>{t('decision.job')}</th>
              <th>{t('decision.created')}</th>
              <th>{t('decision.statusThere')}</th>
              <th className="r">{t('decision.credits')}</th>
            </tr>
          </thead>
          <tbody>
            {view.candidates.map((candidate) => {
              const { remoteId, createdAt, status, creditsUsed } = candidate;
              const on = remoteId === chosen;
              return (
                <tr key={remoteId} className={on ? 'on' : ''} onClick={() => onPick(remoteId)}>
                  <td>
                    <input
                      type="radio"
                      name={group}
                      checked={on}
                      aria-label={remoteId}
                      onChange={() => onPick(remoteId)}
                    />
                  </td>
                  <td>
                    <span className="mono">{remoteId}</span>
                    <small>
                      <Comparison creditsUsed={creditsUsed} expected={expected} />
                    </small>
                  </td>
                  <td>
                    {createdAt === null ? t('words.unknown') : formats.clockSeconds(createdAt)}
                    {createdAt !== null && (
                      <small>
                        <AfterSending by={createdAt - view.attempt.openedAt} />
                      </small>
                    )}
                  </td>
                  <td>{status}</td>
                  <td className="r">{creditsUsed === null ? t('words.unknown') : formats.credits(creditsUsed)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Comparison({ creditsUsed, expected }: { creditsUsed: number | null; expected: number | null }): ReactNode {
  const { t } = useTranslation();
  const { credits } = useFormats();
  if (creditsUsed === null || expected === null) return null;
  const more = Math.round((creditsUsed - expected) * 100) / 100;
  if (more === 0) return t('decision.asExpected');
  return more > 0
    ? t('decision.moreThanExpected', { credits: credits(more) })
    : t('decision.lessThanExpected', { credits: credits(-more) });
}

function AfterSending({ by }: { by: number }): ReactNode {
  const { t } = useTranslation();
  const { duration } = useFormats();
  return by < 0
    ? t('decision.beforeSending', { time: duration(-by) })
    : t('decision.afterSending', { time: duration(by) });
}
