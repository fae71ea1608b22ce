import { stringify } from 'csv-stringify/sync';

/** Rows as CSV, with a mark at its begin by which spreadsheets know that it is UTF-8, and no text that they compute. */
export function csvOf(rows: readonly Record<string, string | number | null>[]): string {
  const safe = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutFormula(value)])),
  );
  return stringify(safe, { header: true, bom: true });
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that looks as if it had
 * got one already: taking one away gives back every text. A plain number is left as it is.
 */
function withoutFormula(value: string | number | null): string | number | null {
  if (typeof value !== 'string' || /^-?\d+(\.\d+)?$/.test(value)) return value;
  return /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
