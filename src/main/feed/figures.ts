import type { Header } from '../../shared/contract/app.ts';
import type { FilterCounts } from '../../shared/contract/batch.ts';
import { clipFilters, filterOf } from '../../shared/contract/clip.ts';
import type { Cost } from '../../shared/contract/common.ts';
import { costOf, noUnits, plus } from '../../shared/costs.ts';
import type { JobState } from '../../shared/job-state.ts';
import type { Price } from '../../shared/pricing.ts';
import { spread, timeLeft } from '../core/estimates.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** How many of the clips that were done last tell times. */
const samples = 100;

/** The states in which a clip is still to be submitted. */
const ahead: readonly JobState[] = ['checking', 'ready', 'hosting', 'hosted'];

export interface FiguresSource {
  ledger: Ledger;
  apiUrl: string;
  prices: { price: () => Price | null };
  forecasts: { available: () => number | null; read: () => Header['forecast'] };
  now: () => number;
  /** How many clips may be at the service at once. */
  concurrency: () => number;
  /** Whether the person paused a batch. */
  isPaused: (batchId: string) => boolean;
  /** Whether a batch may not submit until the person decides something about it, such as its budget. */
  isHeld: (batchId: string) => boolean;
}

/** The numbers of the queue. What is learned from finished clips is kept until another one finishes. */
export class Figures {
  readonly #source: FiguresSource;
  #finished: number[] | null = null;

  constructor(source: FiguresSource) {
    this.#source = source;
  }

  /** A clip finished: there is more to learn from. */
  forget(): void {
    this.#finished = null;
  }

  price(): Price | null {
    return this.#source.prices.price();
  }

  /** How many clips of a batch each filter shows. */
  counts(batchId: string): FilterCounts {
    return countsOf(this.#source.ledger.pages.tallies(batchId));
  }

  /** What the clips of a batch that are still to be submitted will probably cost. */
  needs(batchId: string): Cost {
    return this.#needsOf([batchId]);
  }

  header(): Header {
    const { ledger, apiUrl, now, concurrency, isPaused, isHeld, forecasts } = this.#source;
    const [price, finished] = [this.price(), this.#durations()];
    const counts = noCounts();
    const going: string[] = [];
    let paused = 0;
    let held = 0;
    for (const { id } of ledger.batches.open(apiUrl)) {
      const ofBatch = this.counts(id);
      for (const filter of clipFilters) counts[filter] += ofBatch[filter];
      if (isPaused(id)) {
        paused += ofBatch.waiting;
        continue;
      }
      if (isHeld(id)) held += ofBatch.waiting;
      going.push(id);
    }
    const elapsed = ledger.pages.beginnings(apiUrl).map((began) => Math.max(0, now() - began));
    return {
      counts,
      paused,
      held,
      needs: this.#needsOf(going),
      timeLeft: timeLeft({ waiting: counts.waiting - paused - held, elapsed, finished, atOnce: concurrency() }),
      price,
      available: forecasts.available(),
      forecast: forecasts.read(),
      elsewhere: this.#elsewhere(),
      typicalMs: spread(finished, 0.25)?.likely ?? null,
    };
  }

  /** What other work used since the oldest batch that has not ended was started. */
  #elsewhere(): { credits: number; since: number } | null {
    const { ledger, apiUrl } = this.#source;
    const since = ledger.batches.open(apiUrl)[0]?.createdAt;
    const credits = since === undefined ? 0 : ledger.profiles.elsewhere(apiUrl, since);
    return since === undefined || credits === 0 ? null : { credits, since };
  }

  /** What the clips of these batches that are still to be submitted will probably cost. */
  #needsOf(batchIds: readonly string[]): Cost {
    const { pages } = this.#source.ledger;
    let units = noUnits;
    for (const { state, seconds, ...tally } of batchIds.flatMap((id) => pages.tallies(id))) {
      if (ahead.includes(state)) units = plus(units, { ...tally, shorter: seconds });
    }
    return costOf(units, () => batchIds.flatMap((id) => pages.lengthsAhead(id)), this.price());
  }

  #durations(): number[] {
    this.#finished ??= this.#source.ledger.pages.durations(this.#source.apiUrl, samples);
    return this.#finished;
  }
}

export function noCounts(): FilterCounts {
  return { all: 0, working: 0, waiting: 0, 'needs-you': 0, failed: 0, done: 0, canceled: 0 };
}

/** Counts by state, as the filters show them. */
export function countsOf(tallies: Iterable<{ state: JobState; clips: number }>): FilterCounts {
  const counts = noCounts();
  for (const { state, clips } of tallies) {
    counts.all += clips;
    counts[filterOf(state)] += clips;
  }
  return counts;
}
