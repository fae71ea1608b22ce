import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode } from '../core/local-file.ts';
import { findBinary } from './binaries.ts';
import { run } from './run.ts';

const width = 192;
const timeoutMs = 20_000;
/** How many pictures are kept (about 8 kB each) before the ones that were not looked at for longest go. */
const mostKept = 4_000;
const atOnce = 2;

/** One video to make a picture of: `id` stands for its content, which must never change under it. */
export interface Pictured {
  id: string;
  path: string;
  durationSeconds: number | null;
}

/**
 * Small pictures of videos, made once each and kept in a folder of their own. ffmpeg is run directly for the same reason
 * as ffprobe: what it may take must be bounded, and it must end with the program.
 */
export class Thumbnails {
  readonly #folder: string;
  readonly #ffmpegPath: string | undefined;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, Promise<Result<string>>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #made = 0;

  constructor(folder: string, ffmpegPath?: string) {
    this.#folder = folder;
    this.#ffmpegPath = ffmpegPath;
  }

  /** The path of a video's picture, a JPEG. Fails with `media.not-media` when there is no picture in it. */
  async get(video: Pictured): Promise<Result<string>> {
    const path = join(this.#folder, `${video.id}.jpg`);
    if (await isThere(path)) return success(path);
    const making = this.#underWay.get(video.id) ?? this.#make(video, path);
    this.#underWay.set(video.id, making);
    return making.finally(() => this.#underWay.delete(video.id));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const next of this.#waiting) next();
    await Promise.allSettled(this.#underWay.values());
  }

  async #make({ id, path, durationSeconds }: Pictured, to: string): Promise<Result<string>> {
    const nothing = failure(problem('media.not-media', { name: id }));
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#stopping.signal.aborted) return nothing;
    this.#running += 1;
    const part = join(this.#folder, `${id}.part.jpg`);
    try {
      const binary = await findBinary('ffmpeg', this.#ffmpegPath);
      if (!binary.ok) return binary;
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // The very begin is often black.
      const at = Math.min(1, (durationSeconds ?? 0) * 0.25);
      const args = ['-nostdin', '-v', 'error', '-y', '-ss', String(at), '-i', path, '-an', '-frames:v', '1'];
      const picture = ['-vf', `scale=${width}:-2`, '-q:v', '5', '-f', 'image2', part];
      await run(binary.value, [...args, ...picture], timeoutMs, this.#stopping.signal);
      // Some files end ffmpeg with an error after a picture that is good, others with success and without one.
      if (!(await isThere(part))) return nothing;
      await rename(part, to);
      this.#made += 1;
      if (this.#made % 100 === 1) await this.#prune();
      return success(to);
    } catch (error) {
      if (errorCode(error) !== null || isAbort(error)) return nothing;
      throw error;
    } finally {
      await rm(part, { force: true });
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #prune(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= mostKept) return;
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.#folder, name))).mtimeMs })),
    );
    const oldest = dated.toSorted((a, b) => a.at - b.at).slice(0, names.length - mostKept);
    for (const { name } of oldest) await rm(join(this.#folder, name), { force: true });
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Whether a picture is there and not empty; marks it as looked at. */
async function isThere(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).size === 0) return false;
    const now = new Date();
    await utimes(path, now, now);
    return true;
  } catch {
    return false;
  }
}
