import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Thumbnails } from '../media/thumbnail.ts';
import type { Workspace } from './workspace.ts';

/**
 * The files that a window may be shown, by their opaque ids: what the ledger has as media, and verified results. There is
 * no way from a window to any other file.
 */
export class MediaFiles {
  readonly #workspace: () => Workspace;
  readonly #thumbnails: Thumbnails;

  constructor(workspace: () => Workspace, thumbnails: Thumbnails) {
    this.#workspace = workspace;
    this.#thumbnails = thumbnails;
  }

  /** The path of an input; fails with `request.no-file` for an id that no local file has. */
  media(mediaId: string): Result<string> {
    const media = this.#workspace().engine.ledger.media.find(mediaId);
    return media?.kind === 'file' ? success(media.location) : failure(problem('request.no-file'));
  }

  /** The path of a clip's verified result; fails with `request.no-file`. */
  result(clipId: string): Result<string> {
    const job = this.#workspace().engine.ledger.jobs.get(clipId);
    return job?.state === 'done' && job.resultPath !== null
      ? success(job.resultPath)
      : failure(problem('request.no-file'));
  }

  /** The path of a picture of an input, a JPEG that is made when there is none yet. */
  async thumbnail(mediaId: string): Promise<Result<string>> {
    const media = this.#workspace().engine.ledger.media.find(mediaId);
    if (media?.kind !== 'file' || media.info?.video === null) return failure(problem('request.no-file'));
    const durationSeconds = media.info?.durationSeconds ?? null;
    return this.#thumbnails.get({ id: mediaId, path: media.location, durationSeconds });
  }
}
