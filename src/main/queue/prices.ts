import type { Estimate } from '../../shared/contract/common.ts';
import { creditsFor, type Lengths, type Price } from '../../shared/pricing.ts';
import type { Settings } from '../../shared/settings.ts';
import { learnPrice, priceSet, type Bill, type Learned } from '../core/learn-price.ts';
import { mostCredits } from '../core/most-credits.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Charge } from '../ledger/spending.ts';

/** How many of the clips that were finished last tell the price. */
const billsKept = 40;

/** The price as the ledger's finished clips tell it, kept until another one finishes; or as the person set it. */
export class Prices {
  readonly #source: { ledger: Ledger; apiUrl: string; settings: () => Settings };
  #learned: (Learned & { from: readonly Bill[] }) | null = null;

  constructor(source: { ledger: Ledger; apiUrl: string; settings: () => Settings }) {
    this.#source = source;
  }

  /** A clip finished: there is more to learn from. */
  forget(): void {
    this.#learned = null;
  }

  /** What the newest bills tell, and those bills. */
  learned(): Learned & { from: readonly Bill[] } {
    const { ledger, apiUrl } = this.#source;
    if (this.#learned === null) {
      const from = ledger.spending.bills(apiUrl, billsKept);
      this.#learned = { ...learnPrice(from), from };
    }
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
    const most = mostCredits(this.price(), this.learned().from, lengths);
    return most === null ? null : Math.max(most, credits ?? 0);
  }
}
