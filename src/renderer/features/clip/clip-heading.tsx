import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipRow } from '../../../shared/contract/clip.ts';
import { isTyping } from '../../app/keys.ts';
import { useFormats, usePlace, useWindow } from '../../app/window-context.ts';
import { offsetAmong } from '../../store/queue-list.ts';
import { IconButton } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { Tag } from '../../ui/tag.tsx';

export function ClipHeading({ row }: { row: ClipRow }): ReactNode {
  const { language } = useFormats();
  return (
    <h2 className="clip-heading">
      <MiddleCut name={row.name} />
      {row.language !== null && (
        <Tag>
          <span title={language(row.language)}>{row.language}</span>
        </Tag>
      )}
    </h2>
  );
}

/** To the clips above and below, in the order that the list shows. */
export function Neighbours({ id }: { id: string }): ReactNode {
  const { t } = useTranslation();
  const step = useStep(id);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'j') step(1);
      if (event.key === 'k') step(-1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [step]);
  return (
    <>
      <IconButton icon="up" label={t('clip.above')} keys="K" onClick={() => step(-1)} />
      <IconButton icon="down" label={t('clip.below')} keys="J" onClick={() => step(1)} />
    </>
  );
}

function useStep(id: string): (by: 1 | -1) => void {
  const { queueList } = useWindow();
  const { go } = usePlace();
  return (by) => {
    const at = offsetAmong(queueList.store.getState().pages, id);
    if (at === null || at + by < 0) return;
    void queueList.idsBetween(at + by, at + by).then(([next]) => {
      if (next !== undefined) go('queue', next);
    });
  };
}
