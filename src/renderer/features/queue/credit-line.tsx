import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useApp, useFormats, useWindow } from '../../app/window-context.ts';
import { pageSize } from '../../store/queue-list.ts';
import { Icon } from '../../ui/icon.tsx';
import { likelyCredits, missingInWords } from '../intake/about.ts';
import { holdOf } from './clip-words.ts';

/** The place of the first clip that waits for credits, or that the balance may not cover, where the list is in the order of work; null where none is. */
export function useCreditLine(): number | null {
  const { queueList } = useWindow();
  const holds = useApp((app) => app.holds);
  const endsAt = useApp((app) => app.header.forecast?.endsAt ?? null);
  const pages = useStore(queueList.store, (state) => state.pages);
  return useMemo(() => {
    const isHeld = holds.some(({ kind, batchId }) => kind === 'credits' && batchId === null);
    if (!isHeld && endsAt === null) return null;
    const { query, rows } = queueList.store.getState();
    if (query.sort !== 'queue' || query.descending || query.filter !== 'all') return null;
    for (const [number, ids] of [...pages].sort(([one], [other]) => one - other)) {
      const within = ids.findIndex((id) => {
        const row = rows.get(id);
        return isHeld ? row !== undefined && holdOf(row, holds)?.kind === 'credits' : id === endsAt;
      });
      if (within >= 0) return !isHeld || number === 0 || pages.has(number - 1) ? number * pageSize + within : null;
    }
    return null;
  }, [queueList, holds, endsAt, pages]);
}

/** Says in the list that the balance ends here, or will, and what is missing. */
export function CreditLine(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const needs = useApp((app) => app.header.needs);
  const forecast = useApp((app) => app.header.forecast);
  const isHeld = useApp((app) => app.holds.some(({ kind, batchId }) => kind === 'credits' && batchId === null));
  if (!isHeld && forecast !== null) {
    return (
      <div className="credit-line" role="row">
        <span role="gridcell" aria-colspan={8}>
          <Icon name="credits" />
          {t('queue.balanceWillEnd', {
            count: forecast.total - forecast.fits,
            missing: missingInWords(forecast.missing, t, formats),
          })}
        </span>
      </div>
    );
  }
  return (
    <div className="credit-line" role="row" title={needs.credits === null ? undefined : formats.range(needs.credits)}>
      <span role="gridcell" aria-colspan={8}>
        <Icon name="credits" />
        {needs.credits === null
          ? t('queue.balanceEndsUnknown', { count: needs.clips })
          : t('queue.balanceEnds', { count: needs.clips, needed: formats.credits(likelyCredits(needs.credits)) })}
      </span>
    </div>
  );
}
