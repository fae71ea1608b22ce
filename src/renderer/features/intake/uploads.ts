import type { Upload } from '../../../shared/contract/intake.ts';
import { uploadAddress } from '../../../shared/contract/media-addresses.ts';
import type { DroppedFile } from './drop-entries.ts';

/** How the sending of dropped files stands. Sizes in bytes. */
export interface UploadProgress {
  files: number;
  filesSent: number;
  size: number;
  sizeSent: number;
}

/** What came of it: names of files that did not arrive (none when it was canceled), and how many were neither video nor audio by their names. */
export interface UploadOutcome {
  leftOut: number;
  failed: string[];
  canceled: boolean;
}

/** Sends the bytes of one file; `onProgress` is told how many have gone. Rejects when they did not arrive. */
export type Send = (
  address: string,
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
) => Promise<void>;

/** The most files that are announced in one call, and that are sent at once. */
const announcedAtOnce = 1000;
const sentAtOnce = 3;

/**
 * Announces dropped files to the engine and sends their bytes, a few at a time. A file that fails is named and the
 * rest go on. Rejects only when they cannot be announced.
 */
export async function upload(
  dropped: readonly DroppedFile[],
  {
    announce,
    send,
    onProgress,
    signal,
  }: {
    announce: (files: Upload[]) => Promise<{ ids: (string | null)[] }>;
    send: Send;
    onProgress: (progress: UploadProgress) => void;
    signal: AbortSignal;
  },
): Promise<UploadOutcome> {
  const announced: { id: string; file: File }[] = [];
  const failed: string[] = [];
  let leftOut = 0;
  for (let at = 0; at < dropped.length; at += announcedAtOnce) {
    const part = dropped.slice(at, at + announcedAtOnce);
    const { ids } = await announce(part.map(({ folder, file }) => ({ name: file.name, folder, size: file.size })));
    part.forEach(({ file }, index) => {
      const id = ids[index] ?? null;
      if (id === null) leftOut += 1;
      else announced.push({ id, file });
    });
  }

  const progress: UploadProgress = {
    files: announced.length,
    filesSent: 0,
    size: announced.reduce((sum, { file }) => sum + file.size, 0),
    sizeSent: 0,
  };
  const report = (): void => onProgress({ ...progress });
  if (announced.length > 0) report();
  const waiting = announced.values();
  const sendSome = async (): Promise<void> => {
    for (const { id, file } of waiting) {
      if (signal.aborted) return;
      let sent = 0;
      const count = (now: number): void => {
        progress.sizeSent += now - sent;
        sent = now;
        report();
      };
      try {
        await send(uploadAddress(id), file, count, signal);
      } catch {
        failed.push(file.name);
      }
      progress.filesSent += 1;
      count(file.size);
    }
  };
  await Promise.all(Array.from({ length: sentAtOnce }, sendSome));
  return { leftOut, failed: signal.aborted ? [] : failed, canceled: signal.aborted };
}

/** Over XMLHttpRequest: `fetch` does not tell how much of a body has gone. */
export const sendOverHttp: Send = (address, file, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new Error(`${file.name} did not arrive`));
    request.open('PUT', address);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => (request.status < 300 ? resolve() : fail()));
    request.addEventListener('error', fail);
    request.addEventListener('abort', fail);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
