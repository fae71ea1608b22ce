import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';

import { problem } from '../../shared/problems.ts';
import type { Problem } from '../../shared/problems.ts';
import { percentDecoded } from '../../shared/address.ts';
import { canonicalLanguage } from './language.ts';
import { nameKey, resultName, stemOf } from './naming.ts';

/** A file, by a path that is absolute or relative to the manifest's folder (it may lead out of it by `..`), or a URL that the service can read itself. */
export type ManifestMedia = { kind: 'path'; path: string } | { kind: 'url'; url: string };

export interface ManifestRow {
  /** Where the row begins in the manifest, from 1. */
  line: number;
  video: ManifestMedia;
  audio: ManifestMedia;
  /** Canonical language tag, such as `fr-CA`. */
  language: string | null;
  /** As the person wrote it; see clipNameOf. */
  name: string | null;
}

export type ParsedManifest = { ok: true; rows: ManifestRow[] } | { ok: false; problems: Problem[] };

/** Whether a file is a manifest by its name, if it is one at all. */
export function isManifestName(name: string): boolean {
  return !name.startsWith('.') && /\.(?:csv|json|shoal)$/i.test(name);
}

/** In bytes. */
export const longestManifest = 20_000_000;
const mostRows = 100_000;
const tooManyRows = 'it has more than 100,000 rows';

const columns = ['video', 'audio', 'language', 'name'] as const;
type Column = (typeof columns)[number];
const requiredColumns = ['video', 'audio'] as const;

/**
 * Reads a manifest: JSON when `name` ends in `.json`, or in `.shoal` and it begins with `[`; else CSV. `content` is UTF-8, at most 20 MB and 100,000 rows.
 * Either every row is good, or every problem is told, in the order of their lines. Whether the files exist is not checked.
 */
export function parseManifest(name: string, content: Uint8Array): ParsedManifest {
  const unreadable = (reason: string): ParsedManifest => ({
    ok: false,
    problems: [problem('manifest.unreadable', { name, reason })],
  });
  if (content.length > longestManifest) return unreadable('it has more than 20 MB');
  const text = decoded(content);
  if (text === null) return unreadable('it is not UTF-8 text');

  const ending = /\.[^.]*$/.exec(name.toLowerCase())?.[0];
  const isJson = ending === '.json' || (ending === '.shoal' && /^\s*\[/.test(text));
  const table = isJson ? readJson(text) : readCsv(text);
  if (typeof table === 'string') return unreadable(table);
  if (table.entries.length === 0 && table.problems.length === 0) return unreadable('it lists no clips');

  const reports = [...table.problems];
  const linesByName = new Map<string, number>();
  const rows = table.entries.flatMap((entry) => {
    const row = readRow(entry, linesByName, (report) => reports.push({ line: entry.line, problem: report }));
    return row ? [row] : [];
  });
  if (reports.length === 0) return { ok: true, rows };
  return { ok: false, problems: reports.sort((a, b) => a.line - b.line).map((report) => report.problem) };
}

/** The name of a row's clip: as written, or else the video's file name without its extension. */
export function clipNameOf({ name, video }: Pick<ManifestRow, 'name' | 'video'>): string {
  if (name !== null) return name;
  if (video.kind === 'path') return stemOf(video.path.split(/[/\\]/).at(-1) ?? '');
  const { pathname, hostname } = new URL(video.url);
  return stemOf(percentDecoded(pathname.split('/').at(-1) ?? '')) || hostname;
}

interface Report {
  line: number;
  problem: Problem;
}

/** The texts of one row, trimmed. A column that is absent was reported where the table was read. */
interface Entry {
  line: number;
  values: Partial<Record<Column, string>>;
}

interface Table {
  entries: Entry[];
  problems: Report[];
}

function decoded(content: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    // UTF-16 in ASCII's range is valid UTF-8 that is full of zeros.
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** With `raw`, csv-parse gives each record together with its text. */
const csvRecordsSchema = z.array(z.object({ record: z.array(z.string()), raw: z.string() }));

/** The table, or why there is none. */
function readCsv(text: string): Table | string {
  let records: z.infer<typeof csvRecordsSchema>;
  try {
    records = csvRecordsSchema.parse(
      parseCsv(text, {
        raw: true,
        delimiter: delimiterOf(text),
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
        // The header, and one row too many.
        to: mostRows + 2,
      }),
    );
  } catch (error) {
    if (error instanceof CsvError) return `a quotation mark is out of place in line ${String(error['lines'])}`;
    throw error;
  }

  if (records.length > mostRows + 1) return tooManyRows;

  // A record's text begins with the empty lines before it. csv-parse's own count goes wrong when line endings are mixed.
  let linesBefore = 0;
  const lines = records.map(({ record, raw }) => {
    const line = linesBefore + 1 + lineBreaks(/^\s*/.exec(raw)?.[0] ?? '');
    linesBefore += lineBreaks(raw);
    return { line, record };
  });
  const [header, ...body] = lines.filter(({ record }) => record.some((value) => value.trim() !== ''));
  if (!header) return 'it is empty';

  const { columnAt, problems } = readKeys(header.record, header.line);
  const entries = body.map(({ line, record }): Entry => {
    if (record.length > header.record.length) {
      const counts = { line, found: record.length, columns: header.record.length };
      problems.push({ line, problem: problem('manifest.values-beyond-columns', counts) });
    }
    return { line, values: valuesOf(columnAt, (position) => record[position]?.trim() ?? '') };
  });
  return { entries, problems };
}

/** Whichever of comma and semicolon the first line that has text has more of: none of the columns' names has either. */
function delimiterOf(text: string): ',' | ';' {
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1);
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

const jsonTextSchema = z.union([z.string(), z.number().transform(String), z.null().transform(() => '')]);

/** The table, or why there is none. */
function readJson(text: string): Table | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const items = z.array(z.record(z.string(), z.unknown())).safeParse(content);
  if (!items.success) return 'it is not an array of objects';
  if (items.data.length > mostRows) return tooManyRows;

  const lines = linesOfItems(text);
  const problems: Report[] = [];
  const entries = items.data.map((item, index): Entry => {
    const line = lines[index] ?? index + 1;
    const fields = Object.entries(item);
    const keys = readKeys(
      fields.map(([key]) => key),
      line,
    );
    problems.push(...keys.problems);
    const values = valuesOf(keys.columnAt, (position, column) => {
      const value = jsonTextSchema.safeParse(fields[position]?.[1]);
      if (value.success) return value.data.trim();
      const parameters = { line, column, value: 'not text', reason: 'it is neither text nor a number' };
      problems.push({ line, problem: problem('manifest.value', parameters) });
      return undefined;
    });
    return { line, values };
  });
  return { entries, problems };
}

/** The lines on which the items of a JSON array begin. `text` is known to be valid. */
function linesOfItems(text: string): number[] {
  const lines: number[] = [];
  let [line, depth, inText] = [1, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '\n' || (character === '\r' && text[at + 1] !== '\n')) line += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === '{' || character === '[') {
      if (depth === 1) lines.push(line);
      depth += 1;
    }
  }
  return lines;
}

