/** A file that a window sent: its bytes are at `path` now. */
export interface ReceivedFile {
  path: string;
  /** Relative to what was dropped, with `/` between folders. */
  folder: string;
  /** The last part of what the window called it: shown and paired by. On the disk it may be called otherwise. */
  name: string;
  /** As the window called it. */
  announcedName: string;
  size: number;
  modifiedMs: number;
  contentHash: string;
}
