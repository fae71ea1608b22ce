import type { Ledger } from '../ledger/ledger.ts';
import { csvOf } from './csv.ts';

/** What was used, as CSV. An empty cell is what is not known. */
export function usageCsv(ledger: Ledger, apiUrl: string, by: 'batch' | 'day' | 'language' | 'clip'): string {
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  switch (by) {
    case 'day':
    case 'language': {
      const groups = by === 'day' ? ledger.usage.byDay(apiUrl) : ledger.usage.byLanguage(apiUrl);
      return csvOf(groups.map(({ key, ...sums }) => ({ [by]: key, ...sums })));
    }
    case 'clip':
      return csvOf(
        ledger.usage.clips(apiUrl, 0, -1).map(({ endedAt, ...clip }) => ({ ...clip, ended: time(endedAt) })),
      );
    case 'batch':
      return csvOf(
        ledger.batches.ofService(apiUrl).map((batch) => {
          const tallies = ledger.pages.tallies(batch.id);
          const sum = (of: (tally: (typeof tallies)[number]) => number): number =>
            tallies.reduce((total, tally) => total + of(tally), 0);
          const balance = (id: number | null): number | null =>
            id === null ? null : (ledger.profiles.get(id)?.credits ?? null);
          return {
            batch: batch.name,
            started: time(batch.createdAt),
            ended: time(batch.endedAt),
            clips: sum(({ clips }) => clips),
            done: sum(({ state, clips }) => (state === 'done' ? clips : 0)),
            failed: sum(({ state, clips }) => (state === 'failed' ? clips : 0)),
            seconds: sum(({ state, seconds }) => (state === 'done' ? seconds : 0)),
            ...ledger.spending.used(apiUrl, batch.id),
            budget: batch.budget,
            balanceBefore: balance(batch.startProfileId),
            balanceAfter: balance(batch.endProfileId),
          };
        }),
      );
  }
}
