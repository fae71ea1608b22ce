import Table from 'cli-table3';
import type { ClipView } from '../../../shared/views.ts';
import { creditsInWords, cutInMiddle, durationInWords, nameInWords, stateInWords } from '../../../shared/words.ts';

/** The table that a run ends with: what became of each clip. `width` in characters. */
export function resultTable(clips: readonly ClipView[], width: number): string {
  const room = Math.max(24, Math.floor((width - 40) / 2));
  const table = new Table({
    head: ['Clip', 'Result', 'Duration', 'Credits', 'Time'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
    chars: frame,
  });
  for (const clip of clips) {
    const took = clip.endedAt === null ? null : Math.max(0, clip.endedAt - clip.createdAt) / 1000;
    table.push([
      cutInMiddle(nameInWords(clip), room),
      clip.resultName === null ? cutInMiddle(stateInWords(clip, 0), room) : cutInMiddle(clip.resultName, room),
      clip.state === 'done' ? durationInWords(clip.resultSeconds) : '',
      clip.state === 'done' || clip.creditsUsed !== null ? creditsInWords(clip.creditsUsed) : '',
      took === null ? '' : durationInWords(took),
    ]);
  }
  return table.toString();
}

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
