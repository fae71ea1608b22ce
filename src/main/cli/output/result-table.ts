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

/** What the three columns of numbers take, with what is between columns. */
const numbersWidth = 30;
/** Below this width of names and results the duration and the time are left out. */
const narrow = 16;

/** The table that a run ends with: what became of each clip. `width` in columns of the terminal. */
export function resultTable(clips: readonly ClipView[], width: number): string {
  const isNarrow = (width - numbersWidth) / 2 < narrow;
  const room = Math.max(8, Math.floor((width - (isNarrow ? 'Credits'.length + 4 : numbersWidth)) / 2));
  const numbers = isNarrow ? ['Credits'] : ['Duration', 'Credits', 'Time'];
  const table = new Table({
    head: ['Clip', 'Result', ...numbers],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: plain,
    chars: frame,
  });
  for (const clip of clips) {
    const took = clip.endedAt === null ? null : Math.max(0, clip.endedAt - clip.createdAt) / 1000;
    const credits = clip.state === 'done' || clip.creditsUsed !== null ? creditsInWords(clip.creditsUsed) : '';
    const duration = clip.state === 'done' ? durationInWords(clip.resultSeconds) : '';
    table.push([
      cutInMiddle(nameInWords(clip), room),
      cutInMiddle(clip.resultName === null ? outcomeInWords(clip) : printable(clip.resultName), room),
      ...(isNarrow ? [credits] : [duration, credits, took === null ? '' : durationInWords(took)]),
    ]);
  }
  return table.toString();
}

/** What became of a clip without a result, in few words: what to do about it is told below the table. */
function outcomeInWords(clip: ClipView): string {
  const reason = clip.problem === null ? 'no reason known' : printable(describeShortly(clip.problem));
  if (clip.state === 'failed') return `Failed: ${reason}`;
  if (clip.state === 'unconfirmed') return 'May have been accepted: see below';
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
