import { openLedger } from '../../src/main/ledger/open.ts';

/** A process of its own that opens the ledger given as its argument to work on it, says what came of it, and stays. */
const opened = openLedger({ path: process.argv[2] ?? '', now: Date.now, worker: 'shoal run' });
process.stdout.write(`${opened.ok ? 'working' : opened.problem.code}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  if (opened.ok) opened.value.close();
});
