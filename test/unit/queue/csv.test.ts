import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { csvOf } from '../../../src/main/queue/csv.ts';

const read = (text: string): string[][] => z.array(z.array(z.string())).parse(parse(text, { bom: true }));

it('escapes what a spreadsheet would compute, and leaves plain numbers as they are', () => {
  const cells = ['=1+1', '+1', '-x', '@SUM(A1)', '\tx', '\rx', '-5', '-5.25', 'plain', '+ 5', "'-x", ''];
  const [, row] = read(csvOf([Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell]))]));
  expect(row).toEqual(["'=1+1", "'+1", "'-x", "'@SUM(A1)", "'\tx", "'\rx", '-5', '-5.25', 'plain', "'+ 5", "''-x", '']);
  expect(read(csvOf([{ a: -3, b: null }]))).toEqual([
    ['a', 'b'],
    ['-3', ''],
  ]);
});

it('gives back every text, and never one that begins a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const cell = read(csvOf([{ text, last: 'x' }]))[1]?.[0] ?? '';
      expect(cell.replace(/^'(?='*[=+\-@\t\r])/, '')).toBe(text);
      expect(/^[=+@\t\r]/.test(cell) || (cell.startsWith('-') && Number.isNaN(Number(cell)))).toBe(false);
    }),
  );
});
