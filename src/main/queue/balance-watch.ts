import { z } from 'zod';
import type { Settings } from '../../shared/settings.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Forecasts } from './forecasts.ts';

const causes = ['short', 'low'] as const;
const warnedSchema = z.array(z.enum(causes));

/**
 * Warns when the balance does not reach over all that waits, and when it is below the person's limit: once for each
 * cause, and again only after that has ended.
 */
export class BalanceWatch {
  readonly #source: { ledger: Ledger; apiUrl: string; forecasts: Forecasts; settings: () => Settings };
  #unsubscribe: () => void = () => undefined;

  constructor(source: { ledger: Ledger; apiUrl: string; forecasts: Forecasts; settings: () => Settings }) {
    this.#source = source;
  }

  start(): void {
    this.#unsubscribe = this.#source.ledger.onCommit((events) => {
      if (events.some(({ body }) => body.kind === 'profile' || body.kind === 'batch-created')) this.#look();
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  #look(): void {
    const { ledger, apiUrl, forecasts, settings } = this.#source;
    const warned = ledger.settings.get('balance.warned', warnedSchema) ?? [];
    const forecast = forecasts.read();
    const credits = ledger.profiles.latest(apiUrl)?.credits ?? null;
    const { lowBalance } = settings();
    const inForce = {
      short: forecast !== null && forecast.endsAt !== null,
      low: credits !== null && lowBalance !== null && credits < lowBalance,
    };
    const now = causes.filter((cause) => inForce[cause]);
    if (now.join() === warned.join()) return;
    ledger.together(() => {
      ledger.settings.set('balance.warned', now);
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
