import type { Header, Price } from '../../shared/contract/app.ts';
import type { FilterCounts } from '../../shared/contract/batch.ts';
import { clipFilters, filterOf } from '../../shared/contract/clip.ts';
import type { Cost } from '../../shared/contract/common.ts';
import type { JobState } from '../../shared/job-state.ts';
import { costOf, priceOf, spread, timeLeft } from '../core/estimates.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** How many of the clips that were done last tell prices and times. */
const samples = 100;

/** The states in which a clip has not been charged yet. */
const uncharged: readonly JobState[] = ['checking', 'ready', 'hosting', 'hosted', 'submitting'];

export interface FiguresSource {
  ledger: Ledger;
  apiUrl: string;
  now: () => number;
  /** How many clips may be at the service at once. */
  concurrency: () => number;
  /** Whether the person paused a batch. */
  isPaused: (batchId: string) => boolean;
}

/** The numbers of the queue. What is learned from finished clips is kept until another one finishes. */
export class Figures {
  readonly #source: FiguresSource;
  #learned: { price: Price | null; finished: number[] } | null = null;

  constructor(source: FiguresSource) {
    this.#source = source;
  }

  /** A clip finished: there is more to learn from. */
  forget(): void {
    this.#learned = null;
  }

  price(): Price | null {
    return this.#learn().price;
  }

  /** How many clips of a batch each filter shows. */
  counts(batchId: string): FilterCounts {
    return countsOf(this.#source.ledger.pages.tallies(batchId));
  }

  /** What the clips of a batch that were not charged yet will probably cost. */
  needs(batchId: string): Cost {
    const sum = { clips: 0, seconds: 0, unmeasured: 0 };
    for (const { state, clips, seconds, unmeasured } of this.#source.ledger.pages.tallies(batchId)) {
      if (!uncharged.includes(state)) continue;
      sum.clips += clips;
      sum.seconds += seconds;
      sum.unmeasured += unmeasured;
    }
    return costOf(sum, this.price());
  }

  header(): Header {
    const { ledger, apiUrl, now, concurrency, isPaused } = this.#source;
    const { price, finished } = this.#learn();
    const counts = noCounts();
    const needs = { clips: 0, seconds: 0, unmeasured: 0 };
    let paused = 0;
    for (const { id } of ledger.batches.open(apiUrl)) {
      const ofBatch = this.counts(id);
      for (const filter of clipFilters) counts[filter] += ofBatch[filter];
      if (isPaused(id)) {
        paused += ofBatch.waiting;
        continue;
      }
      const cost = this.needs(id);
      needs.clips += cost.clips;
      needs.seconds += cost.seconds;
      needs.unmeasured += cost.unmeasured;
    }
    const elapsed = ledger.pages.beginnings(apiUrl).map((began) => Math.max(0, now() - began));
    return {
      counts,
      paused,
      needs: costOf(needs, price),
      timeLeft: timeLeft({ waiting: counts.waiting - paused, elapsed, finished, atOnce: concurrency() }),
      price,
      typicalMs: spread(finished, 0.25)?.likely ?? null,
    };
  }

  #learn(): { price: Price | null; finished: number[] } {
    const { ledger, apiUrl } = this.#source;
    this.#learned ??= {
      price: priceOf(ledger.jobs.recentlyDone(apiUrl, samples)),
      finished: ledger.pages.durations(apiUrl, samples),
    };
    return this.#learned;
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
