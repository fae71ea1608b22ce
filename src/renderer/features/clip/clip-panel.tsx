import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { useStore } from 'zustand';
import { useApp, useAsk, useClient, useDescribe, useFormats, useWindow } from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { these, useQueueParts } from '../queue/queue-state.ts';
import { ClipFacts } from './clip-facts.tsx';
import { ClipHeading, Neighbours } from './clip-heading.tsx';
import { LargeTrack } from './large-track.tsx';
import { LostResult } from './lost-result.tsx';
import { eventWords } from './event-words.ts';
import { Player } from './player.tsx';
import { ReplaceMedia } from './replace-media.tsx';

/**
 * All that is known of a clip: how far, how it looks and sounds, what it took, what happened. `onChanged`: something is
 * otherwise now that its row does not tell.
 */
export function ClipPanel({
  detail,
  onChanged,
  onClose,
}: {
  detail: ClipDetail;
  onChanged: () => void;
  onClose: () => void;
}): ReactNode {
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
      <LostResult detail={detail} onFetched={onChanged} />
      <Player key={String(detail.result?.isThere)} detail={detail} />
      <ClipFacts detail={detail} />
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
      {detail.result?.isThere === true && canOpen && (
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
