import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { likelyCredits } from '../intake/about.ts';
import type { ClipDetail, DecisionView } from '../../../shared/contract/clip.ts';
import type { Decision } from '../../../shared/decision.ts';
import type { Candidate } from '../../../shared/events.ts';
import type { Client } from '../../../shared/contract/link.ts';
import { useApp, useAsk, useClient, useFormats, useNow, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ClipHeading, Neighbours } from '../clip/clip-heading.tsx';
import { LargeTrack } from '../clip/large-track.tsx';
import { useOfClip } from '../clip/use-detail.ts';
import { expectedCredits } from '../queue/clip-words.ts';
import './decision.css';

const getDecision = (client: Client, clipId: string, signal: AbortSignal): Promise<DecisionView> =>
  client.decision.get({ clipId }, { signal });

/** A clip that may have been accepted: what is known, which jobs it could be, and the three ways to settle it. */
export function DecisionPanel({ detail, onClose }: { detail: ClipDetail; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { row } = detail;
  const decision = useOfClip(row.id, getDecision);
  const view = decision.state === 'there' ? decision.value : null;
  const [picked, setPicked] = useState<string | null>(null);
  const expected = useExpected(detail);
  const candidates = view?.candidates ?? [];
  const chosen = candidates.find(({ remoteId }) => remoteId === picked) ?? likeliest(candidates, expected);
  return (
    <Panel
      label={t('decision.label')}
      heading={<ClipHeading row={row} />}
      tools={<Neighbours id={row.id} />}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={<Ways clipId={row.id} candidates={candidates} chosen={chosen} expected={expected} />}
    >
      <Notice expected={expected} />
      <LargeTrack detail={detail} />
      {view === null ? (
        <p className="t2" role="status">
          {t(decision.state === 'failed' ? 'connection.noAnswer' : 'clip.loading')}
        </p>
      ) : (
        <>
          <Known view={view} />
          <Candidates
            view={view}
            chosen={chosen?.remoteId ?? null}
            expected={expected}
            onPick={setPicked}
            onLooked={decision.again}
          />
        </>
      )}
    </Panel>
  );
}

function useExpected(detail: ClipDetail): number | null {
  const price = useApp((app) => app.header.price);
  const expected = expectedCredits(detail.row, price);
  return expected === null ? null : likelyCredits(expected);
}

/** The one that costs what was expected, if only one does; else none is picked for the person. */
function likeliest(candidates: readonly Candidate[], expected: number | null): Candidate | undefined {
  if (candidates.length === 1) return candidates[0];
  const fitting = candidates.filter(({ creditsUsed }) => creditsUsed !== null && creditsUsed === expected);
  return fitting.length === 1 ? fitting[0] : undefined;
}

function Notice({ expected }: { expected: number | null }): ReactNode {
  const { t } = useTranslation();
  const { credits } = useFormats();
  return (
    <div className="notice doubt">
      <Icon name="ring" />
      <h3>{t('decision.title')}</h3>
      <p>{expected === null ? t('decision.leadUnknown') : t('decision.lead', { credits: credits(expected) })}</p>
    </div>
  );
}

function Known({ view: { attempt, passes, lookedAt, matchesByItself } }: { view: DecisionView }): ReactNode {
  const { t } = useTranslation();
  const { clockSeconds, duration, moment } = useFormats();
  const now = useNow();
  const reason = attempt.reason ?? t('state.failedUnknown');
  return (
    <section className="blk">
      <h3 className="sec">{t('decision.known')}</h3>
      <dl className="kv">
        <dt>{t('decision.sent')}</dt>
        <dd>{t('decision.sentAt', { at: clockSeconds(attempt.openedAt), number: attempt.number })}</dd>
        <dt>{t('decision.answer')}</dt>
        <dd>
          {attempt.httpStatus === null
            ? t('decision.noAnswer', { reason })
            : t('decision.status', { status: attempt.httpStatus, reason })}
          {attempt.settledAt !== null && (
            <span className="t2"> {t('decision.after', { time: duration(attempt.settledAt - attempt.openedAt) })}</span>
          )}
        </dd>
        <dt>{t('decision.lookedFor')}</dt>
        <dd>
          {lookedAt === null
            ? t('decision.notLooked')
            : t('decision.times', { count: passes, at: moment(lookedAt, now) })}
        </dd>
        <dt>{t('decision.match')}</dt>
        <dd>
          {t(
            matchesByItself === null
              ? 'decision.matchesUnknown'
              : matchesByItself
                ? 'decision.matchesByItself'
                : 'decision.matchesNot',
          )}
        </dd>
      </dl>
    </section>
  );
}

function Candidates({
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

/** The three decisions, each with its consequence beside it; they stay in sight. */
function Ways({
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
