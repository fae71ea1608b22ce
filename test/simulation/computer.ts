import { problem } from '../../src/shared/problems.ts';
import { failure, success } from '../../src/shared/result.ts';
import type { MediaInfo } from '../../src/shared/media.ts';
import type { Host, MediaReader, ResultsDisk } from '../../src/main/core/ports.ts';
import { numbered } from '../../src/main/core/naming.ts';
import { basename, dirname, join } from 'node:path';
import type { Chance } from './chance.ts';
import type { Life, Time } from './time.ts';

interface StoredFile {
  bytes: number;
  /** What a power cut leaves of it. */
  synced: number;
}

/** The disk of the simulated computer: it outlives the program, and loses what was not synced when that crashes. */
export class SimulatedDisk {
  readonly files = new Map<string, StoredFile>();
  isFull = false;
  readonly #time: Time;
  readonly #chance: Chance;

  constructor(time: Time, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  crash(): void {
    for (const file of this.files.values()) file.bytes = Math.min(file.bytes, file.synced);
  }

  /** The results folder as one life of the program sees it. */
  results(life: Life): ResultsDisk {
    const { files } = this;
    const soon = <Value>(work: () => Value): Promise<Value> =>
      life.while(new Promise((resolve) => void this.#time.in(this.#chance.between(0, 5), () => resolve(work()))));
    const full = (path: string) => failure(problem('disk.full', { folder: dirname(path) }));
    return {
      freeBytes: () => soon(() => (this.isFull ? 0 : 1e12)),
      tryWriting: () => soon(() => success(undefined)),
      reserve: (folder, fileName, claim) =>
        soon(() => {
          if (this.isFull) return full(join(folder, fileName));
          for (let number = 1; ; number += 1) {
            const path = join(folder, number === 1 ? fileName : numbered(fileName, number));
            if (files.has(path) || files.has(`${path}.part`) || !claim(path)) continue;
            files.set(`${path}.part`, { bytes: 0, synced: 0 });
            return success(path);
          }
        }),
      partSize: (path) => soon(() => files.get(`${path}.part`)?.bytes ?? null),
      openPart: (path, from) =>
        soon(() => {
          const file = files.get(`${path}.part`) ?? { bytes: 0, synced: 0 };
          file.bytes = from;
          files.set(`${path}.part`, file);
          return success({
            write: (chunk: Uint8Array) =>
              soon(() => {
                if (this.isFull) return full(path);
                file.bytes += chunk.byteLength;
                return success(undefined);
              }),
            sync: () =>
              soon(() => {
                file.synced = file.bytes;
                return success(undefined);
              }),
            close: () => soon(() => undefined),
          });
        }),
      publish: (path) =>
        soon(() => {
          const part = files.get(`${path}.part`);
          if (part === undefined) return files.has(path) ? success(path) : full(path);
          for (let number = 1; ; number += 1) {
            const target = number === 1 ? path : join(dirname(path), numbered(basename(path), number));
            if (files.has(target)) continue;
            files.delete(`${path}.part`);
            files.set(target, part);
            return success(target);
          }
        }),
      discard: (path) => soon(() => void files.delete(`${path}.part`)),
      writeWhole: (path) => soon(() => (this.isFull ? full(path) : success(undefined))),
    };
  }

  /** Inputs are under `/in`; everything else is a result. */
  media(life: Life): MediaReader {
    const { files } = this;
    const soon = <Value>(work: () => Value): Promise<Value> =>
      life.while(new Promise((resolve) => void this.#time.in(this.#chance.between(1, 30), () => resolve(work()))));
    const sizeOf = (path: string): number | null =>
      path.startsWith('/in/') ? 1_000 : (files.get(path)?.bytes ?? null);
    const missing = (path: string) => failure(problem('media.missing', { name: basename(path) }));
    return {
      stat: (path) =>
        soon(() => {
          const size = sizeOf(path);
          return size === null ? missing(path) : success({ size, modifiedMs: 1 });
        }),
      identify: (path) =>
        soon(() => {
          const size = sizeOf(path);
          if (size === null) return missing(path);
          return success({ size, modifiedMs: 1, contentHash: `hash of ${size} bytes` });
        }),
      probe: (path) =>
        soon(() => {
          const size = sizeOf(path);
          if (size === null) return missing(path);
          if (path.includes('broken')) return failure(problem('media.not-media', { name: basename(path) }));
          if (!path.startsWith('/in/') && size < 4_000)
            return failure(problem('media.cut-short', { name: basename(path) }));
          return success(info(size));
        }),
    };
  }
}

function info(size: number): MediaInfo {
  return {
    container: 'mp4',
    durationSeconds: 4,
    size,
    video: { codec: 'h264', width: 320, height: 180, frameRate: 25 },
    audio: { codec: 'aac', sampleRate: 48_000, channels: 2 },
  };
}

/** A host whose URLs work as long as the ledger does not revoke their nonce and the object was put. */
export function simulatedHost(objects: Set<string>): Host {
  return {
    kind: 'this-computer',
    port: null,
    place: '',
    refusesRevoked: true,
    contentName: () => null,
    start: () => Promise.resolve(success(undefined)),
    stop: () => Promise.resolve(),
    check: () => Promise.resolve(success(undefined)),
    put: (objectId, media, progress) => {
      objects.add(objectId);
      progress(media.size);
      return Promise.resolve(success(undefined));
    },
    sign: (objectId, _, { nonce }) =>
      Promise.resolve(success(`https://here.example/${objectId}/video.mp4?nonce=${nonce}`)),
    remove: (objectId) => {
      objects.delete(objectId);
      return Promise.resolve(success(undefined));
    },
    abandon: () => Promise.resolve(),
  };
}
