import type { Database } from 'better-sqlite3';
import type { LedgerEvent } from '../../shared/events.ts';
import { attemptsRepository } from './attempts.ts';
import { batchesRepository } from './batches.ts';
import { eventsRepository } from './events.ts';
import { holdsRepository } from './holds.ts';
import { hostedObjectsRepository } from './hosted-objects.ts';
import { intakeRepository } from './intake.ts';
import { intakeStepsRepository } from './intake-steps.ts';
import { jobsRepository } from './jobs.ts';
import { mediaRepository } from './media.ts';
import { profilesRepository } from './profiles.ts';
import { queuePages } from './queue-pages.ts';
import { servicesRepository } from './services.ts';
import { settingsRepository } from './settings.ts';
import { spendingRepository } from './spending.ts';
import { usageRepository } from './usage.ts';
import type { Together } from './together.ts';

/** The only truth: everything the program knows, in one database. All else is a view of it. */
export interface Ledger {
  batches: ReturnType<typeof batchesRepository>;
  media: ReturnType<typeof mediaRepository>;
  jobs: ReturnType<typeof jobsRepository>;
  attempts: ReturnType<typeof attemptsRepository>;
  hostedObjects: ReturnType<typeof hostedObjectsRepository>;
  holds: ReturnType<typeof holdsRepository>;
  profiles: ReturnType<typeof profilesRepository>;
  services: ReturnType<typeof servicesRepository>;
  settings: ReturnType<typeof settingsRepository>;
  events: ReturnType<typeof eventsRepository>;
  pages: ReturnType<typeof queuePages>;
  usage: ReturnType<typeof usageRepository>;
  spending: ReturnType<typeof spendingRepository>;
  intake: ReturnType<typeof intakeRepository>;
  intakeSteps: ReturnType<typeof intakeStepsRepository>;
  /**
   * Runs `work` as one: all of it is on disk when this returns, or none of it happened and this throws. May be nested:
   * then it is on disk when the outermost returns, and a part that throws is taken back by itself.
   */
  together: Together;
  /**
   * Calls `listener` with the events of each commit, after it is on disk. What it throws does not reach the one who
   * committed. Gives back a function that ends it.
   */
  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void;
}

/** The ledger's repositories over an open database. */
export function createLedger(
  database: Database,
  now: () => number,
  onFault: (error: unknown) => void = throwLater,
): Ledger {
  const listeners = new Set<(events: readonly LedgerEvent[]) => void>();
  let uncommitted: LedgerEvent[] = [];
  const events = eventsRepository(database, now, (event) => uncommitted.push(event));

  function together<Value>(work: () => Value): Value {
    if (database.inTransaction) return part(work);
    uncommitted = [];
    const value = database.transaction(work)();
    const committed = uncommitted;
    uncommitted = [];
    if (committed.length > 0) for (const listener of [...listeners]) tell(listener, committed);
    return value;
  }

  /** A savepoint within the transaction that is under way. */
  function part<Value>(work: () => Value): Value {
    const before = uncommitted.length;
    try {
      return database.transaction(work)();
    } catch (error) {
      uncommitted.length = before;
      throw error;
    }
  }

  /** The commit is on disk: a listener that fails must not make it look as if it were not. */
  function tell(listener: (events: readonly LedgerEvent[]) => void, committed: readonly LedgerEvent[]): void {
    try {
      listener(committed);
    } catch (error) {
      onFault(error);
    }
  }

  const jobs = jobsRepository(database, events, together);
  const intake = intakeRepository(database);
  return {
    batches: batchesRepository(database, events, together, now),
    media: mediaRepository(database),
    jobs,
    attempts: attemptsRepository(database, events, jobs, together, now),
    hostedObjects: hostedObjectsRepository(database, now),
    holds: holdsRepository(database, events, together, now),
    profiles: profilesRepository(database, events, together, now),
    services: servicesRepository(database),
    settings: settingsRepository(database),
    events,
    pages: queuePages(database),
    usage: usageRepository(database),
    spending: spendingRepository(database),
    intake,
    intakeSteps: intakeStepsRepository(database, intake, together),
    together,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
