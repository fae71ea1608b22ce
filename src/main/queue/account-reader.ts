import type { Settings } from '../../shared/settings.ts';
import type { Result } from '../../shared/result.ts';
import { billsOfFailures, spentElsewhere } from '../core/account-numbers.ts';
import type { Profile } from '../core/remote.ts';
import type { FishSpeechClient } from '../fishspeech/client.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { NewSnapshot } from '../ledger/profiles.ts';
import type { Charge } from '../ledger/spending.ts';
import type { Holds } from './holds.ts';
import type { Prices } from './prices.ts';

interface ReaderContext {
  ledger: Ledger;
  apiUrl: string;
  client: Pick<FishSpeechClient, 'profile'>;
  prices: Prices;
  holds: Holds;
  settings: () => Settings;
}

/**
 * Reads the account: when it is asked to, after every so many finished clips, and after a failed one. Every reading is
 * kept, with what this ledger's own clips had cost by then, so that it can be told what other work used.
 */
export class AccountReader {
  readonly #context: ReaderContext;
  readonly #stopping = new AbortController();
  #finished = 0;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  #unsubscribe: () => void = () => undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  start(): void {
    this.#unsubscribe = this.#context.ledger.onCommit((events) => {
      const ended = events.filter(({ body }) => body.kind === 'clip' && (body.to === 'done' || body.to === 'failed'));
      if (ended.length === 0) return;
      this.#finished += ended.length;
      const hasFailed = ended.some(({ body }) => body.kind === 'clip' && body.to === 'failed');
      if (hasFailed || this.#finished >= this.#context.settings().profileEvery) this.#readSoon();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unsubscribe();
    await this.#reading;
  }

  /** Reads the account and keeps what it says. More credits than before end the hold for them. */
  async read(signal: AbortSignal): Promise<Result<Profile>> {
    const { client, holds } = this.#context;
    const profile = await client.profile(signal);
    if (!profile.ok || signal.aborted) return profile;
    if (this.keep(profile.value).grew) holds.end('credits', 'itself');
    return profile;
  }

  /** Keeps what the account says now. `grew`: whether one of its numbers is higher than when it was last told. */
  keep(profile: Profile): { id: number; grew: boolean } {
    const { ledger, apiUrl } = this.#context;
    this.#finished = 0;
    return ledger.together(() => {
      const before = ledger.profiles.lastTold(apiUrl);
      const grew = (was: number | null, is: number | null): boolean => is !== null && is > (was ?? 0);
      const snapshot = this.#compared(profile);
      const id = ledger.profiles.add(apiUrl, snapshot);
      if (snapshot.elsewhere > 0)
        ledger.events.append({ batchId: null, jobId: null }, { kind: 'other-spending', credits: snapshot.elsewhere });
      return { id, grew: grew(before.credits, profile.credits) || grew(before.quota, profile.quota) };
    });
  }

  /** What the account says beside what this ledger's own clips have cost. */
  #compared({ credits, quota, tier }: Profile): NewSnapshot {
    const { ledger, apiUrl, prices } = this.#context;
    const most = (charge: Charge): number | null => prices.most(charge);
    const since = ledger.profiles.sinceQuiet(apiUrl);
    const spending = ledger.spending.ofService(apiUrl);
    const isQuiet = spending.underWay.length + spending.doubtful.length === 0;
    const settled = sum([spending.known, ...spending.unpriced.map(most)]);

    const unknown = ledger.spending.failuresUnknown(apiUrl);
    if (isQuiet && unknown.length > 0) {
      const others = sum([spending.known, ...spending.unpricedOthers.map(most)]);
      const expected = unknown.map(({ lengths }) => prices.of(lengths));
      const billed = billsOfFailures({ since, credits, ours: others, expected });
      for (const { id, batchId } of unknown) {
        ledger.spending.keepFailureBill(id, billed);
        ledger.events.append({ batchId, jobId: id }, { kind: 'failure-billed', credits: billed });
      }
      if (billed !== null) return this.#compared({ userId: null, credits, quota, tier });
    }
    const open = sum([...spending.underWay, ...spending.doubtful].map(most));
    const told = spending.underWay.reduce((total, charge) => total + (charge.credits ?? 0), 0);
    const elsewhere = spentElsewhere({ since, credits, ours: settled, open });
    return { credits, quota, tier, ours: settled, open, told, elsewhere };
  }

  #readSoon(): void {
    if (this.#stopping.signal.aborted) return;
    this.#readAgain = true;
    this.#reading ??= this.#readUntilFresh().finally(() => (this.#reading = null));
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#readAgain && !this.#stopping.signal.aborted) {
      this.#readAgain = false;
      this.#finished = 0;
      try {
        await this.read(this.#stopping.signal);
      } catch {
        return; // a ledger that cannot be written to now: the next clip that finishes asks again
      }
    }
  }
}

/** Null when one of them is unknown. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, each) => (total === null || each === null ? null : total + each), 0);
}
