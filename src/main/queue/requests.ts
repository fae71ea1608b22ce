import type { ClipAction, Selection } from '../../shared/contract/clip.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { actionsOf } from '../core/clip-actions.ts';
import type { ClipRecord } from '../ledger/queue-pages.ts';
import { addClips, addMedia, type AddContext } from './add-batch.ts';

/** The clips of a selection that something can be done with, in queue order. */
export function clipsToAct(
  selection: Selection,
  action: ClipAction,
  context: Pick<AddContext, 'ledger' | 'apiUrl'>,
): ClipRecord[] {
  return selected(selection, context).filter((clip) => actionsOf(clip).includes(action));
}

/** The clips of a selection, in queue order. Ids that nothing has are left out. */
export function selected(
  selection: Selection,
  { ledger, apiUrl }: Pick<AddContext, 'ledger' | 'apiUrl'>,
): ClipRecord[] {
  if (selection.kind === 'clips') {
    const clips = selection.ids.flatMap((id) => ledger.pages.row(id) ?? []);
    return clips.toSorted((a, b) => a.position - b.position);
  }
  const { filter, search, batchId } = selection;
  const batches = batchId === null ? ledger.batches.inQueue(apiUrl).map(({ id }) => id) : [batchId];
  return batches.flatMap((id) =>
    ledger.pages.rows({ batchId: id, filter, search, sort: 'queue', descending: false }, 0, -1),
  );
}

/** Cancels the clips of a selection that nothing was sent for. Gives back how many. */
export function cancelClips(selection: Selection, context: AddContext): number {
  const { ledger, now } = context;
  return ledger.together(() => {
    const clips = clipsToAct(selection, 'cancel', context);
    for (const { id, state } of clips) ledger.jobs.move(id, state, 'canceled', { endedAt: now() });
    return clips.length;
  });
}

/**
 * Makes and starts a new clip for each of a selection that is over without a result. Gives back how many. Fails with
 * `request.more-than-agreed` where they became more than the person was asked about.
 */
export function retryClips(selection: Selection, agreed: number, context: AddContext): Result<number> {
  const { ledger } = context;
  return ledger.together(() => {
    const clips = clipsToAct(selection, 'retry', context);
    if (clips.length > agreed) return failure(problem('request.more-than-agreed', { clips: clips.length, agreed }));
    for (const [batchId, ofBatch] of Map.groupBy(clips, (clip) => clip.batchId)) {
      const again = ofBatch.flatMap(({ id }) => {
        const job = ledger.jobs.get(id);
        return job === null ? [] : [{ ...pickInputs(job), retryOf: id }];
      });
      addClips(batchId, again, context);
      ledger.batches.reopen(batchId);
    }
    return success(clips.length);
  });
}

/** Gives a rejected clip another video or audio, the file at `path`, and checks it again. */
export function replaceMedia(id: string, role: 'video' | 'audio', path: string, context: AddContext): Result<void> {
  const { ledger } = context;
  return ledger.together(() => {
    const job = ledger.jobs.get(id);
    if (job === null) return failure(problem('request.no-job', { id }));
    if (job.state !== 'rejected') return failure(problem('request.not-rejected'));
    ledger.jobs.setMedia(id, role, addMedia({ kind: 'path', path }, context));
    ledger.jobs.move(id, 'rejected', 'checking', {
      billableSeconds: null,
      videoSeconds: null,
      audioSeconds: null,
    });
    ledger.batches.reopen(job.batchId);
    return success(undefined);
  });
}

/**
 * Moves the waiting clips of a selection, which keep their order among each other: `up` and `down` past one waiting
 * clip of their batch, `top` before every waiting clip of the queue. Gives back how many moved.
 */
export function moveClips(selection: Selection, to: 'up' | 'down' | 'top', context: AddContext): number {
  const { ledger } = context;
  return ledger.together(() => {
    const clips = clipsToAct(selection, 'move', context);
    if (to === 'top') {
      const first = ledger.pages.firstWaiting() - clips.length;
      for (const [index, { id }] of clips.entries()) ledger.jobs.place(id, first + index);
      return clips.length;
    }
    const stuck = new Set<string>();
    let moved = 0;
    for (const { id } of to === 'up' ? clips : clips.toReversed()) {
      const here = ledger.pages.row(id);
      const neighbour = here && ledger.pages.nextWaiting(here, to);
      // One that is at the end already, or behind another of them that is, stays where it is.
      if (here === null || neighbour === null || stuck.has(neighbour.id)) {
        stuck.add(id);
        continue;
      }
      ledger.jobs.place(id, neighbour.position);
      ledger.jobs.place(neighbour.id, here.position);
      moved += 1;
    }
    return moved;
  });
}

function pickInputs(job: { name: string; language: string | null; videoId: string; audioId: string }) {
  const { name, language, videoId, audioId } = job;
  return { name, language, videoId, audioId };
}
