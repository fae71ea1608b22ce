import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { receiptCsv } from '../../src/main/queue/receipt-csv.ts';
import { receiptOf } from '../../src/main/queue/receipt-of.ts';
import { usageCsv } from '../../src/main/queue/usage-csv.ts';
import { useWorld } from '../fakes/use-world.ts';

const world = useWorld();
const read = (text: string): string[][] => z.array(z.array(z.string())).parse(parse(text, { bom: true }));

it('docs/receipts.md names every column of every table, and no other', async () => {
  const docs = await readFile(new URL('../../docs/receipts.md', import.meta.url), 'utf8');
  const [, receipt = '', clip = '', dayAndLanguage = '', batch = ''] = docs.split('\n## ');
  const engine = await world().start();
  await world().batch(engine, ['a', 'b']);
  await world().untilAtRest(engine);
  const { ledger, apiUrl } = engine;
  const [first] = ledger.batches.all();
  if (first === undefined) throw new Error('no batch');
  const columnsOf = (text: string): string[] => read(text)[0] ?? [];
  const documented = (part: string): string[] => [...part.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);

  expect(columnsOf(receiptCsv(receiptOf(ledger, first)))).toEqual(documented(receipt));
  expect(columnsOf(usageCsv(ledger, apiUrl, 'clip'))).toEqual(documented(clip));
  expect(columnsOf(usageCsv(ledger, apiUrl, 'day')).toSorted()).toEqual(
    ['day', ...documented(dayAndLanguage)].toSorted(),
  );
  expect(columnsOf(usageCsv(ledger, apiUrl, 'language'))).toHaveLength(
    columnsOf(usageCsv(ledger, apiUrl, 'day')).length,
  );
  const inWords = [...(/^`batch`.* as above/m.exec(batch)?.[0] ?? '').matchAll(/`(\w+)`/g)].map(
    ([, name = '']) => name,
  );
  expect(columnsOf(usageCsv(ledger, apiUrl, 'batch'))).toEqual([...inWords, ...documented(batch)]);
});
