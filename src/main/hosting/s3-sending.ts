import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { identityOf, sameIdentity } from '../core/local-file.ts';
import type { Clock, HostableMedia, Random } from '../core/ports.ts';
import type { PartBuffers } from './part-buffers.ts';
import type { Connection } from './s3-client.ts';
import type { StorageFailure } from './s3-problems.ts';

/** What uploads work with. */
export interface Uploading {
  connection: Connection;
  clock: Clock;
  random: Random;
  buffers: PartBuffers;
  /** How much goes into the socket at once, and so how finely progress is told: more is quicker. */
  sliceBytes: () => number;
  /** Waits until so many bytes may be sent. */
  pace: (bytes: number, signal: AbortSignal) => Promise<void>;
  /** Whether the server compares a body with the SHA-256 that it is signed with; else MD5 is used as well. */
  checksSha256: () => Promise<boolean>;
}

export interface Upload {
  key: string;
  media: HostableMedia;
  /** Bytes that were sent or were there already. */
  progress: (bytes: number) => void;
  signal: AbortSignal;
}

/** The file is not the one that was checked any more. */
export class FileChanged extends Error {}

/** Ends an upload with what was wrong at the server. */
export class Refused extends Error {
  readonly failed: StorageFailure;
  constructor(failed: StorageFailure) {
    super(failed.code);
    this.failed = failed;
  }
}

export async function mustBeUnchanged(handle: FileHandle, media: HostableMedia): Promise<void> {
  if (!sameIdentity(identityOf(await handle.stat()), media)) throw new FileChanged();
}

/** Fills the buffer from `position` on. Throws when the file is shorter than it was. */
export async function read(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) throw new FileChanged();
    filled += bytesRead;
  }
}

/** A body that is sent in slices, each when its time has come. */
export function body(bytes: Buffer, work: Uploading, sent: (bytes: number) => void, signal: AbortSignal): Readable {
  const sliceBytes = work.sliceBytes();
  async function* slices(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      const slice = bytes.subarray(start, start + sliceBytes);
      await work.pace(slice.length, signal);
      yield slice;
      sent(slice.length);
    }
  }
  return Readable.from(slices(), { objectMode: false, highWaterMark: sliceBytes });
}

/** Counts what was sent over all parts; a part that is sent again is not counted twice. */
export function counting(progress: (bytes: number) => void): () => () => (bytes: number) => void {
  let sum = 0;
  let highest = 0;
  return () => {
    let ofPart = 0;
    // Called each time that the part is sent.
    return () => {
      sum -= ofPart;
      ofPart = 0;
      return (bytes) => {
        ofPart += bytes;
        sum += bytes;
        if (sum > highest) progress((highest = sum));
      };
    };
  };
}

/** The MD5 of what is sent, where the server is to compare it; null where the SHA-256 of the signature does. */
export async function md5Of(bytes: Buffer, { checksSha256 }: Uploading): Promise<Buffer | null> {
  return (await checksSha256()) ? null : hash('md5', bytes, 'buffer');
}

/** Throws when the server names another MD5 than what was sent has. Tags that are no MD5 (encryption) say nothing. */
export function mustMatch(entityTag: string | undefined, md5: Buffer | null): void {
  const tag = entityTag?.replaceAll('"', '') ?? '';
  if (md5 !== null && /^[0-9a-f]{32}$/.test(tag) && tag !== md5.toString('hex')) throw new Refused(isNot('BadDigest'));
}

/** A failure that the server itself does not report. */
export function isNot(code: string): StorageFailure {
  return { code, status: 200, isNetwork: false, isPage: false, region: null };
}
