import { z } from 'zod';
import { warningCauses, type WarningCause } from '../../shared/contract/app.ts';
import type { EventBody } from '../../shared/events.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Forecast, Forecasts } from './forecasts.ts';

const causesSchema = z.array(z.enum(warningCauses));

/**
 * Warns when the balance does not reach over all that waits, and when it is below the person's limit: once for each
 * cause, and again only after that has ended. What is unknown for a while ends nothing.
 */
export class BalanceWatch {
  readonly #source: { ledger: Ledger; apiUrl: string; forecasts: Forecasts; settings: () => Settings };
  #unsubscribe: () => void = () => undefined;

  constructor(source: { ledger: Ledger; apiUrl: string; forecasts: Forecasts; settings: () => Settings }) {
    this.#source = source;
  }

  start(): void {
    this.#unsubscribe = this.#source.ledger.onCommit((events) => {
      if (events.some(({ body }) => changesBalance(body))) this.look();
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** The causes in force that the person has not taken note of. */
  untold(): WarningCause[] {
    const seen = this.#read('balance.seen');
    return this.#read('balance.warned').filter((cause) => !seen.includes(cause));
  }

  /** The person took note of a warning: it is not shown again before its cause has ended. */
  understood(cause: WarningCause): void {
    this.#source.ledger.settings.set('balance.seen', [...new Set([...this.#read('balance.seen'), cause])]);
  }

  #read(key: 'balance.warned' | 'balance.seen'): WarningCause[] {
    return this.#source.ledger.settings.get(key, causesSchema) ?? [];
  }

  /** Compares the balance with what waits and with the person's limit. */
  look(): void {
    const { ledger, apiUrl, forecasts, settings } = this.#source;
    const warned = this.#read('balance.warned');
    const forecast = forecasts.read();
    const credits = ledger.profiles.latest(apiUrl)?.credits ?? null;
    const { lowBalance } = settings();
    const inForce = {
      short: forecast === null || isUncertain(forecast) ? warned.includes('short') : forecast.endsAt !== null,
      low: lowBalance !== null && (credits === null ? warned.includes('low') : credits < lowBalance),
    };
    const now = warningCauses.filter((cause) => inForce[cause]);
    if (now.join() === warned.join()) return;
    ledger.together(() => {
      ledger.settings.set('balance.warned', now);
      ledger.settings.set(
        'balance.seen',
        this.#read('balance.seen').filter((cause) => now.includes(cause)),
      );
      for (const cause of now) {
        if (warned.includes(cause)) continue;
        ledger.events.append(
          { batchId: null, jobId: null },
          {
            kind: 'balance-warning',
            cause,
            credits,
            fits: cause === 'short' ? (forecast?.fits ?? null) : null,
            total: cause === 'short' ? (forecast?.total ?? null) : null,
          },
        );
      }
    });
  }
}

/** Whether some clips are neither covered for certain nor too many for the balance: their lengths are not known yet. */
function isUncertain({ endsAt, fits, total }: Forecast): boolean {
  return endsAt === null && fits < total;
}

/** Whether an event may change how far the balance reaches: another balance, price or number of clips that wait. */
function changesBalance(body: EventBody): boolean {
  if (body.kind === 'clip') return body.to === 'fetching' || body.to === 'canceled';
  return ['profile', 'batch-created', 'hold-began', 'hold-ended'].includes(body.kind);
}
