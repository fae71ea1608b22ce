import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A text file that lines are added to. When it would grow over `mostBytes` it becomes `<path>.1`, what was `.1` becomes
 * `.2`, and so on; of `files` in all the oldest is dropped. Only its owner can read it. Two processes may write to it.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #files: number;
  readonly #mostBytes: number;

  constructor(path: string, { files = 5, mostBytes = 1_000_000 }: { files?: number; mostBytes?: number } = {}) {
    this.#path = path;
    this.#files = files;
    this.#mostBytes = mostBytes;
  }

  /** Adds a line, with its line break. Never throws: a log that cannot be written, as on a full disk, stops no work. */
  add(line: string): void {
    try {
      const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
      if (size === 0) mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      else if (size + Buffer.byteLength(line) > this.#mostBytes) this.#rotate();
      appendFileSync(this.#path, line, { mode: 0o600 });
    } catch {
      // See above.
    }
  }

  /** The last lines, oldest first, at most `count`. */
  last(count: number): string[] {
    let lines: string[] = [];
    for (let age = 0; age < this.#files && lines.length < count; age += 1) {
      let text: string;
      try {
        text = readFileSync(this.#name(age), 'utf8');
      } catch {
        break;
      }
      lines = [...text.split('\n').filter((line) => line !== ''), ...lines];
    }
    return lines.slice(-count);
  }

  #rotate(): void {
    for (let age = this.#files - 2; age >= 0; age -= 1) {
      try {
        renameSync(this.#name(age), this.#name(age + 1));
      } catch {
        // There is none of that age yet.
      }
    }
  }

  #name(age: number): string {
    return age === 0 ? this.#path : `${this.#path}.${age}`;
  }
}
