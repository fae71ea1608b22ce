import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrackState } from '../../../shared/track.ts';
import { usePlace } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Track } from '../../ui/track.tsx';

const examples = {
  waiting: { state: 'ready', endedAt: null, heldAt: null, fraction: 0 },
  moving: { state: 'accepted', endedAt: null, heldAt: null, fraction: 0.6 },
  held: { state: 'hosted', endedAt: null, heldAt: 'submit', fraction: 0 },
  unknown: { state: 'unconfirmed', endedAt: null, heldAt: null, fraction: 0 },
  failed: { state: 'failed', endedAt: 'process', heldAt: null, fraction: 0.55 },
  done: { state: 'done', endedAt: 'fetch', heldAt: null, fraction: 1 },
} as const satisfies Record<string, TrackState>;

const names = ['waiting', 'moving', 'held', 'unknown', 'failed', 'done'] as const;

/** Says what to do next, and teaches how to read the tracks that will stand here. */
export function EmptyQueue(): ReactNode {
  const { t } = useTranslation();
  const { go } = usePlace();
  return (
    <Empty
      title={t('emptyQueue.title')}
      lead={t('emptyQueue.lead')}
      actions={
        <>
          <Button look="primary" size="big" onClick={() => go('intake')}>
            {t('emptyQueue.goToIntake')}
          </Button>
          <Button size="big" onClick={() => go('batches')}>
            {t('emptyQueue.goToBatches')}
          </Button>
        </>
      }
    >
      <ul className="legend">
        {names.map((name) => (
          <li key={name}>
            <Track track={examples[name]} name={t('emptyQueue.example')} />
            <span>{t(`emptyQueue.${name}`)}</span>
          </li>
        ))}
      </ul>
    </Empty>
  );
}
