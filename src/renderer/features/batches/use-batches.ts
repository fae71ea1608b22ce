import { useEffect, useEffectEvent, useState } from 'react';
import { useClient, useWindow } from '../../app/window-context.ts';
import type { BatchRow } from '../../../shared/contract/batch.ts';
import { itemAt, missingPages, noPages, pageLength, withPage, type Pages } from '../../store/pages.ts';

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
  const [pages, setPages] = useState<Pages<BatchRow>>(noPages);
  /** Grows when batches came or went: what is there is then of an older revision. */
  const [revision, setRevision] = useState(0);
  const [failed, setFailed] = useState(false);

  const pullMissing = useEffectEvent(async (isStale: () => boolean) => {
    try {
      for (const page of missingPages(pages, from, to, revision)) {
        const { total, batches } = await client.batch.list({ offset: page * pageLength, limit: pageLength });
        if (isStale()) return;
        setPages((before) => withPage(before, page, { revision, total, items: batches }));
        setFailed(false);
      }
    } catch {
      if (!isStale()) setFailed(true);
    }
  });
  const [firstPage, lastPage] = [Math.floor(from / pageLength), Math.floor(to / pageLength)];
  useEffect(() => {
    let stale = false;
    void pullMissing(() => stale);
    return () => {
      stale = true;
    };
  }, [revision, firstPage, lastPage]);

  const hear = useEffectEvent((changed: readonly BatchRow[]) => {
    const known = new Set([...pages.pages.values()].flatMap(({ items }) => items.map(({ id }) => id)));
    if (changed.some(({ id }) => !known.has(id))) setRevision((before) => before + 1);
    const news = new Map(changed.map((batch) => [batch.id, batch]));
    setPages(({ total, pages: before }) => ({
      total,
      pages: new Map(
        [...before].map(([page, pulled]) => [
          page,
          { ...pulled, items: pulled.items.map((batch) => news.get(batch.id) ?? batch) },
        ]),
      ),
    }));
  });
  useEffect(
    () =>
      mirror.onChange((change) => {
        if (change === null) setRevision((before) => before + 1);
        else if (change.batches.length > 0) hear(change.batches);
      }),
    [mirror],
  );
  return {
    total: pages.total,
    at: (index) => itemAt(pages, index),
    failed,
    tryAgain: () => setRevision((before) => before + 1),
  };
}
