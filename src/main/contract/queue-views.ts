import type { FilterCounts, QueuePage } from '../../shared/contract/batch.ts';
import type { Change } from '../../shared/contract/changes.ts';
import { clipFilters, type ClipFilter } from '../../shared/contract/clip.ts';
import type { Batch } from '../core/batch.ts';
import { countsOf, noCounts } from '../feed/figures.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface PageInput {
  offset: number;
  limit: number;
  filter: ClipFilter;
  search: string;
  batchId: string | null;
  sort: 'queue' | 'name' | 'language';
  descending: boolean;
}

/** A window over the rows that match. Only the batches that it overlaps are read; the others are only counted. */
export function pageOf(workspace: Workspace, input: PageInput): QueuePage {
  const { ledger, apiUrl } = workspace.engine;
  const { offset, limit, filter, batchId, sort, descending } = input;
  const search = input.search.trim();
  const batches = batchId === null ? inOrder(ledger.batches.inQueue(apiUrl)) : [ledger.batches.get(batchId)];
  const found = search === '' ? null : Map.groupBy(ledger.pages.found(search), (tally) => tally.batchId);

  const counts = noCounts();
  const groups: QueuePage['groups'] = [];
  const rows: QueuePage['rows'] = [];
  let before = 0;
  for (const batch of batches) {
    if (batch === null) continue;
    const ofBatch: FilterCounts =
      found === null ? workspace.figures.counts(batch.id) : countsOf(found.get(batch.id) ?? []);
    for (const each of clipFilters) counts[each] += ofBatch[each];
    const clips = ofBatch[filter];
    if (clips === 0) continue;
    groups.push({ batch: workspace.batchRow(batch), clips });
    const first = Math.max(0, offset - before);
    const wanted = Math.min(limit - rows.length, clips - first);
    if (wanted > 0) {
      const query = { batchId: batch.id, filter, search, sort, descending };
      rows.push(...ledger.pages.rows(query, first, wanted).map((clip) => workspace.clipRow(clip)));
    }
    before += clips;
  }
  return { revision: workspace.feed.revision, counts, groups, offset, rows };
}

/** Batches that go on first, in the order of their start; then those that have ended, the last one first. */
function inOrder(batches: readonly Batch[]): Batch[] {
  const rank = ({ createdAt, endedAt }: Batch): number => (endedAt === null ? createdAt - 1e15 : -endedAt + 1e15);
  return batches.toSorted((a, b) => rank(a) - rank(b));
}

/** The changes of the workspace of now, and of the next one after it ended, until `signal` aborts. */
export async function* changesOf(
  workspace: () => Workspace,
  since: string,
  signal: AbortSignal,
): AsyncGenerator<{ revision: string; change: Change }, void> {
  let from = since;
  while (!signal.aborted) {
    const current = workspace();
    if (current.ended.aborted) return;
    for await (const event of current.feed.subscribe(from, signal)) {
      from = event.revision;
      yield event;
    }
  }
}
