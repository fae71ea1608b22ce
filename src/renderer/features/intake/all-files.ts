import type { IntakeFile } from '../../../shared/contract/intake.ts';
import type { Client } from '../../../shared/contract/link.ts';

const rowsAtOnce = 500;
/** Rows that are looked through for files: what a person picks from, not what exists. */
const mostRows = 5000;

/** Files of the intake by their ids, in the order of the sheet and then of the tray. */
export async function allFiles({ intake }: Client): Promise<Map<string, IntakeFile>> {
  const files = new Map<string, IntakeFile>();
  for (let offset = 0; offset < mostRows; offset += rowsAtOnce) {
    const { clips, total } = await intake.clips({ offset, limit: rowsAtOnce });
    for (const { video, audio } of clips) files.set(video.id, video).set(audio.id, audio);
    if (offset + rowsAtOnce >= total) break;
  }
  for (let offset = 0; offset < mostRows; offset += rowsAtOnce) {
    const { files: unpaired, total } = await intake.unpaired({ offset, limit: rowsAtOnce });
    for (const { file } of unpaired) files.set(file.id, file);
    if (offset + rowsAtOnce >= total) break;
  }
  return files;
}
