import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useFormats } from '../../app/window-context.ts';
import type { IntakeFile } from '../../../shared/contract/intake.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import type { IntakeActions } from './intake-actions.ts';
import { Thumbnail } from './thumbnail.tsx';

/** The files, all of one kind, that others are to be paired with. */
export interface PairSubject {
  kind: 'video' | 'audio';
  files: readonly IntakeFile[];
}

/** The most files that are drawn: further ones are found by typing. */
const mostShown = 200;

/** Asks which files of the other kind go with the given ones; each with each becomes a clip. */
export function PairDialog({
  subject,
  actions,
  onClose,
}: {
  subject: PairSubject;
  actions: IntakeActions;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const [found, setFound] = useState<{ total: number; files: readonly IntakeFile[] } | null>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const isAudio = subject.kind === 'audio';
  useEffect(() => {
    const stale = new AbortController();
    client.intake
      .files(
        { kind: isAudio ? 'video' : 'audio', search: typed, offset: 0, limit: mostShown },
        { signal: stale.signal },
      )
      .then(setFound)
      .catch(() => {
        if (!stale.signal.aborted) setFound({ total: 0, files: [] });
      });
    return () => stale.abort();
  }, [client, isAudio, typed]);

  const matching = found?.files ?? [];
  const ids = subject.files.map(({ id }) => id);
  const clips = ids.length * chosen.size;
  const pair = async (): Promise<void> => {
    const others = [...chosen];
    if (await (isAudio ? actions.pair(others, ids) : actions.pair(ids, others))) onClose();
  };
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const [first] = subject.files;
  const title =
    subject.files.length === 1 && first !== undefined
      ? t('intake.pairing.one', { name: first.name })
      : t(isAudio ? 'intake.pairing.audios' : 'intake.pairing.videos', { count: subject.files.length });
  return (
    <Dialog
      title={title}
      closeLabel={t('words.close')}
      onClose={onClose}
      width={560}
      footer={
        <Button look="primary" disabled={chosen.size === 0} onClick={() => void pair()}>
          {clips === 0 ? t('intake.pairing.none') : t('intake.pairing.make', { count: clips })}
        </Button>
      }
    >
      <div className="field">
        <Icon name="search" />
        <input
          data-autofocus
          aria-label={t(isAudio ? 'intake.pairing.searchVideos' : 'intake.pairing.searchAudios')}
          placeholder={t(isAudio ? 'intake.pairing.searchVideos' : 'intake.pairing.searchAudios')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={({ key }) => {
            const [only] = matching;
            if (key === 'Enter' && matching.length === 1 && only !== undefined) toggle(only.id);
          }}
        />
      </div>
      <ul className="choose" aria-busy={found === null}>
        {matching.map((file) => (
          <li key={file.id}>
            <label>
              <input type="checkbox" checked={chosen.has(file.id)} onChange={() => toggle(file.id)} />
              <Thumbnail file={file} />
              <MiddleCut name={file.folder === '' ? file.name : `${file.folder} / ${file.name}`} />
              <span className="t2">
                {file.info?.durationSeconds == null ? '' : formats.playTime(file.info.durationSeconds)}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found?.total === 0 && <p className="t2">{t(isAudio ? 'intake.pairing.noVideos' : 'intake.pairing.noAudios')}</p>}
      {found !== null && found.total > mostShown && (
        <p className="t2">{t('intake.pairing.more', { count: found.total - mostShown })}</p>
      )}
    </Dialog>
  );
}
