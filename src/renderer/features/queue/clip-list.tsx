import type { JSX } from 'react';
import { trackText } from '../../../shared/track.ts';
import type { BatchView, ClipView } from '../../../shared/views.ts';
import { creditsInWords, durationInWords, stateInWords } from '../../../shared/words.ts';
import { MiddleCut } from '../../ui/middle-cut.tsx';

/** All clips, under the batch that they were started with. */
export function ClipList({
  batches,
  clips,
}: {
  batches: readonly BatchView[];
  clips: readonly ClipView[];
}): JSX.Element {
  return (
    <table className="clips">
      <thead>
        <tr>
          <th scope="col">Clip</th>
          <th scope="col" className="language">
            Language
          </th>
          <th scope="col" className="track">
            Steps
          </th>
          <th scope="col" className="state">
            State
          </th>
          <th scope="col" className="number">
            Duration
          </th>
          <th scope="col" className="number">
            Credits
          </th>
        </tr>
      </thead>
      {batches.map((batch) => (
        <tbody key={batch.id}>
          <BatchRow batch={batch} />
          {clips
            .filter(({ batchId }) => batchId === batch.id)
            .map((clip) => (
              <ClipRow key={clip.id} clip={clip} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

function BatchRow({ batch }: { batch: BatchView }): JSX.Element {
  const all = Object.values(batch.counts).reduce((sum, count) => sum + count, 0);
  return (
    <tr className="batch">
      <th scope="rowgroup" colSpan={6}>
        {batch.name}
        <span>
          {batch.counts.done ?? 0} of {all} done
        </span>
        <span>{new Date(batch.createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</span>
      </th>
    </tr>
  );
}

function ClipRow({ clip }: { clip: ClipView }): JSX.Element {
  const fraction = clip.state === 'accepted' ? (clip.remoteProgress ?? 0) / 100 : 0;
  const words = stateInWords(clip, fraction);
  const isDone = clip.state === 'done';
  return (
    <tr>
      <th scope="row">
        <MiddleCut text={clip.name} />
      </th>
      <td>{clip.language}</td>
      <td className={isDone ? 'track good' : 'track'} aria-hidden="true">
        {trackText({ state: clip.state, endedAt: clip.endedAtStep, held: clip.heldBy !== null, fraction })}
      </td>
      <td className={tone(clip)} title={words}>
        {words}
      </td>
      <td className="number">{isDone ? durationInWords(clip.resultSeconds) : ''}</td>
      <td className="number">{isDone || clip.creditsUsed !== null ? creditsInWords(clip.creditsUsed) : ''}</td>
    </tr>
  );
}

/** Amber only for what needs a person, red only for what failed. */
function tone({ state }: ClipView): string {
  if (state === 'unconfirmed') return 'state you';
  return state === 'failed' || state === 'rejected' ? 'state bad' : 'state';
}
