import type { Database } from 'better-sqlite3';
import type { LedgerEvent } from '../../shared/events.ts';
import { attemptsRepository } from './attempts.ts';
import { batchesRepository } from './batches.ts';
import { eventsRepository } from './events.ts';
import { holdsRepository } from './holds.ts';
import { hostedObjectsRepository } from './hosted-objects.ts';
import { intakeRepository } from './intake.ts';
import { jobsRepository } from './jobs.ts';
import { mediaRepository } from './media.ts';
import { profilesRepository } from './profiles.ts';
import { queuePages } from './queue-pages.ts';
import { servicesRepository } from './services.ts';
import { settingsRepository } from './settings.ts';
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
  intake: ReturnType<typeof intakeRepository>;
  together: Together;
  /** Calls `listener` with the events of each commit, after it is on disk. Gives back a function that ends it. */
  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void;
}

/** The ledger's repositories over an open database. */
export function createLedger(database: Database, now: () => number): Ledger {
  const listeners = new Set<(events: readonly LedgerEvent[]) => void>();
  let uncommitted: LedgerEvent[] = [];
  const events = eventsRepository(database, now, (event) => uncommitted.push(event));

  function together<Value>(work: () => Value): Value {
    if (database.inTransaction) return work();
    uncommitted = [];
    const value = database.transaction(work)();
    const committed = uncommitted;
    uncommitted = [];
    if (committed.length > 0) for (const listener of [...listeners]) listener(committed);
    return value;
  }

  const jobs = jobsRepository(database, events, together);
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
    intake: intakeRepository(database, together),
    together,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
