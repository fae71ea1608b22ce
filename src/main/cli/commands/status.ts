import Table from 'cli-table3';
import { describe, sentence } from '../../../shared/problems.ts';
import { isAtRest } from '../../core/job.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { batchViews, clipViews, holdViews } from '../../queue/views.ts';
import { exitCodes } from '../exit-codes.ts';
import { batchLine, clipLine, holdLine, printJson } from '../output/json-lines.ts';
import { frame, plain } from '../output/result-table.ts';
import { holdInWords, nameInWords, printable, stateInWords } from '../../../shared/words.ts';
import { nothingYet, readLedger } from '../read-ledger.ts';

/** `shoal status`: what the ledger holds. It only reads, so it answers while another process works. */
export function status(options: { dataDir: string; practice?: true; json?: true }): number {
  const opened = readLedger(options);
  if (!opened.ok) {
    process.stderr.write(`${sentence(opened.problem)}\n`);
    return exitCodes.usage;
  }
  if (opened.value === null) {
    if (!options.json) process.stdout.write(`${nothingYet(options)}\n`);
    return exitCodes.allDone;
  }
  const { ledger, close } = opened.value;
  try {
    if (options.json) printLines(ledger);
    else printForPeople(ledger);
  } finally {
    close();
  }
  return exitCodes.allDone;
}

function printLines(ledger: Ledger): void {
  const inForce = ledger.holds.all();
  for (const batch of batchViews(ledger)) {
    printJson(batchLine(batch));
    for (const clip of clipViews(ledger, inForce, batch.id)) printJson(clipLine(clip));
  }
  for (const hold of holdViews(inForce)) printJson(holdLine(hold));
}

function printForPeople(ledger: Ledger): void {
  const inForce = ledger.holds.all();
  const batches = batchViews(ledger);
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const table = new Table({
    head: ['Batch', 'Id', 'Done', 'Going on', 'Needs you', 'Failed', 'Results'],
    style: plain,
    chars: frame,
  });
  for (const { id, name, counts, resultsFolder } of batches) {
    const { done = 0, failed = 0, rejected = 0, canceled = 0, unconfirmed = 0 } = counts;
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const goingOn = all - done - failed - rejected - canceled - unconfirmed;
    table.push([printable(name), id, `${done} of ${all}`, goingOn, unconfirmed, failed + rejected, resultsFolder]);
  }
  write(batches.length === 0 ? 'No batch yet.' : table.toString());
  for (const batch of batches.filter(({ endedAt }) => endedAt === null)) {
    for (const clip of clipViews(ledger, inForce, batch.id)) {
      if (isAtRest(clip.state) && clip.state !== 'unconfirmed') continue;
      const next = clip.problem === null ? '' : ` ${describe(clip.problem).next}`;
      write(`${clip.id}  ${nameInWords(clip)}: ${stateInWords(clip, 0)}.${next}`);
    }
  }
  for (const { kind, since } of inForce) write(`${holdInWords(kind)} since ${new Date(since).toLocaleString()}.`);
}
