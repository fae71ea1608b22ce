import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { hasModifier, isTyping } from '../../app/keys.ts';
import { useApp, useClient } from '../../app/window-context.ts';
import type { IntakeClip, IntakeFile, IntakeView } from '../../../shared/contract/intake.ts';
import { DragContext, type Dragged } from './drag.ts';
import { Foot } from './foot.tsx';
import { GroupRow } from './group-row.tsx';
import { useIntakeActions } from './intake-actions.ts';
import { LanguagePicker } from './language-picker.tsx';
import { PairDialog, type PairSubject } from './pair-dialog.tsx';
import { itemAt } from '../../store/pages.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { changeSelection, nothingSelected, subject, type Cursor, type SelectionChange } from './selection.ts';
import { heightOf, sheetItems, type SheetItem } from './sheet-items.ts';
import { SheetHead } from './sheet-head.tsx';
import { Tray } from './tray.tsx';
import { usePages } from '../../store/use-pages.ts';

/** The pairing sheet: what was brought, how it pairs, what it will cost, and the way to start it. */
export function Sheet({ view }: { view: IntakeView }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const actions = useIntakeActions();
  const price = useApp((app) => app.header.price);
  const scroller = useRef<HTMLDivElement>(null);
  const [inSight, setInSight] = useState({ from: 0, to: 0 });
  const [failed, setFailed] = useState(false);
  const [selection, setSelection] = useState(nothingSelected);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const [language, setLanguage] = useState<{ anchor: Element; clips: string[] } | null>(null);
  const [pairing, setPairing] = useState<PairSubject | null>(null);
  const [renaming, setRenaming] = useState<IntakeClip | null>(null);

  const [pages] = usePages<IntakeClip>({
    revision: view.revision,
    ...inSight,
    pull: async (offset, limit) => {
      const { revision, total, clips } = await client.intake.clips({ offset, limit });
      setFailed(false);
      return { revision, total, items: clips };
    },
    onFailure: () => setFailed(true),
  });
  const total = pages.total ?? view.clips;
  const items = useMemo(() => sheetItems(total, (index) => itemAt(pages, index)), [pages, total]);
  const rows = useMemo(() => items.flatMap((item) => (item.kind === 'group' ? item.clips : [])), [items]);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selected = useMemo(() => {
    const here = new Set(ids);
    return { ...selection, ids: new Set([...selection.ids].filter((id) => here.has(id))) };
  }, [selection, ids]);

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizeOf(items[index]),
    getItemKey: useCallback((index: number) => keyOf(items[index], index), [items]),
    overscan: 4,
    scrollPaddingStart: 32,
  });
  const shown = virtualizer.getVirtualItems();
  const [from, to] = [items[shown[0]?.index ?? 0]?.offset ?? 0, lastOffset(items[shown.at(-1)?.index ?? 0])];
  useEffect(() => setInSight({ from, to }), [from, to]);

  const select = (change: SelectionChange): void => setSelection((before) => changeSelection(before, change));
  const rowOf = (id: string): IntakeClip | undefined => rows.find((row) => row.id === id);
  const chosenRows = (id: string): IntakeClip[] => subject(selected, id).flatMap((each) => rowOf(each) ?? []);
  const askLanguage = (clips: string[]): void => {
    const anchor =
      document.querySelector(`[data-language-of="${clips[0] ?? ''}"]`) ??
      scroller.current?.querySelector('.al') ??
      null;
    if (anchor !== null) setLanguage({ anchor, clips });
  };
  const pairMore = (clips: IntakeClip[]): void => setPairing(pairSubject(clips.map(({ audio }) => audio)));
  const moveTo = (clipId: string, onVideo: boolean): void => {
    setCursor({ clipId, onVideo });
    const index = items.findIndex((item) => item.kind === 'group' && item.clips.some(({ id }) => id === clipId));
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
    // It may have to be drawn first.
    requestAnimationFrame(() => focusRow(scroller.current, clipId, onVideo));
  };

  const onRowKey = (event: KeyboardEvent, clip: IntakeClip, onVideo: boolean): void => {
    if (isTyping(event.target) || (event.target instanceof HTMLButtonElement && [' ', 'Enter'].includes(event.key)))
      return;
    const at = ids.indexOf(clip.id);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -ids.length,
      End: ids.length,
    };
    const step = steps[event.key];
    const chosen = chosenRows(clip.id);
    const chosenIds = chosen.map(({ id }) => id);
    /** The focus goes to a row that stays before its own goes. */
    const leaving = (gone: readonly string[], take: () => void): void => {
      const stays = (id: string): boolean => !gone.includes(id);
      const next = ids.slice(at).find(stays) ?? ids.slice(0, at).findLast(stays);
      if (next !== undefined) moveTo(next, false);
      requestAnimationFrame(take);
    };
    if (step !== undefined) {
      const next = onVideo ? nextVideo(rows, at, step) : ids[Math.max(0, Math.min(ids.length - 1, at + step))];
      if (next === undefined) return;
      if (event.shiftKey && !onVideo) select({ kind: 'extend', id: next, from: clip.id, rows: ids });
      moveTo(next, onVideo);
    } else if (event.key === 'ArrowLeft') moveTo(firstOfVideo(rows, clip).id, true);
    else if (event.key === 'ArrowRight') moveTo(clip.id, false);
    else if (event.key === 'p') setPairing(pairSubject(onVideo ? [clip.video] : chosen.map(({ audio }) => audio)));
    else if (event.key === 'Delete' || event.key === 'Backspace')
      leaving(
        onVideo ? rows.filter(({ video }) => video.id === clip.video.id).map(({ id }) => id) : chosenIds,
        () => void actions.remove(onVideo ? { files: [clip.video.id] } : { clips: chosenIds }),
      );
    else if (onVideo) return;
    else if (event.key === ' ') select({ kind: 'toggle', id: clip.id });
    else if (hasModifier(event) && event.key === 'a') select({ kind: 'all', rows: ids });
    else if (event.key === 'l' || event.key === 'Enter') askLanguage(chosenIds);
    else if (event.key === 'u') leaving(chosenIds, () => void actions.unpair(chosenIds));
    else if (event.key === 'F2') setRenaming(clip);
    else if (event.key === 'Escape' && selected.ids.size > 0) select({ kind: 'none' });
    else return;
    event.preventDefault();
  };
  const onRowClick = (event: MouseEvent, clip: IntakeClip): void => {
    if (event.target instanceof Element && event.target.closest('button, a') !== null) return;
    setCursor({ clipId: clip.id, onVideo: false });
    if (event.shiftKey) select({ kind: 'extend', id: clip.id, from: clip.id, rows: ids });
    else if (hasModifier(event) || selected.ids.has(clip.id)) select({ kind: 'toggle', id: clip.id });
    else select({ kind: 'only', id: clip.id });
  };

  const tabStop =
    cursor !== null && ids.includes(cursor.clipId)
      ? cursor
      : ids[0] === undefined
        ? null
        : { clipId: ids[0], onVideo: false };
  const drag = useMemo(() => ({ dragged, setDragged }), [dragged]);
  const selectedRows = rows.filter(({ id }) => selected.ids.has(id));
  return (
    <DragContext value={drag}>
      <div className="sheet">
        <SheetHead view={view} />
        <div className={view.unpaired === 0 ? 'pairing no-tray' : 'pairing'}>
          <div className="pairs" ref={scroller}>
            <div
              role="grid"
              aria-label={t('intake.sheet')}
              aria-multiselectable="true"
              aria-rowcount={total + 1}
              aria-busy={pages.total === null}
            >
              <Headline />
              <div className="long" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
                {shown.map(({ key, index, start, size }) => {
                  const item = items[index];
                  const style = { transform: `translateY(${start}px)`, height: size };
                  if (item === undefined) return null;
                  if (item.kind === 'gap')
                    return <div key={key} className="pair gap" style={style} role="presentation" aria-hidden="true" />;
                  return (
                    <GroupRow
                      key={key}
                      item={item}
                      style={style}
                      price={price}
                      tabStop={tabStop}
                      selected={selected.ids}
                      chosen={chosenRows}
                      actions={actions}
                      onKey={onRowKey}
                      onClick={onRowClick}
                      onLanguage={(clip) => askLanguage(subject(selected, clip.id))}
                    />
                  );
                })}
              </div>
            </div>
            {view.clips === 0 && <p className="no-pairs">{t('intake.noPairs')}</p>}
            {failed && <p className="no-pairs bad">{t('intake.cannotRead')}</p>}
          </div>
          {view.unpaired > 0 && <Tray view={view} onPair={setPairing} actions={actions} />}
        </div>
        <Foot
          view={view}
          selected={selectedRows}
          price={price}
          actions={actions}
          firstClip={rows.find(canStart)?.id ?? null}
          onLanguage={() => askLanguage([...selected.ids])}
          onPair={() => pairMore(selectedRows)}
          onRename={setRenaming}
          onDone={() => select({ kind: 'none' })}
        />
        {language !== null && (
          <LanguagePicker
            anchor={language.anchor}
            used={view.languages.flatMap((each) => each.language ?? [])}
            clips={language.clips.length}
            onPick={(tag) => void actions.setLanguage(language.clips, tag)}
            onClose={() => setLanguage(null)}
          />
        )}
        {pairing !== null && <PairDialog subject={pairing} actions={actions} onClose={() => setPairing(null)} />}
        {renaming !== null && <RenameDialog clip={renaming} actions={actions} onClose={() => setRenaming(null)} />}
      </div>
    </DragContext>
  );
}

