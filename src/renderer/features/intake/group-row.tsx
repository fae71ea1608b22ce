import type { CSSProperties, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDescribe, useDescribeShortly, useFormats } from '../../app/window-context.ts';
import type { IntakeClip } from '../../../shared/contract/intake.ts';
import type { Price } from '../../../shared/pricing.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Tag } from '../../ui/tag.tsx';
import { creditsInWords, creditsOf } from './about.ts';
import { AlreadyMenu } from './already-menu.tsx';
import { useDragSource, useDropTarget } from './drag.ts';
import type { IntakeActions } from './intake-actions.ts';
import type { Cursor } from './selection.ts';
import type { SheetItem } from './sheet-items.ts';
import { Thumbnail } from './thumbnail.tsx';
import { againstVideo, videoFacts } from './words.ts';

const nothing = { low: 0, likely: 0, high: 0 };

interface RowProps {
  price: Price | null;
  tabStop: Cursor | null;
  selected: ReadonlySet<string>;
  /** The rows that something done at this one is for. */
  chosen: (id: string) => IntakeClip[];
  actions: IntakeActions;
  onKey: (event: KeyboardEvent, clip: IntakeClip, onVideo: boolean) => void;
  onClick: (event: MouseEvent, clip: IntakeClip) => void;
  onLanguage: (clip: IntakeClip) => void;
}

/** A video, and the tracks that it is to speak, bracketed to it. */
export function GroupRow({
  item,
  style,
  ...props
}: RowProps & { item: Extract<SheetItem, { kind: 'group' }>; style: CSSProperties }): ReactNode {
  const { clips, offset } = item;
  return (
    <div className="pair" style={style} role="rowgroup">
      <VideoCell item={item} {...props} />
      <div role="presentation">
        {clips.map((clip, index) => (
          <AudioRow key={clip.id} clip={clip} rowIndex={offset + index + 2} {...props} />
        ))}
      </div>
    </div>
  );
}

