import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { numbered } from '../../src/main/core/naming.ts';
import type { Clock, MediaReader, PartFile, ResultsDisk } from '../../src/main/core/ports.ts';
import { mediaInfoSchema, type MediaInfo } from '../../src/shared/media.ts';
import { problem } from '../../src/shared/problems.ts';
import { failure, success, type Result } from '../../src/shared/result.ts';
import { Peak } from './peak.ts';

/** What a film of these tests consists of: what ffprobe would say of it, as JSON. */
export function film(info: Partial<MediaInfo> = {}): Uint8Array {
  const whole: MediaInfo = {
    container: 'mov',
    durationSeconds: 10,
    size: 1_000_000,
    video: { codec: 'h264', width: 320, height: 240, frameRate: 25 },
    audio: { codec: 'aac', sampleRate: 48_000, channels: 2 },
    ...info,
  };
  return new TextEncoder().encode(JSON.stringify(whole));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Files that exist in memory only, by path: the disk of these tests. */
export class MemoryFiles {
  readonly #files = new Map<string, { bytes: Uint8Array; modifiedMs: number }>();
  #writes = 0;

  read(path: string): Uint8Array | null {
    return this.#files.get(path)?.bytes ?? null;
  }
  text(path: string): string {
    return new TextDecoder().decode(this.read(path) ?? new Uint8Array());
  }
  write(path: string, bytes: Uint8Array): void {
    this.#writes += 1;
    this.#files.set(path, { bytes, modifiedMs: this.#writes });
  }
  remove(path: string): void {
    this.#files.delete(path);
  }
  modifiedMs(path: string): number {
    return this.#files.get(path)?.modifiedMs ?? 0;
  }
  paths(): string[] {
    return [...this.#files.keys()];
  }
}

/** Reads films from memory; takes a little time over it. */
export class FakeMediaReader implements MediaReader {
  readonly probing = new Peak();
  /** How often each path was probed. */
  readonly probed = new Map<string, number>();
  /** The next probes fail with these, whatever they probe. */
  readonly failures: ReturnType<typeof problem>[] = [];
  readonly #files: MemoryFiles;
  readonly #clock: Clock;

  constructor(files: MemoryFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  stat(path: string) {
    const bytes = this.#files.read(path);
    return Promise.resolve(
      bytes === null
        ? failure(problem('media.missing', { name: basename(path) }))
        : success({ size: bytes.byteLength, modifiedMs: this.#files.modifiedMs(path) }),
    );
  }

  probe(path: string): Promise<Result<MediaInfo>> {
    return this.probing.during(async () => {
      this.probed.set(path, (this.probed.get(path) ?? 0) + 1);
      await this.#clock.sleep(20);
      const fails = this.failures.shift();
      if (fails !== undefined) return failure(fails);
      const name = basename(path);
      if (this.#files.read(path) === null) return failure(problem('media.missing', { name }));
      try {
        return success(mediaInfoSchema.parse(JSON.parse(this.#files.text(path))));
      } catch {
        return failure(problem('media.not-media', { name }));
      }
    });
  }

  async identify(path: string) {
    const found = await this.stat(path);
    return found.ok ? success({ ...found.value, contentHash: hashOf(this.#files.read(path) ?? film()) }) : found;
  }
}

/** The results disk in memory. It can be full, and its folder unwritable. */
export class FakeDisk implements ResultsDisk {
  /** Bytes that still fit. */
  free = 1e12;
  /** Whether the folder refuses every file. */
  unwritable = false;
  /** Paths that were published, in order. */
  readonly published: string[] = [];
  /** Called, and waited for, before a small file is written. */
  beforeWriteWhole: () => Promise<void> = () => Promise.resolve();
  /** Called right after a file got its name, before anyone hears of it. */
  afterPublish: () => void = () => undefined;
  readonly #files: MemoryFiles;

  constructor(files: MemoryFiles) {
    this.#files = files;
  }

  freeBytes = (): Promise<number | null> => Promise.resolve(this.free);

  tryWriting = (folder: string): Promise<Result<void>> =>
    Promise.resolve(
      this.unwritable ? failure(problem('disk.unwritable', { folder, reason: 'EACCES' })) : success(undefined),
    );

  reserve = (folder: string, fileName: string, claim: (path: string) => boolean): Promise<Result<string>> => {
    if (this.unwritable) return Promise.resolve(failure(problem('disk.unwritable', { folder, reason: 'EACCES' })));
    for (let number = 1; ; number += 1) {
      const path = join(folder, number === 1 ? fileName : numbered(fileName, number));
      if (this.#files.read(path) !== null || this.#files.read(`${path}.part`) !== null || !claim(path)) continue;
      this.#files.write(`${path}.part`, new Uint8Array());
      return Promise.resolve(success(path));
    }
  };

  partSize = (path: string): Promise<number | null> =>
    Promise.resolve(this.#files.read(`${path}.part`)?.byteLength ?? null);

  openPart = (path: string, from: number): Promise<Result<PartFile>> => {
    const part = `${path}.part`;
    this.#files.write(part, (this.#files.read(part) ?? new Uint8Array()).slice(0, from));
    return Promise.resolve(
      success({
        write: (chunk) => {
          if (chunk.byteLength > this.free)
            return Promise.resolve(failure(problem('disk.full', { folder: dirname(path) })));
          this.free -= chunk.byteLength;
          this.#files.write(part, Buffer.concat([this.#files.read(part) ?? new Uint8Array(), chunk]));
          return Promise.resolve(success(undefined));
        },
        sync: () => Promise.resolve(success(undefined)),
        close: () => Promise.resolve(),
      }),
    );
  };

  publish = (path: string): Promise<Result<string>> => {
    const bytes = this.#files.read(`${path}.part`);
    if (bytes === null) throw new Error(`nothing to publish as ${path}`);
    let target = path;
    for (let number = 2; this.#files.read(target) !== null; number += 1)
      target = join(dirname(path), numbered(basename(path), number));
    this.#files.write(target, bytes);
    this.#files.remove(`${path}.part`);
    this.published.push(target);
    this.afterPublish();
    return Promise.resolve(success(target));
  };

  discard = (path: string): Promise<void> => {
    this.#files.remove(`${path}.part`);
    return Promise.resolve();
  };

  writeWhole = async (path: string, text: string): Promise<Result<void>> => {
    await this.beforeWriteWhole();
    this.#files.write(path, new TextEncoder().encode(text));
    return success(undefined);
  };
}
