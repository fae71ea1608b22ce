import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
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
  /** Hears what a listener of commits throws; without it that is an uncaught exception. */
  onFault?: (error: unknown) => void;
}

/**
 * Opens the ledger and brings it to the newest format. A file that is not a sound database is set aside under a name
 * with the time, never overwritten; without a `worker` it is left alone, and `ledger.damaged`. Fails also with
 * `ledger.held`, `ledger.newer` or `ledger.unusable`.
 */
export function openLedger({ path, now, worker, onFault }: OpenOptions): Result<OpenLedger> {
  return orUnusable(() => (worker === null ? openForReading(path, now) : openForWork(path, now, worker, onFault)));
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
  // As for work: what only a newer one can read looks like damage.
  const found = formatAsItIs(path);
  if (found > migrations.length) return failure(problem('ledger.newer', { found, known: migrations.length }));
  if (isOtherThanSqlite(path)) return failure(problem('ledger.damaged'));
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  return orClose(
    () => database.close(),
    () => {
      if (!isSound(database)) return failure(problem('ledger.damaged'));
      if (found < migrations.length) {
        const reason = 'it is of an older format; “shoal resume” brings it up to date';
        return failure(problem('ledger.unusable', { reason }));
      }
      return success({ ledger: createLedger(database, now), setAside: null, close: () => database.close() });
    },
  );
}

function openForWork(
  path: string,
  now: () => number,
  worker: string,
  onFault: OpenOptions['onFault'],
): Result<OpenLedger> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = takeLock(path, worker, now());
  if ('holder' in lock) return failure(problem('ledger.held', { holder: lock.holder }));
  return orClose(
    () => lock.release(),
    () => {
      // Before anything else: to this SQLite, a schema that only a newer one can read looks like damage.
      const found = formatAsItIs(path);
      if (found > migrations.length) return failure(problem('ledger.newer', { found, known: migrations.length }));
      const sound = openSound(path);
      const setAside = sound === null ? setAsideDamaged(path, now()) : null;
      const database = sound ?? new Database(path);
      return orClose(
        () => database.close(),
        () => {
          const ledger = prepareLedger(database, now, onFault);
          const close = (): void => {
            database.close();
            lock.release();
          };
          return success({ ledger, setAside, close });
        },
      );
    },
  );
}

/** Does `work`, and undoes what came before it when that fails or throws. */
function orClose<Value>(close: () => unknown, work: () => Result<Value>): Result<Value> {
  let isOpen = false;
  try {
    const result = work();
    isOpen = result.ok;
    return result;
  } finally {
    if (!isOpen) close();
  }
}

/**
 * The ledger over an open database, brought to the newest format. Every commit reaches the disk before it returns
 * (`synchronous=FULL`): an attempt is on disk before a byte of it is sent.
 */
export function prepareLedger(
  database: Database.Database,
  now: () => number,
  onFault?: (error: unknown) => void,
): Ledger {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  // On macOS a commit is on the disk only so; elsewhere these change nothing.
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma('foreign_keys = ON');
  // Without it, REPLACE deletes rows behind the back of the triggers that forbid it.
  database.pragma('recursive_triggers = ON');
  migrate(database);
  return createLedger(database, now, onFault);
}

function formatOf(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** The format of the file, read without changing a byte of it; 0 when that cannot be told. */
function formatAsItIs(path: string): number {
  if (!looksLikeSqlite(path)) return 0;
  const database = new Database(path, { readonly: true });
  try {
    return formatOf(database);
  } catch {
    return 0; // damaged, or cut off while it was made: opening it to work tells which
  } finally {
    database.close();
  }
}

function looksLikeSqlite(path: string): boolean {
  const magic = 'SQLite format 3\0';
  const file = existsSync(path) ? openSync(path, 'r') : null;
  if (file === null) return false;
  try {
    const start = Buffer.alloc(magic.length);
    return readSync(file, start) === magic.length && start.toString('latin1') === magic;
  } finally {
    closeSync(file);
  }
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

/** The database if it is sound, null if it is damaged or not a database. Other errors (no right, no space) are thrown. */
function openSound(path: string): Database.Database | null {
  // Not even opened by SQLite when it is something else: SQLite would delete the journal beside it.
  if (isOtherThanSqlite(path)) return null;
  const database = new Database(path);
  let sound = false;
  try {
    sound = isSound(database);
  } finally {
    if (!sound) database.close();
  }
  return sound ? database : null;
}

function isOtherThanSqlite(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0 && !looksLikeSqlite(path);
}

/** Whether SQLite finds no damage. Throws other errors of its own. */
function isSound(database: Database.Database): boolean {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return false;
    throw error;
  }
}

function setAsideDamaged(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  let aside = `${path}.damaged-${stamp}`;
  for (let number = 2; existsSync(aside); number += 1) aside = `${path}.damaged-${stamp}-${number}`;
  // The journal is copied first: without its database beside it, it would be deleted by the next run after a crash here.
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${aside}-wal`);
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  return aside;
}
