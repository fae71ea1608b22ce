import { z } from 'zod';
import type { IntakeClip, IntakeFile, UnpairedFile } from '../../../shared/contract/intake.ts';
import { unpairedFileSchema } from '../../../shared/contract/intake.ts';
import { unitsOf } from '../../../shared/pricing.ts';
import { lengthsOf } from '../../core/media.ts';
import type { IntakeClipRow, IntakeFileRecord } from '../../ledger/intake.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { takenOut } from './addition.ts';

const reasonSchema = z.object({ code: unpairedFileSchema.shape.reason, files: z.string().optional() });

/** A part of the sheet: clips in order, the rows of one video after each other. */
export function clipViews(ledger: Ledger, offset: number, limit: number): { total: number; clips: IntakeClip[] } {
  const { intake } = ledger;
  const files = new Map<string, IntakeFileRecord>();
  const file = (id: string): IntakeFileRecord => {
    const known = files.get(id) ?? intake.file(id);
    if (known === null) throw new Error(`clip with an intake file ${id} that is not there`);
    files.set(id, known);
    return known;
  };
  const clips = intake
    .clips(offset, limit)
    .map((clip) => clipView(ledger, clip, file(clip.videoId), file(clip.audioId)));
  return { total: intake.totals().clips, clips };
}

function clipView(ledger: Ledger, clip: IntakeClipRow, video: IntakeFileRecord, audio: IntakeFileRecord): IntakeClip {
  const before = clip.already === null ? null : ledger.jobs.get(clip.already);
  return {
    id: clip.id,
    name: clip.name,
    language: clip.language,
    video: fileView(video),
    audio: fileView(audio),
    seconds: unitsOf('shorter', lengthsOf(video.info, audio.info)),
    audioLongerBy: video.seconds === null || audio.seconds === null ? null : audio.seconds - video.seconds,
    already: before && {
      clipId: before.id,
      state: before.state === 'done' ? 'done' : 'going-on',
      at: before.endedAt ?? before.createdAt,
    },
    again: clip.again === 1,
  };
}

/** A part of the files that are in no clip, each with why, and with the files that it could be paired with. */
export function unpairedViews(
  { intake }: Ledger,
  offset: number,
  limit: number,
): { total: number; files: UnpairedFile[] } {
  const files = intake.unpaired(offset, limit);
  const all = files.some(({ reason }) => reason?.includes('"files"')) ? intake.files() : [];
  return {
    total: intake.totals().unpaired,
    files: files.map((file) => {
      const { code, files: names } = reasonSchema.parse(JSON.parse(file.reason ?? takenOut));
      const competes = (other: IntakeFileRecord): boolean =>
        names !== undefined &&
        other.id !== file.id &&
        other.kind !== file.kind &&
        other.folder === file.folder &&
        `, ${names}, `.includes(`, ${other.name}, `);
      return { file: fileView(file), reason: code, candidates: all.filter(competes).map(fileView) };
    }),
  };
}

export function fileView(file: IntakeFileRecord): IntakeFile {
  const { id, mediaId, folder, name, kind, mediaKind, probed, info, problem } = file;
  return { id, mediaId, folder, name, kind, source: mediaKind, probing: probed === 0, info, problem };
}
