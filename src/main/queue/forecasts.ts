import type { Estimate } from '../../shared/contract/common.ts';
import { costOf, noUnits, plus } from '../../shared/costs.ts';
import type { Lengths, Units } from '../../shared/pricing.ts';
import { reachOf } from '../core/forecast.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Charge } from '../ledger/spending.ts';
import type { Holds } from './holds.ts';
import type { Prices } from './prices.ts';

interface ForecastSource {
  ledger: Ledger;
  apiUrl: string;
  prices: Prices;
  holds: Holds;
}

/** How far the balance reaches over the clips that are not submitted yet, in queue order. */
export interface Forecast {
  /** Credits that are left for clips which are not submitted yet. */
  available: number;
  /** How many of `total` clips are submitted or covered; clips of batches that must not submit are in neither. */
  fits: number;
  total: number;
  /** The first clip that may not be covered; null when all are. */
  endsAt: string | null;
  /** How many credits the clips from there on lack, without those of unknown length. */
  missing: Estimate;
}

const waitingStates: readonly string[] = ['checking', 'ready', 'hosting', 'hosted'];

/** Compares what waits with what the account held when it was last read. */
export class Forecasts {
  readonly #source: ForecastSource;

  constructor(source: ForecastSource) {
    this.#source = source;
  }

  /** What the account has left once all that is at the service is charged; null while that is unknown. */
  available(): number | null {
    const { ledger, apiUrl, prices } = this.#source;
    const latest = ledger.profiles.latest(apiUrl);
    if (latest?.credits == null) return null;
    const { known, underWay, doubtful, unpriced } = ledger.spending.ofService(apiUrl);
    const most = (charge: Charge): number => prices.most(charge) ?? NaN;
    const sum = (charges: readonly Charge[]): number => charges.reduce((total, charge) => total + most(charge), 0);
    // What was charged by then is in the balance; the rest of what is under way is still to come off it.
    const before = latest.ours === null ? known + sum(unpriced) : latest.ours + latest.told;
    const toCome = Math.max(0, known + sum(unpriced) + sum(underWay) + sum(doubtful) - before);
    return Number.isNaN(toCome) ? null : latest.credits - toCome;
  }

  /** Null while the balance or the price is unknown. */
  read(): Forecast | null {
    const { ledger, apiUrl, prices, holds } = this.#source;
    const [available, price] = [this.available(), prices.price()];
    if (available === null || price === null) return null;
    const stopped = new Set(holds.batchesStopped('submit'));
    let total = 0;
    let waiting: Units = noUnits;
    for (const { id } of ledger.batches.open(apiUrl)) {
      if (stopped.has(id)) continue;
      for (const { state, seconds, ...tally } of ledger.pages.tallies(id)) {
        total += tally.clips;
        if (waitingStates.includes(state)) waiting = plus(waiting, { ...tally, shorter: seconds });
      }
    }
    const needs = costOf(waiting, () => [...this.#inOrder(stopped)], price).credits;
    // A clip that is still being checked is no shortage: its cost will be known in a moment.
    const isShort = needs !== null && needs.high > available;
    const reach = isShort ? reachOf(this.#inOrder(stopped), available, price) : null;
    const fits = reach?.endsAt == null ? waiting.clips - waiting.unmeasured : reach.fits;
    const missing = (credits = 0): number => Math.max(0, credits - available);
    return {
      available,
      fits: total - waiting.clips + fits,
      total,
      endsAt: reach?.endsAt ?? null,
      missing: { low: missing(needs?.low), likely: missing(needs?.likely), high: missing(needs?.high) },
    };
  }

  *#inOrder(stopped: ReadonlySet<string>): Generator<{ id: string } & Lengths> {
    const { ledger, apiUrl } = this.#source;
    for (const clip of ledger.spending.waiting(apiUrl)) if (!stopped.has(clip.batchId)) yield clip;
  }
}
