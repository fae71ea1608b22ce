/** A file that a window sent: its bytes are at `path` now. */
export interface ReceivedFile {
  path: string;
  /** Relative to what was dropped, with `/` between folders. */
  folder: string;
  /** As it is called on this computer's disk. */
  name: string;
  /** As the window called it. */
  announcedName: string;
  size: number;
  modifiedMs: number;
  contentHash: string;
}
