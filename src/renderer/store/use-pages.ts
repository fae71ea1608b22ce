import { useEffect, useEffectEvent, useState } from 'react';
import { missingPages, noPages, pageLength, withPage, type Pages, type PulledPage } from './pages.ts';

/**
 * Pulls the rows in sight of a long list, and again when `revision` grows. `onFailure` is told of a pull that did not
 * work; what is there stays. Gives back the pages, and a way to put newer items in the place of those that are there.
 */
export function usePages<Item>({
  revision,
  from,
  to,
  pull,
  onFailure,
}: {
  revision: number;
  from: number;
  to: number;
  pull: (offset: number, limit: number) => Promise<PulledPage<Item>>;
  onFailure: (error: unknown) => void;
}): [pages: Pages<Item>, changeItems: (change: (item: Item) => Item) => void] {
  const [pages, setPages] = useState<Pages<Item>>(noPages);
  const pullMissing = useEffectEvent(async (isStale: () => boolean) => {
    try {
      for (const page of missingPages(pages, from, to, revision)) {
        const pulled = await pull(page * pageLength, pageLength);
        if (isStale()) return;
        setPages((before) => withPage(before, page, pulled));
      }
    } catch (error) {
      if (!isStale()) onFailure(error);
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
  const changeItems = (change: (item: Item) => Item): void =>
    setPages((before) => ({
      total: before.total,
      pages: new Map([...before.pages].map(([page, pulled]) => [page, { ...pulled, items: pulled.items.map(change) }])),
    }));
  return [pages, changeItems];
}
