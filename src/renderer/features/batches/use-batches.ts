import { useEffect, useEffectEvent, useState } from 'react';
import { useClient, useWindow } from '../../app/window-context.ts';
import type { BatchRow } from '../../../shared/contract/batch.ts';
import { itemAt } from '../../store/pages.ts';
import { usePages } from '../../store/use-pages.ts';

export interface Batches {
  /** Null until the first page is there. */
  total: number | null;
  at: (index: number) => BatchRow | undefined;
  failed: boolean;
  tryAgain: () => void;
}

/** The rows `from` to `to` of all batches, newest first; they follow the engine. */
export function useBatches(from: number, to: number): Batches {
  const client = useClient();
  const { mirror } = useWindow();
  /** Grows when batches came or went: what is there is then of an older revision. */
  const [revision, setRevision] = useState(0);
  const [failed, setFailed] = useState(false);
  const [pages, changeItems] = usePages<BatchRow>({
    revision,
    from,
    to,
    pull: async (offset, limit) => {
      const { total, batches } = await client.batch.list({ offset, limit });
      setFailed(false);
      return { revision, total, items: batches };
    },
    onFailure: () => setFailed(true),
  });

  const pullAgain = (): void => setRevision((before) => before + 1);
  const hear = useEffectEvent((changed: readonly BatchRow[]) => {
    const known = new Set([...pages.pages.values()].flatMap(({ items }) => items.map(({ id }) => id)));
    if (changed.some(({ id }) => !known.has(id))) pullAgain();
    const news = new Map(changed.map((batch) => [batch.id, batch]));
    changeItems((batch) => news.get(batch.id) ?? batch);
  });
  useEffect(
    () =>
      mirror.onChange((change) => {
        if (change === null) setRevision((before) => before + 1);
        else if (change.batches.length > 0) hear(change.batches);
      }),
    [mirror],
  );
  return { total: pages.total, at: (index) => itemAt(pages, index), failed, tryAgain: pullAgain };
}
