import Table from 'cli-table3';
import { describeShortly } from '../../../shared/problems.ts';
import type { ClipView } from '../../../shared/views.ts';
import {
  creditsInWords,
  cutInMiddle,
  durationInWords,
  nameInWords,
  printable,
  stateInWords,
} from '../../../shared/words.ts';

/** The table that a run ends with: what became of each clip. `width` in columns of the terminal. */
export function resultTable(clips: readonly ClipView[], width: number): string {
  const room = Math.max(16, Math.floor((width - 30) / 2));
  const table = new Table({
    head: ['Clip', 'Result', 'Duration', 'Credits', 'Time'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: plain,
    chars: frame,
  });
  for (const clip of clips) {
    const took = clip.endedAt === null ? null : Math.max(0, clip.endedAt - clip.createdAt) / 1000;
    table.push([
      cutInMiddle(nameInWords(clip), room),
      cutInMiddle(clip.resultName === null ? outcomeInWords(clip) : printable(clip.resultName), room),
      clip.state === 'done' ? durationInWords(clip.resultSeconds) : '',
      clip.state === 'done' || clip.creditsUsed !== null ? creditsInWords(clip.creditsUsed) : '',
      took === null ? '' : durationInWords(took),
    ]);
  }
  return table.toString();
}

/** What became of a clip without a result, in few words: what to do about it is told below the table. */
function outcomeInWords(clip: ClipView): string {
  const reason = clip.problem === null ? 'no reason known' : printable(describeShortly(clip.problem));
  if (clip.state === 'failed') return `Failed: ${reason}`;
  return clip.state === 'rejected' ? `Rejected: ${reason}` : stateInWords(clip, 0);
}

/** No colours, and no space beside what `frame` puts between columns. */
export const plain = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 };

/** Columns apart by space, one line under the heads: nothing that carries no meaning. */
export const frame = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
