import Table from 'cli-table3';
import { describe, sentence } from '../../../shared/problems.ts';
import { isAtRest } from '../../core/job.ts';
import { openLedger } from '../../ledger/open.ts';
import { batchViews, clipViews, holdViews } from '../../queue/views.ts';
import { ledgerPath } from '../../session/data-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { frame } from '../output/result-table.ts';
import { holdInWords, nameInWords, stateInWords } from '../../../shared/words.ts';

/** `shoal status`: what the ledger holds. It only reads, so it answers while another process works. */
export function status(options: { dataDir: string; practice?: true; json?: true }): Promise<number> {
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
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const inForce = ledger.holds.all();
  const batches = batchViews(ledger);
  if (options.json) {
    for (const batch of batches) write(JSON.stringify({ kind: 'batch', ...batch }));
    for (const batch of batches) {
      for (const clip of clipViews(ledger, inForce, batch.id)) write(JSON.stringify({ kind: 'clip', ...clip }));
    }
    for (const hold of holdViews(inForce)) write(JSON.stringify({ ...hold, hold: hold.kind, kind: 'hold' }));
  } else {
    const table = new Table({
      head: ['Batch', 'Id', 'Done', 'Going on', 'Needs you', 'Failed', 'Results'],
      style: { head: [], border: [], compact: true },
      chars: frame,
    });
    for (const { id, name, counts, resultsFolder } of batches) {
      const { done = 0, failed = 0, rejected = 0, canceled = 0, unconfirmed = 0 } = counts;
      const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const goingOn = all - done - failed - rejected - canceled - unconfirmed;
      table.push([name, id, `${done} of ${all}`, goingOn, unconfirmed, failed + rejected, resultsFolder]);
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
  close();
  return Promise.resolve(exitCodes.allDone);
}
