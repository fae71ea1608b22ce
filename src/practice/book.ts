import { join } from 'node:path';
import { z } from 'zod';
import { openJournal } from './journal.ts';

const at = z.number();
const id = z.string();
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('received'), at }),
  z.object({
    type: z.literal('accepted'),
    id,
    at,
    videoUrl: z.string(),
    audioUrl: z.string(),
    /** Credits charged at once, or null when the price shows only after the download. */
    charged: z.number().nullable(),
    /** The fault plan wants this job to fail. */
    doomed: z.boolean(),
  }),
  z.object({
    type: z.literal('started'),
    id,
    at,
    billedSeconds: z.number(),
    mediaSeconds: z.number(),
    charged: z.number(),
  }),
  z.object({ type: z.literal('completed'), id, at }),
  z.object({ type: z.literal('failed'), id, at, message: z.string(), refunded: z.number() }),
  z.object({ type: z.literal('balance'), at, credits: z.number() }),
]);
export type BookEvent = z.infer<typeof eventSchema>;

/** A job as the service knows it. Times are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly videoUrl: string;
  readonly audioUrl: string;
  readonly status: 'queued' | 'processing' | 'completed' | 'failed';
  readonly doomed: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Null until the price is known. */
  readonly creditsUsed: number | null;
  /** Known once the inputs were read. */
  readonly started: { readonly billedSeconds: number; readonly mediaSeconds: number } | null;
  readonly errorMessage: string | null;
}

/** All that the service must remember: its jobs, its counts and the balance. Changes only by events in the journal. */
export interface Book {
  readonly jobs: ReadonlyMap<string, Job>;
  balance(): number;
  creates(): { received: number; accepted: number };
  /** Writes the event down, then lets it take effect. */
  record(event: BookEvent): void;
  close(): void;
}

/** Opens the book in `folder`; a new one begins with a balance of `credits`. */
export function openBook(folder: string, credits: number): Book {
  const jobs = new Map<string, Job>();
  let balance = 0;
  let received = 0;

  function change(jobId: string, updatedAt: number, difference: Partial<Job>): void {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`The practice journal tells of ${jobId}, which was never accepted.`);
    jobs.set(jobId, { ...job, ...difference, updatedAt });
  }

  function creditsUsed(jobId: string): number {
    return jobs.get(jobId)?.creditsUsed ?? 0;
  }

  function apply(event: BookEvent): void {
    switch (event.type) {
      case 'received':
        received += 1;
        return;
      case 'accepted':
        balance -= event.charged ?? 0;
        jobs.set(event.id, {
          id: event.id,
          videoUrl: event.videoUrl,
          audioUrl: event.audioUrl,
          status: 'queued',
          doomed: event.doomed,
          createdAt: event.at,
          updatedAt: event.at,
          creditsUsed: event.charged,
          started: null,
          errorMessage: null,
        });
        return;
      case 'started': {
        balance -= event.charged;
        const started = { billedSeconds: event.billedSeconds, mediaSeconds: event.mediaSeconds };
        const used = creditsUsed(event.id) + event.charged;
        change(event.id, event.at, { status: 'processing', creditsUsed: used, started });
        return;
      }
      case 'completed':
        change(event.id, event.at, { status: 'completed' });
        return;
      case 'failed': {
        balance += event.refunded;
        const used = creditsUsed(event.id) - event.refunded;
        change(event.id, event.at, { status: 'failed', creditsUsed: used, errorMessage: event.message });
        return;
      }
      case 'balance':
        balance = event.credits;
        return;
    }
  }

  const journal = openJournal(join(folder, 'journal.jsonl'), eventSchema);
  journal.events.forEach(apply);
  const book: Book = {
    jobs,
    balance: () => balance,
    creates: () => ({ received, accepted: jobs.size }),
    record(event) {
      journal.append(event);
      apply(event);
    },
    close: () => journal.close(),
  };
  if (journal.events.length === 0) book.record({ type: 'balance', at: Date.now(), credits });
  return book;
}
