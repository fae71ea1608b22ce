import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useDescribe, useDescribeShortly, useFormats } from '../../app/window-context.ts';
import type { IntakeView, UnpairedFile } from '../../../shared/contract/intake.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { useDragSource, useDropTarget } from './drag.ts';
import type { IntakeActions } from './intake-actions.ts';
import type { PairSubject } from './pair-dialog.tsx';
import { itemAt } from '../../store/pages.ts';
import { Thumbnail } from './thumbnail.tsx';
import { usePages } from '../../store/use-pages.ts';

/** The files that are in no clip, each with why, and with the ways into one. Rows that are dragged here are taken apart. */
export function Tray({
  view,
  actions,
  onPair,
}: {
  view: IntakeView;
  actions: IntakeActions;
  onPair: (subject: PairSubject) => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const scroller = useRef<HTMLUListElement>(null);
  const [inSight, setInSight] = useState({ from: 0, to: 0 });
  const [at, setAt] = useState(0);
  const [pages] = usePages<UnpairedFile>({
    revision: view.revision,
    ...inSight,
    pull: async (offset, limit) => {
      const { revision, total, files } = await client.intake.unpaired({ offset, limit });
      return { revision, total, items: files };
    },
    onFailure: () => undefined,
  });
  const total = pages.total ?? view.unpaired;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => 88,
    overscan: 6,
  });
  const shown = virtualizer.getVirtualItems();
  const [from, to] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => setInSight({ from, to }), [from, to]);
  const { isOver, ...target } = useDropTarget(({ clips }) =>
    clips.length === 0 ? null : () => void actions.unpair(clips),
  );
  const onKey = (event: KeyboardEvent, { file }: UnpairedFile, index: number): void => {
    if (event.target !== event.currentTarget) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -total, End: total }[event.key];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(total - 1, index + step));
      setAt(next);
      virtualizer.scrollToIndex(next);
      requestAnimationFrame(() => {
        const row = scroller.current?.querySelector(`[data-index="${next}"]`);
        if (row instanceof HTMLElement) row.focus();
      });
    } else if (event.key === 'p' || event.key === 'Enter') onPair({ kind: file.kind, files: [file] });
    else if (event.key === 'Delete' || event.key === 'Backspace') void actions.remove({ files: [file.id] });
    else return;
    event.preventDefault();
  };
  return (
    <aside className={isOver ? 'tray over' : 'tray'} aria-label={t('intake.tray.title')} tabIndex={-1} {...target}>
      <h2>
        {t('intake.tray.title')} <i>{t('intake.tray.files', { count: view.unpaired })}</i>
        <span className="sr">{formats.number(view.unpaired)}</span>
      </h2>
      <ul
        className="files-list"
        ref={scroller}
        style={{
          paddingTop: shown[0]?.start ?? 0,
          paddingBottom: virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0),
        }}
      >
        {shown.map(({ index, key }) => {
          const unpaired = itemAt(pages, index);
          if (unpaired === undefined)
            return <li key={key} data-index={index} aria-hidden="true" style={{ height: 88 }} />;
          return (
            <TrayFile
              key={unpaired.file.id}
              index={index}
              unpaired={unpaired}
              isStop={index === Math.min(at, total - 1)}
              measure={virtualizer.measureElement}
              actions={actions}
              onPair={onPair}
              onKey={onKey}
            />
          );
        })}
      </ul>
    </aside>
  );
}

function TrayFile({
  index,
  unpaired,
  isStop,
  measure,
  actions,
  onPair,
  onKey,
}: {
  index: number;
  unpaired: UnpairedFile;
  isStop: boolean;
  measure: (element: Element | null) => void;
  actions: IntakeActions;
  onPair: (subject: PairSubject) => void;
  onKey: (event: KeyboardEvent, unpaired: UnpairedFile, index: number) => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribe();
  const describeShortly = useDescribeShortly();
  const { file, reason, candidates } = unpaired;
  const isVideo = file.kind === 'video';
  const source = useDragSource(() => ({
    videos: isVideo ? [file.id] : [],
    audios: isVideo ? [] : [file.id],
    clips: [],
  }));
  const { isOver, ...target } = useDropTarget(({ videos, audios }) => {
    if (isVideo && audios.length > 0) return () => void actions.pair([file.id], audios);
    if (!isVideo && videos.length > 0) return () => void actions.pair(videos, [file.id]);
    return null;
  });
  const seconds = file.info?.durationSeconds ?? null;
  const choose = reason === 'fits-several-videos' || reason === 'videos-share-name' || reason === 'audios-share-name';
  const needsYou = choose && candidates.length > 0;
  const { problem } = file;
  const why = file.probing
    ? t('intake.looking')
    : problem === null
      ? t(`intake.reasons.${reason}`, { count: candidates.length })
      : describeShortly(problem);
  return (
    <li
      ref={measure}
      data-index={index}
      className={`${needsYou ? 'you' : ''}${isOver ? ' over' : ''}`}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${file.name}. ${why}`}
      onKeyDown={(event) => onKey(event, unpaired, index)}
      {...source}
      {...target}
    >
      <Thumbnail file={file} />
      <span className="nm" dir="auto" title={file.folder === '' ? file.name : `${file.folder}/${file.name}`}>
        {file.name}
      </span>
      <p
        className={problem === null ? '' : 'bad'}
        title={problem === null ? undefined : Object.values(describe(problem)).join(' ')}
      >
        {[seconds !== null && formats.playTime(seconds), why].filter((part) => part !== false).join(' · ')}
      </p>
      {needsYou ? (
        <div className="opt" role="group" aria-label={why}>
          {candidates.map((candidate) => (
            <Button
              key={candidate.id}
              onClick={() =>
                void (isVideo ? actions.pair([file.id], [candidate.id]) : actions.pair([candidate.id], [file.id]))
              }
            >
              <Thumbnail file={candidate} />
              <MiddleCut name={candidate.name} />
            </Button>
          ))}
        </div>
      ) : null}
      <div className="do">
        <Button
          look="quiet"
          size="small"
          aria-label={t('intake.tray.pairOf', { name: file.name })}
          onClick={() => onPair({ kind: file.kind, files: [file] })}
        >
          {t('intake.do.pair')}
        </Button>
        <Button
          look="quiet"
          size="small"
          aria-label={t('intake.tray.removeOf', { name: file.name })}
          onClick={() => void actions.remove({ files: [file.id] })}
        >
          {t('intake.do.remove')}
        </Button>
      </div>
    </li>
  );
}