function Headline(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="pair headline" role="row">
      <span role="columnheader">{t('intake.columns.video')}</span>
      <div className="al" role="presentation">
        <span />
        <span role="columnheader">{t('intake.columns.audio')}</span>
        <span role="columnheader">{t('intake.columns.language')}</span>
        <span role="columnheader" className="num">
          {t('intake.columns.length')}
        </span>
        <span role="columnheader" className="d">
          {t('intake.columns.against')}
        </span>
        <span role="columnheader" className="cr">
          {t('intake.columns.credits')}
        </span>
      </div>
    </div>
  );
}

/** Whether a start would start it now. */
function canStart({ video, audio, already, again }: IntakeClip): boolean {
  return video.problem === null && audio.problem === null && (already === null || again);
}

function pairSubject(files: readonly IntakeFile[]): PairSubject | null {
  const [first] = files;
  return first === undefined
    ? null
    : { kind: first.kind, files: [...new Map(files.map((file) => [file.id, file])).values()] };
}

function firstOfVideo(rows: readonly IntakeClip[], clip: IntakeClip): IntakeClip {
  return rows.find(({ video }) => video.id === clip.video.id) ?? clip;
}

/** The first row of the next or the last video, seen from row `at`. */
function nextVideo(rows: readonly IntakeClip[], at: number, step: number): string | undefined {
  const from = rows[at]?.video.id;
  const others = step > 0 ? rows.slice(at) : rows.slice(0, at).reverse();
  const next = others.find(({ video }) => video.id !== from);
  return next && firstOfVideo(rows, next).id;
}

function focusRow(scroller: HTMLElement | null, clipId: string, onVideo: boolean): void {
  const row = scroller?.querySelector(`[data-${onVideo ? 'video' : 'clip'}="${clipId}"]`);
  if (row instanceof HTMLElement) row.focus({ preventScroll: false });
}

const sizeOf = (item: SheetItem | undefined): number => (item === undefined ? 0 : heightOf(item));
const keyOf = (item: SheetItem | undefined, index: number): string =>
  item?.kind === 'group' ? `${item.video.id} ${item.part}` : `gap ${item?.offset ?? index}`;

function lastOffset(item: SheetItem | undefined): number {
  if (item === undefined) return 0;
  return item.offset + (item.kind === 'gap' ? item.count : item.clips.length) - 1;
}
