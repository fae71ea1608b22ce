import { stringify } from 'csv-stringify/sync';
import type { Receipt } from '../core/receipt.ts';

/** The clips of a receipt as CSV, with a mark at its begin by which spreadsheets know that it is UTF-8. */
export function receiptCsv({ clips }: Receipt): string {
  return stringify(
    clips.map(({ problem, ...clip }) => ({ ...clip, problem: problem?.what ?? null })),
    { header: true, bom: true },
  );
}
