import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sanitize from 'sanitize-filename';
import type { Upload } from '../../shared/contract/intake.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode, identityOf } from '../core/local-file.ts';
import type { Clock, Random } from '../core/ports.ts';

/** A file that a window sent: its bytes are at `path` now. */
export interface ReceivedFile {
  path: string;
  folder: string;
  name: string;
  size: number;
  modifiedMs: number;
  contentHash: string;
}

/** Files that are received within this time are added together, in ms. */
const gatherMs = 200;
const mostAnnounced = 20_000;

/** Files that windows send: announced by name and size, then received once each into a folder of their own. */
export class Uploads {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #onReceived: (files: readonly ReceivedFile[]) => void;
  readonly #announced = new Map<string, Upload>();
  readonly #received = new Map<string, ReceivedFile>();
  #gathered: string[] = [];

  /** `folder`: the engine's own, for nothing else. `onReceived` hears of the files that nothing took by their ids. */
  constructor(folder: string, clock: Clock, random: Random, onReceived: (files: readonly ReceivedFile[]) => void) {
    this.#folder = folder;
    this.#clock = clock;
    this.#random = random;
    this.#onReceived = onReceived;
  }

  /** Expects a file. Gives back the id that its bytes are to be sent under, once. */
  announce(upload: Upload): string {
    const id = `u${this.#random.token(12)}`;
    const [oldest] = this.#announced.keys();
    if (this.#announced.size >= mostAnnounced && oldest !== undefined) this.#announced.delete(oldest);
    this.#announced.set(id, upload);
    return id;
  }

  /** The announced size in bytes, or null when no such file is expected. */
  expects(id: string): number | null {
    return this.#announced.get(id)?.size ?? null;
  }

  /**
   * Writes the bytes of an announced file, exactly as many as were announced. A file that does not arrive whole leaves
   * nothing behind and can be sent again. Fails with `request.no-upload`, `disk.full` or `disk.unwritable`.
   */
  async receive(id: string, bytes: Readable): Promise<Result<void>> {
    const upload = this.#announced.get(id);
    if (upload === undefined) return failure(problem('request.no-upload'));
    this.#announced.delete(id);
    const folder = join(this.#folder, id);
    const name = safeName(upload.name);
    const path = join(folder, name);
    const hash = createHash('sha256');
    let size = 0;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const counted = new Transform({
        transform(chunk: Buffer, _, done) {
          size += chunk.byteLength;
          hash.update(chunk);
          done(size > upload.size ? new WrongSize() : null, chunk);
        },
      });
      await pipeline(bytes, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      if (size !== upload.size) throw new WrongSize();
      const { modifiedMs } = identityOf(await stat(path));
      const file = { path, folder: safeFolder(upload.folder), name, size, modifiedMs, contentHash: hash.digest('hex') };
      this.#received.set(id, file);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      this.#announced.set(id, upload);
      const code = errorCode(error) ?? 'unknown';
      if (code === 'ENOSPC') return failure(problem('disk.full', { folder: basename(this.#folder) }));
      if (error instanceof WrongSize || !code.startsWith('E') || code.startsWith('ERR_') || code === 'ECONNRESET')
        return failure(problem('request.no-upload'));
      return failure(problem('disk.unwritable', { folder: basename(this.#folder), reason: code }));
    }
    this.#addSoon(id);
    return success(undefined);
  }

  /** Takes a received file for something else than the intake; null when there is none. */
  take(id: string): ReceivedFile | null {
    const file = this.#received.get(id) ?? null;
    this.#received.delete(id);
    return file;
  }

  #addSoon(id: string): void {
    this.#gathered.push(id);
    if (this.#gathered.length > 1) return;
    void this.#clock.sleep(gatherMs).then(() => {
      const files = this.#gathered.flatMap((each) => this.take(each) ?? []);
      this.#gathered = [];
      if (files.length > 0) this.#onReceived(files);
    });
  }
}

/** More or fewer bytes came than were announced. */
class WrongSize extends Error {}

/** A base name for this computer's disk; what a window calls a file is never a path. */
function safeName(name: string): string {
  const [base = ''] = name.split(/[/\\]/).slice(-1);
  return sanitize(base.toWellFormed(), { replacement: '_' }).slice(-200) || 'file';
}

/** Only shown and paired by, never used as a path. */
function safeFolder(folder: string): string {
  return folder
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}
