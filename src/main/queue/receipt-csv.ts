import type { Receipt } from '../core/receipt.ts';
import { csvOf } from './csv.ts';

/** The clips of a receipt as CSV. */
export function receiptCsv({ clips }: Receipt): string {
  return csvOf(clips.map(({ problem, ...clip }) => ({ ...clip, problem: problem?.what ?? null })));
}
