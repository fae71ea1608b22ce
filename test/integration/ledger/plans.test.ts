import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareLedger } from '../../../src/main/ledger/open.ts';

/** Tables that grow with the number of clips: no row of theirs is looked at that is not asked for. */
const growing = ['jobs', 'attempts', 'events', 'media', 'hosted_objects', 'profiles'];

/** Statements that may sort after all, each with why. The key is a part of the statement. */
const maySort: Record<string, string> = {
  'AND audio_id IN (SELECT id FROM media WHERE location = ?)':
    'sorts only the clips that were made of two given files; asked once for each clip that a person adds',
  'IN (SELECT other.id FROM media given': 'sorts only the clips that were made of two given files',
  'ORDER BY v.position, a.position': 'sorts only the audio tracks of one video at a time',
  'count(DISTINCT folder) FROM intake_files': 'sums over the intake, which a person has before them',
  'SELECT language, count(*) AS clips FROM intake_clips': 'sums over the intake, which a person has before them',
  'GROUP BY code ORDER BY clips DESC': 'sorts only the reasons of the failed clips of one batch',
  'row_number() OVER (ORDER BY at)': 'the balances of the time that a chart shows',
  'AS failedFree FROM jobs j': 'sums over all that was submitted, for a person who asks what it cost',
  'AS attempts FROM (SELECT job_id':
    'sums over the attempts in doubt, which are few, for a person who asks what it cost',
  'FROM holds ORDER BY since': 'there are at most a handful of holds',
  'FROM batches ORDER BY created_at': 'all batches, for a person to read: asked by a list, never by the queue',
};

let database: Database.Database;
let statements: string[];

beforeAll(() => {
  database = new Database(':memory:');
  const prepare = vi.spyOn(database, 'prepare');
  prepareLedger(database, () => 0);
  statements = [...new Set(prepare.mock.calls.map(([sql]) => sql.replaceAll(/\s+/g, ' ').trim()))];
  prepare.mockRestore();
});
afterAll(() => {
  database.close();
});

/** How SQLite would go about a statement, a line for each step. */
function planOf(sql: string): string[] {
  const explained = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]);
  const rows =
    names.length > 0
      ? explained.all(Object.fromEntries(names))
      : explained.all(...Array.from({ length: sql.split('?').length - 1 }, () => null));
  return rows.map(({ detail }) => detail);
}

const scans = (step: string): boolean => growing.some((table) => new RegExp(`^SCAN ${table}\\b`).test(step));
const sorts = (step: string): boolean => step.includes('USE TEMP B-TREE');

describe('every statement of the ledger', () => {
  it('is known to this test', () => {
    expect(statements.length).toBeGreaterThan(40);
    for (const table of growing)
      expect(
        statements.some((sql) => sql.includes(table)),
        table,
      ).toBe(true);
  });

  it('looks only at rows that it is after', () => {
    expect(statements.filter((sql) => planOf(sql).some(scans))).toEqual([]);
  });

  it('finds them in the order that it wants', () => {
    const sorting = statements.filter((sql) => planOf(sql).some(sorts));
    expect(sorting.filter((sql) => !Object.keys(maySort).some((part) => sql.includes(part)))).toEqual([]);
    for (const part of Object.keys(maySort))
      expect(
        sorting.some((sql) => sql.includes(part)),
        part,
      ).toBe(true);
  });

  it('is looked at in earnest: one without an index is found out', () => {
    expect(planOf('SELECT id FROM jobs WHERE name = ?').some(scans)).toBe(true);
    expect(planOf('SELECT id FROM jobs WHERE batch_id = ? ORDER BY name').some(sorts)).toBe(true);
  });
});
