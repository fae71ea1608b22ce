import type { IntakeClip, IntakeFile } from '../../../shared/contract/intake.ts';

/** A stretch of the sheet that is drawn as one: a video with its tracks, or rows that were not pulled yet. */
export type SheetItem =
  /** `part` counts the stretches of one video. */
  | { kind: 'group'; offset: number; video: IntakeFile; part: number; clips: IntakeClip[] }
  | { kind: 'gap'; offset: number; count: number };

/** The most rows that are drawn as one, so that one video with a thousand tracks is not drawn at once. */
export const longestItem = 40;

/**
 * Groups the rows of the sheet by their videos. Rows of one video follow each other; `at` gives undefined for a row
 * that was not pulled yet.
 */
export function sheetItems(total: number, at: (index: number) => IntakeClip | undefined): SheetItem[] {
  const items: SheetItem[] = [];
  let parts = { videoId: '', count: 0 };
  for (let offset = 0; offset < total; offset += 1) {
    const clip = at(offset);
    const last = items.at(-1);
    if (clip === undefined) {
      if (last?.kind === 'gap' && last.count < longestItem) last.count += 1;
      else items.push({ kind: 'gap', offset, count: 1 });
    } else if (last?.kind === 'group' && last.video.id === clip.video.id && last.clips.length < longestItem) {
      last.clips.push(clip);
    } else {
      const { video } = clip;
      parts = { videoId: video.id, count: parts.videoId === video.id ? parts.count + 1 : 0 };
      items.push({ kind: 'group', offset, video, part: parts.count, clips: [clip] });
    }
  }
  return items;
}

const rowHeight = 28;
const lowestGroup = 56;

/** In CSS pixels, with the line below it. */
export function heightOf(item: SheetItem): number {
  return item.kind === 'gap' ? item.count * rowHeight : Math.max(lowestGroup, item.clips.length * rowHeight) + 1;
}
