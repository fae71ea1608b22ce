import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { takeLock } from './lock.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { migrations } from './migrations/index.ts';

export interface OpenLedger {
  ledger: Ledger;
  /** The path that a damaged ledger was set aside to, when that had to be done. */
  setAside: string | null;
  close: () => void;
}

export interface OpenOptions {
  path: string;
  now: () => number;
  /** Who wants to work, for the message to a second process; null only reads and needs no lock. */
  worker: string | null;
}

/**
 * Opens the ledger and brings it to the newest format. A file that is not a sound database is set aside under a name
 * with the time, never overwritten. Fails with `ledger.held`, `ledger.newer` or `ledger.unusable`.
 */
export function openLedger({ path, now, worker }: OpenOptions): Result<OpenLedger> {
  return orUnusable(() => (worker === null ? openForReading(path, now) : openForWork(path, now, worker)));
}

/** What `work` gives, or `ledger.unusable` when the system or SQLite refuses it (no right, no space, no disk). */
export function orUnusable<Value>(work: () => Result<Value>): Result<Value> {
  try {
    return work();
  } catch (error) {
    return failure(unusable(error));
  }
}

/** The problem that an error of SQLite or of the system stands for; a bug is thrown on. */
export function unusable(error: unknown): Problem {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return problem('ledger.unusable', { reason: error.message });
}

function openForReading(path: string, now: () => number): Result<OpenLedger> {
  if (!existsSync(path)) return failure(problem('ledger.unusable', { reason: 'there is no ledger yet' }));
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  const found = formatOf(database);
  if (found !== migrations.length) {
    database.close();
    return failure(
      found > migrations.length
        ? problem('ledger.newer', { found, known: migrations.length })
        : problem('ledger.unusable', { reason: 'it is of an older format; “shoal resume” brings it up to date' }),
    );
  }
  return success({ ledger: createLedger(database, now), setAside: null, close: () => database.close() });
}

function openForWork(path: string, now: () => number, worker: string): Result<OpenLedger> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = takeLock(path, worker, now());
  if ('holder' in lock) return failure(problem('ledger.held', { holder: lock.holder }));
  try {
    let setAside: string | null = null;
    let database = openSound(path);
    if (database === null) {
      setAside = setAsideDamaged(path, now());
      database = new Database(path);
    }
    const found = formatOf(database);
    if (found > migrations.length) {
      database.close();
      lock.release();
      return failure(problem('ledger.newer', { found, known: migrations.length }));
    }
    const ledger = prepareLedger(database, now);
    const opened = database;
    const close = (): void => {
      opened.close();
      lock.release();
    };
    return success({ ledger, setAside, close });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The ledger over an open database, brought to the newest format. Every commit reaches the disk before it returns
 * (`synchronous=FULL`): an attempt is on disk before a byte of it is sent.
 */
export function prepareLedger(database: Database.Database, now: () => number): Ledger {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  migrate(database);
  return createLedger(database, now);
}

function formatOf(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function migrate(database: Database.Database): void {
  for (const [index, migration] of migrations.entries()) {
    if (formatOf(database) > index) continue;
    database.transaction(() => {
      database.exec(migration);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** The database if SQLite finds it sound, null if it is damaged or not a database. Other errors (no right, no space) are thrown. */
function openSound(path: string): Database.Database | null {
  const database = new Database(path);
  try {
    if (database.pragma('quick_check(1)', { simple: true }) === 'ok') return database;
  } catch (error) {
    const damaged = error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
    if (!damaged) {
      database.close();
      throw error;
    }
  }
  database.close();
  return null;
}

function setAsideDamaged(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  let aside = `${path}.damaged-${stamp}`;
  for (let number = 2; existsSync(aside); number += 1) aside = `${path}.damaged-${stamp}-${number}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
