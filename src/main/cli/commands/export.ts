import { problem, sentence } from '../../../shared/problems.ts';
import { receiptCsv } from '../../queue/receipt-csv.ts';
import { receiptOf } from '../../queue/receipt-of.ts';
import { exitCodes } from '../exit-codes.ts';
import { nothingYet, readLedger } from '../read-ledger.ts';

/** `shoal export`: prints the receipt of a batch. It only reads, so it answers while another process works. */
export function exportBatch(id: string | undefined, options: { dataDir: string; practice?: true; csv?: true }): number {
  const opened = readLedger(options);
  if (!opened.ok) return refuse(sentence(opened.problem));
  if (opened.value === null) return refuse(nothingYet(options));
  const { ledger, close } = opened.value;
  try {
    const batches = ledger.batches.all();
    const batch = id === undefined ? batches.at(-1) : batches.find((each) => each.id === id);
    if (batch === undefined)
      return refuse(id === undefined ? 'No batch yet.' : sentence(problem('request.no-batch', { id })));
    const receipt = receiptOf(ledger, batch);
    process.stdout.write(options.csv ? receiptCsv(receipt) : `${JSON.stringify(receipt, null, 2)}\n`);
    return exitCodes.allDone;
  } finally {
    close();
  }
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`);
  return exitCodes.usage;
}
