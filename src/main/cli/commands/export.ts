import { problem, sentence } from '../../../shared/problems.ts';
import { receiptCsv } from '../../queue/receipt-csv.ts';
import { receiptOf } from '../../queue/receipt-of.ts';
import { openLedger } from '../../ledger/open.ts';
import { ledgerPath } from '../../session/data-folder.ts';
import { exitCodes } from '../exit-codes.ts';

/** `shoal export`: prints the receipt of a batch. It only reads, so it answers while another process works. */
export function exportBatch(
  id: string | undefined,
  options: { dataDir: string; practice?: true; csv?: true },
): Promise<number> {
  const opened = openLedger({
    path: ledgerPath(options.dataDir, options.practice ?? false),
    now: Date.now,
    worker: null,
  });
  if (!opened.ok) {
    process.stderr.write(`${sentence(opened.problem)}\n`);
    return Promise.resolve(exitCodes.usage);
  }
  const { ledger, close } = opened.value;
  try {
    const batches = ledger.batches.all();
    const batch = id === undefined ? batches.at(-1) : batches.find((each) => each.id === id);
    if (batch === undefined) {
      process.stderr.write(`${sentence(problem('request.no-batch', { id: id ?? 'any' }))}\n`);
      return Promise.resolve(exitCodes.usage);
    }
    const receipt = receiptOf(ledger, batch);
    const text = options.csv ? receiptCsv(receipt) : `${JSON.stringify(receipt, null, 2)}\n`;
    process.stdout.write(text);
    return Promise.resolve(exitCodes.allDone);
  } finally {
    close();
  }
}
