import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';

const holderSchema = z.object({ pid: z.number(), what: z.string(), since: z.string() });

export interface Lock {
  release(): void;
}

/**
 * Takes the one place of the working process for a ledger, or says who has it. The lock is SQLite's own lock on a file
 * beside the ledger, so that the system frees it however the process ends; the note of who holds it is only for people.
 */
export function takeLock(ledgerPath: string, what: string, now: number): Lock | { holder: string } {
  const notePath = `${ledgerPath}.holder.json`;
  const database = new Database(`${ledgerPath}.lock`, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(notePath, JSON.stringify({ pid: process.pid, what, since: new Date(now).toISOString() }));
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return { holder: readNote(notePath) };
    throw error;
  }
  return { release: () => database.close() };
}

/** Who works with a ledger now; null when nobody does. Changes nothing. */
export function holderOf(ledgerPath: string): string | null {
  const path = `${ledgerPath}.lock`;
  if (!existsSync(path)) return null;
  const database = new Database(path, { readonly: true, timeout: 0 });
  try {
    database.pragma('schema_version');
    return null;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return readNote(`${ledgerPath}.holder.json`);
    throw error;
  } finally {
    database.close();
  }
}

function readNote(path: string): string {
  try {
    const { pid, what, since } = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return `${what}, process ${pid}, since ${since}`;
  } catch {
    return 'it did not say which';
  }
}
