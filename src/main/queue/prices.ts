import type { Estimate } from '../../shared/contract/common.ts';
import { creditsFor, type Lengths, type Price } from '../../shared/pricing.ts';
import type { Settings } from '../../shared/settings.ts';
import { learnPrice, priceSet, type Learned } from '../core/learn-price.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Charge } from '../ledger/spending.ts';

/** How many of the clips that were finished last tell the price. */
const bills = 40;

/** The price as the ledger's finished clips tell it, kept until another one finishes; or as the person set it. */
export class Prices {
  readonly #source: { ledger: Ledger; apiUrl: string; settings: () => Settings };
  #learned: Learned | null = null;

  constructor(source: { ledger: Ledger; apiUrl: string; settings: () => Settings }) {
    this.#source = source;
  }

  /** A clip finished: there is more to learn from. */
  forget(): void {
    this.#learned = null;
  }

  learned(): Learned {
    const { ledger, apiUrl } = this.#source;
    this.#learned ??= learnPrice(ledger.spending.bills(apiUrl, bills));
    return this.#learned;
  }

  /** Null while it is unknown: a price is never made up. */
  price(): Price | null {
    const { price } = this.#source.settings();
    return price === null ? this.learned().price : priceSet(price);
  }

  /** What a clip will cost; null while that cannot be told. */
  of(lengths: Lengths): Estimate | null {
    return creditsFor(this.price(), lengths);
  }

  /** The most that a clip which is not settled may be charged, and no less than the service says already; null while unknown. */
  most({ lengths, credits }: Charge): number | null {
    const expected = this.of(lengths);
    return expected === null ? null : Math.max(expected.high, credits ?? 0);
  }
}
