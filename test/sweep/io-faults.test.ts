import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { inWords, ioFaults } from './io-faults.ts';
import { straceIsThere } from './strace.ts';

const seed = Number(process.env['SWEEP_SEED'] ?? randomInt(2 ** 31));
const about = straceIsThere ? `SWEEP_SEED=${seed}` : 'SKIPPED: strace is not installed';

test.skipIf(!straceIsThere)(
  `200 writes to the ledger and the results that fail or are short (${about})`,
  { timeout: 900_000 },
  async () => {
    // Killed rather than waited for when it pauses before its next try: that is tried by `npm run io-faults`.
    const sum = await ioFaults({ sample: 200, seed, fault: null, seconds: 1, say: () => undefined });
    expect(sum.wrong, inWords(sum)).toEqual([]);
    expect(sum).toMatchObject({ tried: 200, duplicates: 0 });
    // Most faults must be met, or nothing is proven.
    expect(sum.met).toBeGreaterThan(160);
  },
);