/** Where each column is, by a header's or an item's keys. */
function readKeys(keys: readonly string[], line: number): { columnAt: Map<Column, number>; problems: Report[] } {
  const columnAt = new Map<Column, number>();
  const problems: Report[] = [];
  for (const [position, key] of keys.entries()) {
    const column = columns.find((known) => known === key.trim().toLowerCase());
    if (column === undefined)
      problems.push({ line, problem: problem('manifest.column', { line, column: brief(key) }) });
    else if (columnAt.has(column))
      problems.push({ line, problem: problem('manifest.column-repeated', { line, column }) });
    else columnAt.set(column, position);
  }
  for (const column of requiredColumns) {
    if (!columnAt.has(column)) problems.push({ line, problem: problem('manifest.column-missing', { line, column }) });
  }
  return { columnAt, problems };
}

function valuesOf(
  columnAt: ReadonlyMap<Column, number>,
  valueAt: (position: number, column: Column) => string | undefined,
): Entry['values'] {
  return Object.fromEntries([...columnAt].map(([column, position]) => [column, valueAt(position, column)]));
}

/**
 * The row, or null when it cannot be used; what was not reported where the table was read is reported here.
 * `linesByName` holds the result names of the rows before, and is added to.
 */
function readRow(
  { line, values }: Entry,
  linesByName: Map<string, number>,
  report: (problem: Problem) => void,
): ManifestRow | null {
  const media = (column: 'video' | 'audio'): ManifestMedia | null => {
    const value = values[column];
    if (value === undefined) return null;
    if (value === '') {
      report(problem('manifest.value-missing', { line, column }));
      return null;
    }
    const read = readMedia(value);
    if (read.ok) return read.media;
    report(problem('manifest.value', { line, column, value: read.shown, reason: read.reason }));
    return null;
  };
  const video = media('video');
  const audio = media('audio');

  const language = values.language ? canonicalLanguage(values.language) : null;
  if (values.language && language === null) {
    const parameters = { line, column: 'language', value: brief(values.language), reason: 'it is no known language' };
    report(problem('manifest.value', parameters));
    return null;
  }
  if (!video) return null;

  const name = values.name || null;
  const result = resultName({ name: clipNameOf({ name, video }), language });
  // Compared as by systems that take upper and lower case for the same.
  const first = linesByName.get(nameKey(result));
  if (first === undefined) linesByName.set(nameKey(result), line);
  else report(problem('manifest.repeated-name', { line, name: result, first }));
  return audio && { line, video, audio, language, name };
}

type ReadMedia = { ok: true; media: ManifestMedia } | { ok: false; shown: string; reason: string };

function readMedia(value: string): ReadMedia {
  const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(value) ?? [];
  if (scheme !== undefined) return readUrl(value, scheme);
  const refused = (reason: string): ReadMedia => ({ ok: false, shown: brief(value), reason });
  if (/\p{Cc}/u.test(value)) return refused('it contains a character that no file name has');
  return { ok: true, media: { kind: 'path', path: value } };
}

/** A refused URL is shown by scheme and host only: the rest may hold a signature or a password. */
function readUrl(value: string, scheme: string): ReadMedia {
  if (!URL.canParse(value)) return { ok: false, shown: `${scheme}://…`, reason: 'it is not a valid URL' };
  const { protocol, hostname, host, href } = new URL(value);
  const onThisComputer = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && onThisComputer)) {
    return { ok: true, media: { kind: 'url', url: href } };
  }
  return { ok: false, shown: `${protocol}//${host}/…`, reason: 'its URL is not https' };
}

/** Short enough for a message. */
function brief(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
}
