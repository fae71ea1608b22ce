import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';

/** An append-only file of JSON lines. */
export interface Journal<Event> {
  /** What was in the file when it was opened, oldest first. */
  readonly events: readonly Event[];
  /** Writes one event. It survives the process being killed as soon as this returns. Throws when the disk refuses. */
  append(event: Event): void;
  close(): void;
}

/**
 * Opens or begins the journal at `path`. A last line that was cut by a crash was never answered for, so it is dropped.
 * Any other line that cannot be read throws: the file is not a journal of this service.
 */
export function openJournal<Schema extends z.ZodType>(path: string, schema: Schema): Journal<z.infer<Schema>> {
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  let length = content.lastIndexOf('\n') + 1;
  // Cutting the torn line off keeps the next event from being glued to it.
  if (length < content.length) truncateSync(path, length);
  const lines = content.toString('utf8', 0, length).split('\n').slice(0, -1);
  const events = lines.map((line, index) => {
    const parsed = schema.safeParse(parseJson(line));
    if (!parsed.success) throw new Error(`Line ${index + 1} of the practice journal cannot be read.`);
    return parsed.data;
  });
  // The journal holds the input URLs, which are signed: for the owner's eyes only.
  const file = openSync(path, 'a', 0o600);
  return {
    events,
    append(event) {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      try {
        writeFileSync(file, line);
      } catch (error) {
        ftruncateSync(file, length);
        throw error;
      }
      length += line.length;
    },
    close: () => closeSync(file),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