function VideoCell({
  item,
  tabStop,
  actions,
  onKey,
}: RowProps & { item: Extract<SheetItem, { kind: 'group' }> }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribe();
  const describeShortly = useDescribeShortly();
  const { video, clips } = item;
  const [first] = clips;
  const source = useDragSource(() => ({ videos: [video.id], audios: [], clips: [] }));
  const { isOver, ...target } = useDropTarget(({ audios }) =>
    audios.length === 0 ? null : () => void actions.pair([video.id], audios),
  );
  if (first === undefined) return null;
  const { problem } = video;
  const isStop = tabStop?.onVideo === true && tabStop.clipId === first.id;
  const fullName = video.folder === '' ? video.name : `${video.folder}/${video.name}`;
  return (
    <div role="row" style={{ display: 'contents' }}>
      <div
        className={isOver ? 'v over' : 'v'}
        role="rowheader"
        data-video={first.id}
        tabIndex={isStop ? 0 : -1}
        onKeyDown={(event) => onKey(event, first, true)}
        {...source}
        {...target}
      >
        <Thumbnail file={video} />
        <div>
          {clips.length > 2 ? (
            <span className="nm" title={fullName} dir="auto">
              {video.name}
            </span>
          ) : (
            <MiddleCut name={video.name} />
          )}
          {problem === null ? (
            <span className="m">
              {videoFacts(video, t, formats).map((fact, index) =>
                index < 2 ? `${index > 0 ? ' · ' : ''}${fact}` : <i key={fact}>{` · ${fact}`}</i>,
              )}
            </span>
          ) : (
            <span className="m bad" title={Object.values(describe(problem)).join(' ')}>
              {describeShortly(problem)}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

function AudioRow({
  clip,
  rowIndex,
  price,
  tabStop,
  selected,
  chosen,
  actions,
  onKey,
  onClick,
  onLanguage,
}: RowProps & { clip: IntakeClip; rowIndex: number }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const source = useDragSource(() => {
    const rows = chosen(clip.id);
    return { videos: [], audios: [...new Set(rows.map(({ audio }) => audio.id))], clips: rows.map(({ id }) => id) };
  });
  const { isOver, ...target } = useDropTarget(({ videos }) =>
    videos.length === 0 ? null : () => void actions.pair(videos, [clip.audio.id]),
  );
  const isStop = tabStop?.onVideo === false && tabStop.clipId === clip.id;
  const leftOut = clip.already !== null && !clip.again;
  const seconds = clip.audio.info?.durationSeconds ?? null;
  const broken = clip.video.problem !== null || clip.audio.problem !== null;
  const credits = leftOut || broken ? nothing : creditsOf(clip, price);
  const isLooked = !clip.video.probing && !clip.audio.probing;
  return (
    <div
      className={`al${isOver ? ' over' : ''}${leftOut || broken ? ' left-out' : ''}`}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected.has(clip.id)}
      data-clip={clip.id}
      tabIndex={isStop ? 0 : -1}
      onKeyDown={(event) => onKey(event, clip, false)}
      onClick={(event) => onClick(event, clip)}
      {...source}
      {...target}
    >
      <span className="lk" role="gridcell">
        <IconButton
          icon="unlink"
          label={t('intake.unpairOne', { name: clip.audio.name })}
          tabIndex={isStop ? 0 : -1}
          onClick={() => void actions.unpair(chosen(clip.id).map(({ id }) => id))}
        />
      </span>
      <span role="gridcell" style={{ minWidth: 0 }}>
        <MiddleCut name={clip.audio.name} />
      </span>
      <span role="gridcell">
        <button
          type="button"
          className="pick"
          data-language-of={clip.id}
          aria-haspopup="listbox"
          aria-label={t('intake.languageButton', {
            name: clip.audio.name,
            tag: clip.language ?? t('intake.notSet'),
            language: clip.language === null ? t('intake.notSet') : formats.language(clip.language),
          })}
          tabIndex={isStop ? 0 : -1}
          onClick={() => onLanguage(clip)}
        >
          <span className={clip.language === null ? 't3' : ''}>{clip.language ?? t('intake.notSet')}</span>
          <Icon name="down" />
        </button>
      </span>
      <span className={seconds === null ? 'num none' : 'num'} role="gridcell">
        {seconds === null ? '' : formats.playTime(seconds)}
      </span>
      <Against clip={clip} price={price} isStop={isStop} actions={actions} />
      <span className={credits === null ? 'cr none' : 'cr'} role="gridcell">
        {credits !== null && creditsInWords(credits, t, formats)}
        {credits === null && isLooked && <span title={t('intake.creditsUnknown')}>{t('words.unknown')}</span>}
      </span>
    </div>
  );
}

/** What the person should know of a pair: that it cannot be sent, that it is there already, how the lengths compare. */
function Against({
  clip,
  price,
  isStop,
  actions,
}: {
  clip: IntakeClip;
  price: Price | null;
  isStop: boolean;
  actions: IntakeActions;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribe();
  const found = clip.audio.problem ?? clip.video.problem;
  if (found !== null) {
    const { what, next } = describe(found);
    return (
      <span className="d bad says" role="gridcell" title={`${what} ${next}`}>
        {t('intake.cannotBeSent')}
        <span className="sr"> {`${what} ${next}`}</span>
      </span>
    );
  }
  if (clip.already !== null) {
    return (
      <span className="d says" role="gridcell">
        <AlreadyMenu clip={clip} already={clip.already} price={price} isStop={isStop} actions={actions} />
      </span>
    );
  }
  const { text, needsYou } = againstVideo(clip, t, formats);
  return (
    <span className={needsYou ? 'd says' : 'd'} role="gridcell" title={needsYou ? t('intake.mismatchHint') : undefined}>
      {needsYou ? (
        <Tag look="needs-you">
          <Icon name="warning" />
          {text}
        </Tag>
      ) : (
        text
      )}
    </span>
  );
}
