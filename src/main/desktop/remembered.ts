import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../core/local-file.ts';
import { windowPlaceSchema } from './window-place.ts';

/** What the desktop program remembers of its last run, outside of any ledger: needed before one is open. */
const rememberedSchema = z.object({
  window: windowPlaceSchema.nullable().catch(null),
  /** Whether the practice service was used. */
  practice: z.boolean().catch(false),
});
type Remembered = z.infer<typeof rememberedSchema>;

/** Keeps it in a small file. One that cannot be read or written costs only the memory. */
export class Memory {
  readonly #path: string;
  #known: Remembered;

  constructor(path: string) {
    this.#path = path;
    this.#known = read(path);
  }

  get now(): Remembered {
    return this.#known;
  }

  keep(change: Partial<Remembered>): void {
    this.#known = { ...this.#known, ...change };
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#known));
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      if (errorCode(error) === null) throw error;
    }
  }
}

function read(path: string): Remembered {
  try {
    return rememberedSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { window: null, practice: false };
  }
}
