import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { likelyCredits, usedInWords } from '../intake/about.ts';
import type { ClipDetail, ClipMedia } from '../../../shared/contract/clip.ts';
import { useStore } from 'zustand';
import {
  useApp,
  useAsk,
  useClient,
  useDescribe,
  useFormats,
  useNow,
  usePlace,
  useWindow,
} from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Panel } from '../../ui/panel.tsx';
import { expectedCredits, spentOf } from '../queue/clip-words.ts';
import { these, useQueueParts } from '../queue/queue-state.ts';
import { ClipHeading, Neighbours } from './clip-heading.tsx';
import { LargeTrack } from './large-track.tsx';
import { eventWords } from './event-words.ts';
import { Player } from './player.tsx';
import { ReplaceMedia } from './replace-media.tsx';

/** All that is known of a clip: how far, how it looks and sounds, what it took, what happened. */
export function ClipPanel({ detail, onClose }: { detail: ClipDetail; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { row } = detail;
  return (
    <Panel
      label={t('clip.label')}
      heading={<ClipHeading row={row} />}
      tools={<Neighbours id={row.id} />}
      closeLabel={t('words.close')}
      onClose={onClose}
      footer={<Footer detail={detail} />}
    >
      <LargeTrack detail={detail} />
      <ProblemNotice detail={detail} />
      <Player detail={detail} />
      <Facts detail={detail} />
      <History detail={detail} />
    </Panel>
  );
}

/** What went wrong, for which clip, what it means for money, and what to do about it. */
function ProblemNotice({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const { deeds } = useQueueParts();
  const { row } = detail;
  if (row.problem === null || row.state === 'done') return null;
  const { what, next } = describe(row.problem);
  const bad = row.state === 'failed' || row.state === 'rejected';
  return (
    <section className={bad ? 'notice bad' : 'notice'}>
      <Icon name={bad ? 'close' : 'ring'} />
      <div>
        <p className="what">{what}</p>
        <p>{next}</p>
        <div className="do">
          {row.actions.includes('replace') && <ReplaceMedia detail={detail} />}
          {row.actions.includes('recheck') && (
            <Button size="small" icon="again" onClick={() => deeds.recheck(these([row.id]))}>
              {t('clipActions.recheck')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

function Facts({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const { row, result, remoteId, requestId, attempts } = detail;
  const typical = useApp((app) => app.header.typicalMs);
  const price = useApp((app) => app.header.price);
  const now = useNow(row.beganAt !== null && row.endedAt === null);
  const expected = expectedCredits(row, price);
  const spent = spentOf(row);
  return (
    <section className="blk" aria-label={t('clip.facts')}>
      <div className="cols">
        <dl className="kv">
          <dt>{t(row.endedAt === null ? 'clip.elapsed' : 'clip.took')}</dt>
          <dd>
            {row.beganAt === null ? t('clip.none') : formats.duration((row.endedAt ?? now) - row.beganAt)}
            {row.beganAt !== null && typical !== null && row.state !== 'failed' && (
              <span className="t2"> {t('clip.ofAbout', { time: formats.duration(typical) })}</span>
            )}
          </dd>
          <dt>{t('clip.credits')}</dt>
          <dd>
            {typeof spent === 'number'
              ? usedInWords({ credits: spent, unpriced: row.unknownAttempts }, t, formats)
              : t(spent === 'unknown' ? 'words.unknown' : 'clip.none')}
            {expected !== null && row.state !== 'rejected' && (
              <span className="t2" title={formats.range(expected)}>
                {' · '}
                {t('clip.expectedAbout', { credits: formats.credits(likelyCredits(expected)) })}
              </span>
            )}
          </dd>
          <dt>{t('clip.batch')}</dt>
          <dd>
            <MiddleCut name={detail.batchName} />
          </dd>
        </dl>
        <dl className="kv">
          <dt>{t('clip.remote')}</dt>
          <dd>{remoteId === null ? <None /> : <CopyText text={remoteId} what={t('clip.remoteId')} />}</dd>
          <dt>{t('clip.request')}</dt>
          <dd>{requestId === null ? <None /> : <CopyText text={requestId} what={t('clip.requestId')} />}</dd>
          <dt>{t('clip.attempt')}</dt>
          <dd>
            {attempts.length === 0 ? (
              <None />
            ) : (
              t('clip.attemptOf', { number: attempts.at(-1)?.number ?? 0, all: attempts.length })
            )}
          </dd>
        </dl>
      </div>
      <dl className="kv media">
        <dt>{t('clip.video')}</dt>
        <MediaFacts media={detail.video} />
        <dt>{t('clip.audio')}</dt>
        <MediaFacts media={detail.audio} />
        {result !== null && (
          <>
            <dt>{t('clip.resultFile')}</dt>
            <dd className="file">
              <MiddleCut name={result.name} />
              <span className="t2">
                {[result.seconds === null ? null : formats.playTime(result.seconds), formats.megabytes(result.size)]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </dd>
            <dt>{t('clip.sha')}</dt>
            <dd>
              <CopyText text={result.sha256} what={t('clip.shaOf')} />
            </dd>
          </>
        )}
        {row.retryOf !== null && (
          <>
            <dt>{t('clip.history')}</dt>
            <dd>
              <OtherClip words={t('clip.retryOf')} onOpen={() => go('queue', row.retryOf)} />
            </dd>
          </>
        )}
        {row.retriedBy !== null && (
          <>
            <dt>{t('clip.history')}</dt>
            <dd>
              <OtherClip words={t('clip.retriedBy')} onOpen={() => go('queue', row.retriedBy)} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function None(): ReactNode {
  const { t } = useTranslation();
  return <span className="t2">{t('clip.none')}</span>;
}

function OtherClip({ words, onOpen }: { words: string; onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {words}{' '}
      <button type="button" className="link" onClick={onOpen}>
        {t('clip.openIt')}
      </button>
    </>
  );
}

function MediaFacts({ media }: { media: ClipMedia }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { info } = media;
  const video = info?.video ?? null;
  const sound = info?.audio ?? null;
  const facts = [
    video !== null && t('clip.pixels', { width: video.width, height: video.height }),
    video?.frameRate != null && t('clip.fps', { rate: formats.number(video.frameRate) }),
    video !== null ? video.codec : sound?.codec,
    video === null &&
      sound?.sampleRate != null &&
      t('clip.kilohertz', { rate: formats.number(sound.sampleRate / 1000) }),
    video === null && info?.durationSeconds != null && formats.playTime(info.durationSeconds),
    video === null && media.size !== null && formats.megabytes(media.size),
  ].filter((fact) => typeof fact === 'string');
  return (
    <dd className="file">
      <MiddleCut name={media.name} />
      <span className="t2">{facts.join(' · ')}</span>
    </dd>
  );
}

function History({ detail: { events } }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribe();
  const lines = events.flatMap(({ sequence, at, body }) => {
    const told = eventWords(body, t, (problem) => describe(problem).what);
    return told === null ? [] : [{ sequence, at, ...told }];
  });
  return (
    <section className="blk">
      <h3 className="sec">{t('clip.whatHappened')}</h3>
      <ol className="ev">
        {lines.map(({ sequence, at, words, mark }) => (
          <li key={sequence}>
            <time dateTime={new Date(at).toISOString()} title={formats.day(at)}>
              {formats.clockSeconds(at)}
            </time>
            <span className={`dot ${mark}`} />
            <span className="cut" title={words}>
              {words}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Footer({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const { queueList } = useWindow();
  const copy = useCopy();
  const { deeds } = useQueueParts();
  const describe = useDescribe();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const canOpen = useApp((app) => app.canOpenFolders);
  const { row } = detail;
  const folder = useStore(
    queueList.store,
    ({ groups }) => groups.find(({ batch }) => batch.id === row.batchId)?.batch.resultsFolder ?? null,
  );
  const report = (): string =>
    [
      `${row.name}${row.language === null ? '' : ` (${row.language})`}`,
      `${t('clip.remote')}: ${detail.remoteId ?? t('clip.none')}`,
      `${t('clip.request')}: ${detail.requestId ?? t('clip.none')}`,
      ...(row.problem === null ? [] : [describe(row.problem).what]),
      ...detail.events.flatMap(({ at, body }) => {
        const told = eventWords(body, t, (problem) => describe(problem).what);
        return told === null ? [] : [`${formats.day(at)} ${formats.clockSeconds(at)}  ${told.words}`];
      }),
    ].join('\n');
  return (
    <footer>
      {row.actions.includes('retry') && (
        <Button look={row.state === 'failed' ? 'primary' : 'plain'} onClick={() => deeds.retry(these([row.id]))}>
          {t('clipActions.retry')}
        </Button>
      )}
      {row.actions.includes('move') && (
        <Button icon="top" onClick={() => deeds.move(these([row.id]), 'top')}>
          {t('clipActions.top')}
        </Button>
      )}
      {row.actions.includes('cancel') && (
        <Button onClick={() => deeds.cancel(these([row.id]))}>{t('clipActions.cancel')}</Button>
      )}
      {detail.result !== null && canOpen && (
        <Button icon="folder" onClick={() => void ask(() => client.clip.revealResult({ id: row.id }))}>
          {t('clip.reveal')}
        </Button>
      )}
      {detail.result !== null && folder !== null && (
        <Button icon="copy" title={folder} onClick={() => copy(folder, t('group.folder'))}>
          {t('clip.copyFolder')}
        </Button>
      )}
      <Button className="at-end" look="quiet" icon="copy" onClick={() => copy(report(), t('clip.report'))}>
        {t('clip.copyReport')}
      </Button>
    </footer>
  );
}
