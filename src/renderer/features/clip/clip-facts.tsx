import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail, ClipMedia } from '../../../shared/contract/clip.ts';
import { useApp, useFormats, useNow, usePlace } from '../../app/window-context.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { likelyCredits, usedInWords } from '../intake/about.ts';
import { expectedCredits, spentOf } from '../queue/clip-words.ts';

/** What a clip took and cost, its ids at the service, its files, and the clips that it was tried again as. */
export function ClipFacts({ detail }: { detail: ClipDetail }): ReactNode {
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
