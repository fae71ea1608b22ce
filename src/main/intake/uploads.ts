import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sanitize from 'sanitize-filename';
import type { Added, Upload } from '../../shared/contract/intake.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode, identityOf } from '../core/local-file.ts';
import type { Clock, Random } from '../core/ports.ts';
import { Drop } from './drop.ts';
import type { ReceivedFile } from './received-file.ts';
import { sweepUploads } from './sweep.ts';

export interface UploadsOptions {
  /** The engine's own, for nothing else. */
  folder: string;
  clock: Clock;
  random: Random;
  /** Takes the files of a drop that arrived, in the order in which they were announced. */
  addDrop: (files: readonly ReceivedFile[]) => Promise<Added>;
  /** The paths of the files, here and elsewhere, that are still needed. */
  inUse: () => readonly string[];
  onFault: (error: unknown) => void;
}

const mostAnnounced = 200_000;
const sweepAfterMs = 1_000;

interface Announced {
  upload: Upload;
  drop: Drop | null;
}

/** Files that windows send: announced by name and size, then received once each into a folder of their own. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #announced = new Map<string, Announced>();
  readonly #drops = new Map<string, Drop>();
  /** Received for something else than the intake. */
  readonly #received = new Map<string, ReceivedFile>();
  /** The ids of files that may be on their way, or are here and nothing has taken them yet. */
  readonly #pending = new Set<string>();
  readonly #stopping = new AbortController();
  #sweeping: Promise<void> | null = null;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Drops that are not finished are forgotten, with what arrived of them. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#announced.clear();
    this.#drops.clear();
    await this.#sweeping;
  }

  /** Removes the files that nothing needs any more, a little later, so that many reasons for it are one. */
  sweepSoon(): void {
    const { clock, onFault } = this.#options;
    const { signal } = this.#stopping;
    this.#sweeping ??= clock
      .sleep(sweepAfterMs, signal)
      .then(() => {
        this.#sweeping = null;
        return signal.aborted ? undefined : this.sweep();
      })
      .catch(onFault);
  }

  /** Removes the files that nothing needs any more. */
  sweep(): Promise<void> {
    const { folder, inUse } = this.#options;
    return sweepUploads(folder, () => [...this.#pending, ...inUse()], this.#stopping.signal);
  }

  /** Begins a drop. A window that dies in the middle of it does not matter: what arrived is added after a while. */
  beginDrop(): string {
    const { clock, random, onFault } = this.#options;
    const id = `d${random.token(12)}`;
    const drop = new Drop(clock, this.#stopping.signal);
    this.#drops.set(id, drop);
    void drop
      .untilAbandoned()
      .then((isAbandoned) => (isAbandoned ? this.finishDrop(id) : null))
      .catch(onFault);
    return id;
  }

  /**
   * Expects a file, of a drop or (null) for something else. Gives back the id that its bytes are to be sent under, once.
   * Fails with `request.no-upload` for a drop that is over.
   */
  announce(upload: Upload, dropId: string | null): Result<string> {
    const drop = dropId === null ? null : (this.#drops.get(dropId) ?? null);
    if (dropId !== null && drop === null) return failure(problem('request.no-upload'));
    const id = `u${this.#options.random.token(12)}`;
    const [oldest] = this.#announced.keys();
    if (this.#announced.size >= mostAnnounced && oldest !== undefined) this.#announced.delete(oldest);
    this.#announced.set(id, { upload, drop });
    this.#pending.add(id);
    drop?.announce(id);
    return success(id);
  }

  /** The announced size in bytes, or null when no such file is expected. */
  expects(id: string): number | null {
    return this.#announced.get(id)?.upload.size ?? null;
  }

  /**
   * Writes the bytes of an announced file, exactly as many as were announced. A file that does not arrive whole leaves
   * nothing behind and can be sent again. Fails with `request.no-upload`, `disk.full` or `disk.unwritable`.
   */
  async receive(id: string, bytes: Readable): Promise<Result<void>> {
    const announced = this.#announced.get(id);
    if (announced === undefined) return failure(problem('request.no-upload'));
    this.#announced.delete(id);
    const { upload, drop } = announced;
    const writing = this.#write(id, upload, bytes);
    const received = await (drop === null ? writing : drop.follow(id, writing));
    if (this.#stopping.signal.aborted) return failure(problem('request.no-upload'));
    if (received.ok && drop === null) this.#received.set(id, received.value);
    if (!received.ok && drop?.isOver !== true) this.#announced.set(id, announced);
    return received.ok ? success(undefined) : received;
  }

  /**
   * Adds what arrived of a drop; what is on its way is waited for, and what never began is not expected any more. Fails
   * with `request.no-upload` for a drop that is over.
   */
  async finishDrop(id: string): Promise<Result<Added>> {
    const drop = this.#drops.get(id);
    if (drop === undefined) return failure(problem('request.no-upload'));
    this.#drops.delete(id);
    for (const waiting of drop.ids) this.#announced.delete(waiting);
    const files = await drop.finish();
    if (this.#stopping.signal.aborted) return failure(problem('request.no-upload'));
    const added = await this.#options.addDrop(files);
    for (const each of drop.ids) this.#pending.delete(each);
    return success(added);
  }

  /** Takes a file that was received for something else than the intake; null when there is none. */
  take(id: string): ReceivedFile | null {
    const file = this.#received.get(id) ?? null;
    this.#received.delete(id);
    this.#pending.delete(id);
    return file;
  }

  async #write(id: string, upload: Upload, bytes: Readable): Promise<Result<ReceivedFile>> {
    const folder = join(this.#options.folder, id);
    const name = shownName(upload.name);
    const path = join(folder, safeName(name));
    const hash = createHash('sha256');
    let size = 0;
    // It may break off before anything reads from it.
    bytes.once('error', () => undefined);
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
      return success({
        path,
        folder: safeFolder(upload.folder),
        name,
        announcedName: upload.name,
        size,
        modifiedMs,
        contentHash: hash.digest('hex'),
      });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      const code = errorCode(error) ?? 'unknown';
      const shown = basename(this.#options.folder);
      if (code === 'ENOSPC') return failure(problem('disk.full', { folder: shown }));
      if (error instanceof WrongSize || !code.startsWith('E') || code.startsWith('ERR_') || code === 'ECONNRESET')
        return failure(problem('request.no-upload'));
      return failure(problem('disk.unwritable', { folder: shown, reason: code }));
    }
  }
}

/** More or fewer bytes came than were announced. */
class WrongSize extends Error {}

/** What a window calls a file is never a path: only its last part is a name. */
function shownName(name: string): string {
  const [base = ''] = name.split(/[/\\]/).slice(-1);
  return base.toWellFormed() || 'file';
}

/** A name for this computer's disk, short enough for it in any script, with the extension whole. */
function safeName(name: string): string {
  const safe = sanitize(name, { replacement: '_' });
  const { name: stem, ext } = parse(safe === '' ? 'file' : safe);
  return `${stem.slice(0, 60).toWellFormed()}${ext.slice(0, 20)}`;
}

/** Only shown and paired by, never used as a path. */
function safeFolder(folder: string): string {
  return folder
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}
