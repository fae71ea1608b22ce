import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { mediaAddress, resultAddress, thumbnailAddress } from '../../../shared/contract/media-addresses.ts';
import { isTyping } from '../../app/keys.ts';
import { useFormats } from '../../app/window-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Scrubber } from './scrubber.tsx';
import { useInStep } from './use-in-step.ts';

const defaultFrameRate = 25;

/** The original and the result, side by side and in step, with one scrubber for both. */
export function Player({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const original = useRef<HTMLVideoElement>(null);
  const result = useRef<HTMLVideoElement>(null);
  const hasResult = detail.result?.isThere === true;
  const [sound, setSound] = useState<'original' | 'result'>(hasResult ? 'result' : 'original');
  const [loop, setLoop] = useState(false);
  const { playing, at, length, toggle, seek } = useInStep(original, result, loop);
  const frameRate = detail.video.info?.video?.frameRate ?? defaultFrameRate;
  const known = detail.result?.seconds ?? detail.video.info?.durationSeconds ?? 0;
  const whole = length > 0 ? length : known;
  const frame = 1 / frameRate;
  const playable = detail.video.kind === 'file';
  usePlayerKeys({ toggle, step: (by) => seek(at + by * frame), swap: () => hasResult && setSound(other) });
  const language = detail.row.language;
  return (
    <section aria-label={t('clip.player')}>
      <div className="duo">
        <Side
          title={t('clip.original')}
          facts={sideFacts(detail.video.info?.durationSeconds ?? null, detail.video.size, formats)}
        >
          {playable ? (
            <Video
              at={original}
              address={mediaAddress(detail.video.id)}
              poster={thumbnailAddress(detail.video.id)}
              muted={sound !== 'original'}
              label={t('clip.original')}
            />
          ) : (
            <p className="fr none">{t('clip.noPlay')}</p>
          )}
        </Side>
        <Side
          title={language === null ? t('clip.result') : t('clip.resultIn', { language: formats.language(language) })}
          facts={detail.result === null ? '' : sideFacts(detail.result.seconds, detail.result.size, formats)}
        >
          {hasResult ? (
            <Video
              at={result}
              address={resultAddress(detail.row.id)}
              poster={thumbnailAddress(detail.video.id)}
              muted={sound !== 'result'}
              label={t('clip.result')}
            />
          ) : detail.result !== null ? (
            <p className="fr none">{t('clip.lostHere')}</p>
          ) : (
            <p className="fr none">
              <b>{t(detail.row.endedAt === null ? 'clip.noResult' : 'clip.noResultEver')}</b>
              {t(detail.row.endedAt === null ? 'clip.noResultHint' : 'clip.noResultEverHint')}
            </p>
          )}
        </Side>
      </div>
      {(playable || hasResult) && (
        <>
          <div className="deck">
            <span className="keys">
              <IconButton icon="frame-back" label={t('clip.back')} keys="," onClick={() => seek(at - frame)} />
              <IconButton
                icon={playing ? 'pause' : 'play'}
                look="plain"
                size="normal"
                label={t(playing ? 'clip.stop' : hasResult ? 'clip.play' : 'clip.playOne')}
                keys={t('clip.spaceKey')}
                onClick={toggle}
              />
              <IconButton icon="frame-on" label={t('clip.on')} keys="." onClick={() => seek(at + frame)} />
            </span>
            <Scrubber
              at={at}
              whole={whole}
              frame={frame}
              address={detail.audio.kind === 'file' ? mediaAddress(detail.audio.id) : null}
              onSeek={seek}
            />
            <span className="nw">
              <b>{formats.playTime(at)}</b>{' '}
              <span className="t2">{t('clip.of', { whole: formats.playTime(whole) })}</span>
            </span>
          </div>
          <div className="deck second">
            {hasResult && playable ? (
              <span className="seg" role="group" aria-label={t('clip.sound')}>
                {(['original', 'result'] as const).map((side) => (
                  <button key={side} type="button" aria-pressed={sound === side} onClick={() => setSound(side)}>
                    {t(side === 'original' ? 'clip.originalSound' : 'clip.resultSound')}
                  </button>
                ))}
              </span>
            ) : (
              <span />
            )}
            <Button look="quiet" size="small" icon="loop" aria-pressed={loop} onClick={() => setLoop(!loop)}>
              {t('clip.loop')}
            </Button>
            <span className="frame-count">
              {t('clip.frame', {
                at: formats.number(Math.floor(at * frameRate + 0.01)),
                whole: formats.number(Math.round(whole * frameRate)),
              })}
            </span>
          </div>
        </>
      )}
    </section>
  );
}

const other = (side: 'original' | 'result'): 'original' | 'result' => (side === 'original' ? 'result' : 'original');

function sideFacts(
  seconds: number | null,
  size: number | null,
  { playTime, megabytes }: ReturnType<typeof useFormats>,
): string {
  return [seconds === null ? null : playTime(seconds), size === null ? null : megabytes(size)]
    .filter((fact) => fact !== null)
    .join(' · ');
}

function Side({ title, facts, children }: { title: string; facts: string; children: ReactNode }): ReactNode {
  return (
    <figure>
      <figcaption>
        <b className="cut">{title}</b>
        <span>{facts}</span>
      </figcaption>
      {children}
    </figure>
  );
}

function Video({
  at,
  address,
  poster,
  muted,
  label,
}: {
  at: RefObject<HTMLVideoElement | null>;
  address: string;
  poster: string;
  muted: boolean;
  label: string;
}): ReactNode {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  return (
    <div className="screen">
      <video
        ref={at}
        className="fr"
        src={address}
        poster={poster}
        muted={muted}
        playsInline
        preload="auto"
        aria-label={label}
        onError={() => setFailed(true)}
      />
      {failed && <p className="cannot">{t('clip.cannotPlay')}</p>}
    </div>
  );
}

function usePlayerKeys(deeds: { toggle: () => void; step: (by: 1 | -1) => void; swap: () => void }): void {
  const latest = useRef(deeds);
  useEffect(() => {
    latest.current = deeds;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      // In the list and on a button the space bar has a meaning of its own.
      if (isTyping(target) && target?.getAttribute('type') !== 'range') return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const takesSpace = target !== null && target.closest('button, a, [role="grid"], .dialog') !== null;
      if (event.key === ' ' && !takesSpace) {
        event.preventDefault();
        latest.current.toggle();
      } else if (event.key === ',') latest.current.step(-1);
      else if (event.key === '.') latest.current.step(1);
      else if (event.key === 's') latest.current.swap();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
