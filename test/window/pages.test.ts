import { expect, it } from 'vitest';
import { itemAt, missingPages, noPages, pageLength, withPage } from '../../src/renderer/store/pages.ts';

const page = (revision: number, total: number, first: number) => ({
  revision,
  total,
  items: Array.from({ length: pageLength }, (_, index) => `${revision}:${first + index}`),
});

it('asks for the pages in sight that are not there, or older than the revision', () => {
  const one = withPage<string>(noPages, 0, page(3, 250, 0));
  expect(missingPages(one, 0, 120, 3)).toEqual([1]);
  expect(missingPages(one, 0, 120, 4)).toEqual([0, 1]);
  expect(missingPages(one, 0, 50, 3)).toEqual([]);
});

it('keeps rows in sight until the newer ones are there', () => {
  const two = withPage(withPage<string>(noPages, 0, page(3, 250, 0)), 1, page(4, 250, 100));
  expect(itemAt(two, 5)).toBe('3:5');
  expect(itemAt(two, 105)).toBe('4:105');
  expect(itemAt(two, 205)).toBeUndefined();
});

it('passes over an answer that was overtaken, and takes its total from the newest', () => {
  const newer = withPage<string>(noPages, 0, page(5, 40, 0));
  expect(withPage(newer, 0, page(4, 90, 0))).toBe(newer);
  expect(withPage(newer, 1, page(4, 190, 100)).total).toBe(40);
});

it('lets pages go that are beyond a list that became shorter', () => {
  const long = withPage(withPage<string>(noPages, 0, page(1, 250, 0)), 2, page(1, 250, 200));
  expect([...withPage(long, 0, page(2, 80, 0)).pages.keys()]).toEqual([0]);
});
