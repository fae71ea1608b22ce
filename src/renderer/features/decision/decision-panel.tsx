import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { likelyCredits } from '../intake/about.ts';
import type { ClipDetail, DecisionView } from '../../../shared/contract/clip.ts';
import type { Candidate } from '../../../shared/events.ts';
import type { Client } from '../../../shared/contract/link.ts';
import { useApp, useFormats, useNow } from '../../app/window-context.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ClipHeading, Neighbours } from '../clip/clip-heading.tsx';
import { LargeTrack } from '../clip/large-track.tsx';
import { useOfClip } from '../clip/use-detail.ts';
import { expectedCredits } from '../queue/clip-words.ts';
import { Candidates } from './candidates.tsx';
import { Ways } from './ways.tsx';
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
