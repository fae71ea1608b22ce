import { memo, useState, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ClipRow as Row } from '../../../shared/contract/clip.ts';
import { thumbnailAddress } from '../../../shared/contract/media-addresses.ts';
import { needsYou } from '../../app/holds.ts';
import { useApp, useDescribe, useFormats, useNow, useWindow } from '../../app/window-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ActionMenu, type MenuEntry } from '../../ui/menu.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { Track } from '../../ui/track.tsx';
import { creditsInWords, isWide, likelyCredits, usedInWords } from '../intake/about.ts';
import { expectedCredits, holdOf, spentOf, trackOf, useStateWords } from './clip-words.ts';
import { isSelected, these, usePointing, useQueueParts } from './queue-state.ts';

/**
 * A clip's line. It takes its row from the store by id, cell by cell: a step of progress draws the track and the words
 * of that clip again, and nothing else.
 */
export const ClipLine = memo(function ClipLine({
  id,
  index,
  onPress,
}: {
  id: string;
  index: number;
  onPress: (event: MouseEvent, index: number, id: string) => void;
}): ReactNode {
  const [near, setNear] = useState(false);
  const selected = usePointing((pointing) => isSelected(pointing, id));
  const active = usePointing((pointing) => pointing.active === index);
  const { place } = useWindow();
  const open = useStore(place.store, (now) => now.open === id);
  const over = useRowPart(id, (row) => row.state === 'done' || row.state === 'canceled');
  return (
    <div
      className={`row${over === true ? ' settled' : ''}${active ? ' active' : ''}`}
      role="row"
      id={`line-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selected || open}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onClick={(event) => onPress(event, index, id)}
    >
      <PictureCell id={id} />
      <NameCell id={id} />
      <LanguageCell id={id} />
      <TrackCell id={id} />
      <StateCell id={id} />
      <TimeCell id={id} />
      <CreditsCell id={id} />
      <ActionsCell id={id} near={near || active} active={active} />
    </div>
  );
});

/** A part of a row, as long as it is loaded; a cell is drawn again only when its part changes. */
function useRowPart<Part>(id: string, select: (row: Row) => Part): Part | null {
  const { queueList } = useWindow();
  return useStore(queueList.store, ({ rows }) => {
    const row = rows.get(id);
    return row === undefined ? null : select(row);
  });
}

const whole = (row: Row): Row => row;

function PictureCell({ id }: { id: string }): ReactNode {
  const pictureId = useRowPart(id, (row) => row.pictureId);
  return (
    <span role="gridcell" className="th">
      {pictureId !== null && <Thumbnail address={thumbnailAddress(pictureId)} />}
    </span>
  );
}

function NameCell({ id }: { id: string }): ReactNode {
  const name = useRowPart(id, (row) => row.name);
  return (
    <span role="gridcell" className="name">
      {name !== null && <MiddleCut name={name} />}
    </span>
  );
}

function LanguageCell({ id }: { id: string }): ReactNode {
  const { language } = useFormats();
  const tag = useRowPart(id, (row) => row.language);
  return (
    <span role="gridcell" className="lang" title={tag === null ? undefined : language(tag)}>
      {tag}
    </span>
  );
}

function TrackCell({ id }: { id: string }): ReactNode {
  const row = useRowPart(id, whole);
  const holds = useApp((app) => app.holds);
  if (row === null) return <span role="gridcell" className="steps" />;
  const hold = holdOf(row, holds);
  return (
    <span role="gridcell" className="steps">
      <Track track={trackOf(row, hold)} name={row.name} needsYou={hold !== null && needsYou(hold.kind)} />
    </span>
  );
}

const toneClass = { plain: '', moving: '', 'needs-you': ' you', failed: ' bad' };

function StateCell({ id }: { id: string }): ReactNode {
  const row = useRowPart(id, whole);
  const holds = useApp((app) => app.holds);
  const wordsOf = useStateWords();
  const describe = useDescribe();
  if (row === null) return <span role="gridcell" className="state" />;
  const { words, tone } = wordsOf(row, holdOf(row, holds));
  const hint = row.problem === null ? words : Object.values(describe(row.problem)).join(' ');
  return (
    <span role="gridcell" className={`state${toneClass[tone]}`} title={hint}>
      {tone === 'plain' ? words : <b>{words}</b>}
    </span>
  );
}

function TimeCell({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const beganAt = useRowPart(id, (row) => row.beganAt);
  const endedAt = useRowPart(id, (row) => row.endedAt);
  const moving =
    useRowPart(id, ({ state }) => state !== 'unconfirmed' && state !== 'rejected') === true && endedAt === null;
  const typical = useApp((app) => app.header.typicalMs);
  const now = useNow(beganAt !== null && endedAt === null);
  return (
    <span role="gridcell" className="time">
      <b>{beganAt !== null && duration((endedAt ?? now) - beganAt)}</b>
      {beganAt !== null && moving && typical !== null && (
        <span title={t('queue.expectedHint', { time: duration(typical) })}>
          {t('queue.ofExpected', { time: duration(typical) })}
        </span>
      )}
    </span>
  );
}

function CreditsCell({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const row = useRowPart(id, whole);
  const price = useApp((app) => app.header.price);
  if (row === null) return <span role="gridcell" className="cr" />;
  const spent = spentOf(row);
  if (spent !== 'ahead') {
    return (
      <span role="gridcell" className="cr">
        {spent === 'unknown' ? (
          t('words.unknown')
        ) : (
          <b>{usedInWords({ credits: spent, unpriced: row.unknownAttempts }, t, formats)}</b>
        )}
      </span>
    );
  }
  const expected = expectedCredits(row, price);
  return (
    <span role="gridcell" className="cr" title={expected === null ? undefined : formats.range(expected)}>
      {expected === null
        ? t('words.unknown')
        : isWide(expected)
          ? creditsInWords(expected, t, formats)
          : t('words.about', { value: formats.credits(likelyCredits(expected)) })}
    </span>
  );
}

function ActionsCell({ id, near, active }: { id: string; near: boolean; active: boolean }): ReactNode {
  const row = useRowPart(id, whole);
  return (
    <span role="gridcell" className="act" onClick={(event) => event.stopPropagation()}>
      {row !== null && <Actions row={row} near={near} tabIndex={active ? 0 : -1} />}
    </span>
  );
}

function Actions({ row, near, tabIndex }: { row: Row; near: boolean; tabIndex: number }): ReactNode {
  const { t } = useTranslation();
  const { deeds } = useQueueParts();
  const can = (action: Row['actions'][number]): boolean => row.actions.includes(action);
  const only = these([row.id]);
  const name = row.language === null ? row.name : `${row.name} (${row.language})`;
  if (can('decide')) {
    return (
      <Button
        size="small"
        look="needs-you"
        tabIndex={tabIndex}
        aria-label={`${t('clipActions.decide')} ${name}`}
        onClick={() => deeds.open(row.id)}
      >
        {t('clipActions.decide')}
      </Button>
    );
  }
  if (can('replace')) {
    return (
      <Button
        size="small"
        tabIndex={tabIndex}
        aria-label={`${t('clipActions.replace')} ${name}`}
        onClick={() => deeds.open(row.id)}
      >
        {t('clipActions.replace')}
      </Button>
    );
  }
  if (can('retry') && row.state === 'failed') {
    return (
      <Button
        size="small"
        tabIndex={tabIndex}
        aria-label={`${t('clipActions.retry')} ${name}`}
        onClick={() => deeds.retry(only)}
      >
        {t('clipActions.retry')}
      </Button>
    );
  }
  if (!near) return null;
  const moves: MenuEntry[] = can('move')
    ? [
        { label: t('clipActions.top'), keys: 'T', onSelect: () => deeds.move(only, 'top') },
        { label: t('clipActions.up'), keys: 'Alt ↑', onSelect: () => deeds.move(only, 'up') },
        { label: t('clipActions.down'), keys: 'Alt ↓', onSelect: () => deeds.move(only, 'down') },
      ]
    : [];
  const ends: MenuEntry[] = [
    ...(can('retry') ? [{ label: t('clipActions.retry'), keys: 'R', onSelect: () => deeds.retry(only) }] : []),
    ...(can('recheck') ? [{ label: t('clipActions.recheck'), onSelect: () => deeds.recheck(only) }] : []),
    ...(can('cancel') ? [{ label: t('clipActions.cancel'), keys: 'Delete', onSelect: () => deeds.cancel(only) }] : []),
  ];
  return (
    <>
      {can('move') && (
        <IconButton
          icon="top"
          label={t('clipActions.top')}
          tabIndex={tabIndex}
          onClick={() => deeds.move(only, 'top')}
        />
      )}
      <ActionMenu
        groups={[[{ label: t('clipActions.open'), keys: 'Enter', onSelect: () => deeds.open(row.id) }], moves, ends]}
      >
        <IconButton icon="more" label={t('clipActions.more', { name })} tabIndex={tabIndex} />
      </ActionMenu>
    </>
  );
}
