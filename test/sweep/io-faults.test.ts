import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { inWords, ioFaults } from './io-faults.ts';

// Another sample each time, as in kill-sweep.test.ts.
const seed = Number(process.env['SWEEP_SEED'] ?? randomInt(2 ** 31));
const again = `npm run io-faults -- --sample 200 --seconds 1 --seed ${seed}`;

test.skipIf(process.platform !== 'linux')(
  `with 200 writes that fail or are short, no clip is lost or paid for twice (${again})`,
  { timeout: 900_000 },
  async () => {
    // Killed rather than waited for when it pauses before its next try: that is tried by `npm run io-faults`.
    const sum = await ioFaults({ sample: 200, seed, fault: null, seconds: 1, say: () => undefined });
    expect(sum.wrong, `${inWords(sum)}\n${again}`).toEqual([]);
    expect(sum).toMatchObject({ tried: 200, missed: 0, duplicates: 0 });
  },
);
