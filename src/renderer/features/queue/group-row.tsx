import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { needsInWords, usedInWords } from '../intake/about.ts';
import { useStore } from 'zustand';
import type { BatchRow } from '../../../shared/contract/batch.ts';
import { useApp, useAsk, useClient, useFormats, useNow, usePlace, useWindow } from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Mark } from '../../ui/icon.tsx';
import { ActionMenu } from '../../ui/menu.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { usePointing, useQueueParts } from './queue-state.ts';

/** The head of a batch in the list: how far it is, what it used, and what can be done with all of it. */
export const GroupLine = memo(function GroupLine({
  batch,
  index,
  onFold,
}: {
  batch: BatchRow;
  index: number;
  onFold: (batchId: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const folded = usePointing((pointing) => pointing.folded.has(batch.id));
  const active = usePointing((pointing) => pointing.active === index);
  const { counts } = batch;
  return (
    <div className={`row group${active ? ' active' : ''}`} role="row" id={`line-${index}`} aria-rowindex={index + 2}>
      <span role="gridcell" className="lead">
        <IconButton
          icon={folded ? 'right' : 'down'}
          label={t(folded ? 'group.unfold' : 'group.fold', { batch: batch.name })}
          aria-expanded={!folded}
          tabIndex={active ? 0 : -1}
          onClick={() => onFold(batch.id)}
        />
      </span>
      <span role="gridcell" className="name">
        <MiddleCut name={batch.name} />
        <About batch={batch} />
      </span>
      <span role="gridcell" className="gap" />
      <span role="gridcell" className="steps">
        <ProgressBar
          label={t('group.progress', { batch: batch.name, done: counts.done, all: counts.all })}
          value={counts.all === 0 ? 0 : counts.done / counts.all}
          resting={batch.pausedAt !== null}
        />
      </span>
      <span role="gridcell" className="state">
        <State batch={batch} />
      </span>
      <span role="gridcell" className="time">
        <TimeLeft batch={batch} />
      </span>
      <span role="gridcell" className="cr">
        <Credits batch={batch} />
      </span>
      <span role="gridcell" className="act">
        <Actions batch={batch} tabIndex={active ? 0 : -1} />
      </span>
    </div>
  );
});

function About({ batch }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const now = useNow();
  return (
    <span>
      {batch.pausedAt === null
        ? batch.languages === 0
          ? t('group.aboutClips', { count: batch.counts.all, at: moment(batch.createdAt, now) })
          : t('group.about', { count: batch.languages, at: moment(batch.createdAt, now) })
        : t('group.clips', { count: batch.counts.all })}
    </span>
  );
}

function State({ batch: { counts, pausedAt } }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const { moment, number } = useFormats();
  const now = useNow();
  if (pausedAt !== null) return t('group.paused', { at: moment(pausedAt, now) });
  const marks = [
    { name: 'failed', count: counts.failed, words: t('group.failed', { count: counts.failed }) },
    { name: 'needs-you', count: counts['needs-you'], words: t('group.needYou', { count: counts['needs-you'] }) },
  ] as const;
  return (
    <span className="gs">
      <span>{t('group.done', { done: number(counts.done), all: number(counts.all) })}</span>
      {marks
        .filter(({ count }) => count > 0)
        .map(({ name, count, words }) => (
          <span key={name} title={words}>
            <Mark name={name} />
            <span aria-hidden="true">{number(count)}</span>
            <span className="sr">{words}</span>
          </span>
        ))}
    </span>
  );
}

/** The queue's time left is the batch's own when no other batch is at work. */
function TimeLeft({ batch }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const { roughDuration } = useFormats();
  const { queueList } = useWindow();
  const timeLeft = useApp((app) => app.header.timeLeft);
  const isHeld = useApp((app) => app.holds.some(({ batchId }) => batchId === null || batchId === batch.id));
  const isOnly = useStore(queueList.store, ({ groups }) => {
    const atWork = groups.filter((group) => isAtWork(group.batch));
    return atWork.length === 1 && atWork[0]?.batch.id === batch.id;
  });
  if (!isOnly || isHeld || timeLeft === null) return null;
  return <b>{t('header.timeLeft', { time: roughDuration(timeLeft.likely) })}</b>;
}

function isAtWork({ pausedAt, counts }: BatchRow): boolean {
  return pausedAt === null && counts.working + counts.waiting > 0;
}

function Credits({ batch: { creditsUsed, unpriced, needs } }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  if (creditsUsed > 0 || unpriced > 0 || needs.clips === 0) {
    const credits = usedInWords({ credits: creditsUsed, unpriced }, t, formats);
    return (
      <span title={unpriced > 0 ? t('credits.unpriced', { count: unpriced }) : undefined}>
        {t('group.used', { credits })}
      </span>
    );
  }
  if (needs.credits === null) return t('words.unknown');
  return <span title={formats.range(needs.credits)}>{needsInWords(needs, t, formats)}</span>;
}

function Actions({ batch, tabIndex }: { batch: BatchRow; tabIndex: number }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const copy = useCopy();
  const { go } = usePlace();
  const { deeds } = useQueueParts();
  const canOpen = useApp((app) => app.canOpenFolders);
  const { id, name, counts } = batch;
  const of = (filter: 'all' | 'failed') => ({ kind: 'filter' as const, filter, batchId: id, search: '' });
  return (
    <>
      {batch.pausedAt !== null && (
        <Button
          size="small"
          tabIndex={tabIndex}
          aria-label={t('group.resumeBatch', { batch: name })}
          onClick={() => void ask(() => client.batch.resume({ id }))}
        >
          {t('group.resume')}
        </Button>
      )}
      {isAtWork(batch) && (
        <IconButton
          icon="pause"
          label={t('group.pause', { batch: name })}
          tabIndex={tabIndex}
          onClick={() => void ask(() => client.batch.pause({ id }))}
        />
      )}
      <ActionMenu
        groups={[
          [
            { label: t('group.open'), onSelect: () => go('batches', id) },
            ...(canOpen
              ? [{ label: t('group.openFolder'), onSelect: () => void ask(() => client.batch.openFolder({ id })) }]
              : []),
            { label: t('group.copyFolder'), onSelect: () => copy(batch.resultsFolder, t('group.folder')) },
          ],
          [
            { label: t('group.retryFailed'), disabled: counts.failed === 0, onSelect: () => deeds.retry(of('failed')) },
            {
              label: t('group.cancelWaiting'),
              disabled: counts.waiting + counts.working + counts['needs-you'] === 0,
              onSelect: () => deeds.cancel(of('all')),
            },
          ],
        ]}
      >
        <IconButton icon="more" label={t('group.more', { batch: name })} tabIndex={tabIndex} />
      </ActionMenu>
    </>
  );
}
