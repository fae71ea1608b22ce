import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { trackParts } from '../../../shared/track.ts';
import { needsYou } from '../../app/holds.ts';
import { useApp, useFormats, useWindow } from '../../app/window-context.ts';
import { middleOf, Track } from '../../ui/track.tsx';
import { holdOf, trackOf } from '../queue/clip-words.ts';
import { useStore } from 'zustand';
import { stepTimes } from './step-times.ts';

/** The track of the open clip, with how long each step took. */
export function LargeTrack({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const { duration, percent } = useFormats();
  const { queueList } = useWindow();
  const holds = useApp((app) => app.holds);
  // What moves is in the list's row; the detail is asked for only when more than that changes.
  const row = useStore(queueList.store, ({ rows }) => rows.get(detail.row.id)) ?? detail.row;
  const hold = holdOf(row, holds);
  const track = trackOf(row, hold);
  const times = stepTimes(detail.events);
  return (
    <div className="large-track">
      <Track track={track} name={row.name} needsYou={hold !== null && needsYou(hold.kind)} size="panel" />
      <div className="track-steps" aria-hidden="true">
        {trackParts(track).map(({ step, is, fraction }) => {
          const took = times[step];
          const done = is === 'past' || is === 'verified';
          return (
            <span key={step} style={{ left: `${middleOf(step) * 100}%` }}>
              {t(`steps.${step}`)}
              <em>
                {done && took !== undefined
                  ? duration(took)
                  : is === 'moving' && step !== 'submit'
                    ? percent(fraction)
                    : t(is === 'unknown' ? 'words.unknown' : `track.${is}`)}
              </em>
            </span>
          );
        })}
      </div>
    </div>
  );
}
