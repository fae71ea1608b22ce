import type { MediaInfo } from '../../shared/media.ts';
import type { Lengths } from '../../shared/pricing.ts';

/** One input: a local file as it was checked, or a URL that the person gave and that Shoal cannot look into. */
export interface Media {
  id: string;
  kind: 'file' | 'url';
  /** A path, or a URL of the person's own. Never shown to a window that did not bring it. */
  location: string;
  /** What people see: the base name. */
  name: string;
  /** Size in bytes, modification time in ms since 1970 and SHA-256 as of the check; null before it. */
  size: number | null;
  modifiedMs: number | null;
  contentHash: string | null;
  info: MediaInfo | null;
}

/** How long the inputs of a clip last, as far as that is known. */
export function lengthsOf(video: MediaInfo | null, audio: MediaInfo | null): Lengths {
  return { video: video?.durationSeconds ?? null, audio: audio?.durationSeconds ?? null };
}
