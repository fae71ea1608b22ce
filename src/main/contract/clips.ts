import { costOfClips } from '../../shared/costs.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { actionsOf } from '../core/clip-actions.ts';
import { cancelClips, moveClips, replaceMedia, retryClips, selected } from '../queue/requests.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { clipDetail, decisionView } from './clip-views.ts';
import { os } from './context.ts';
import { valueOf } from './errors.ts';
import { fileManagerOf } from './file-manager-of.ts';

export const clip = {
  get: os.clip.get.handler(async ({ input, context, errors }) =>
    valueOf(await clipDetail(context.workspace(), input.id), errors),
  ),
  revealResult: os.clip.revealResult.handler(async ({ input, context, errors }) => {
    const workspace = context.workspace();
    const path = valueOf(orNoFile(workspace.engine.ledger.jobs.get(input.id)?.resultPath ?? null), errors);
    valueOf(await valueOf(fileManagerOf(workspace), errors).reveal(path), errors);
  }),
  fetchAgain: os.clip.fetchAgain.handler(async ({ input, context, errors }) =>
    valueOf(await context.workspace().engine.fetchAgain(input.id), errors),
  ),
  select: os.clip.select.handler(({ input, context }) => {
    const workspace = context.workspace();
    const clips = selected(input, workspace.adding).map((each) => ({ ...each, actions: actionsOf(each) }));
    const can = (action: (typeof clips)[number]['actions'][number]) =>
      clips.filter(({ actions }) => actions.includes(action));
    const retry = can('retry');
    return {
      clips: clips.length,
      cancelable: can('cancel').length,
      movable: can('move').length,
      recheckable: can('recheck').length,
      retry: costOfClips(
        retry.map(({ videoSeconds, audioSeconds }) => ({ video: videoSeconds, audio: audioSeconds })),
        workspace.figures.price(),
      ),
    };
  }),
  cancel: os.clip.cancel.handler(({ input, context }) => ({
    canceled: cancelClips(input, context.workspace().adding),
  })),
  retry: os.clip.retry.handler(({ input, context, errors }) => ({
    retried: valueOf(retryClips(input.selection, input.agreed, context.workspace().adding), errors),
  })),
  recheck: os.clip.recheck.handler(async ({ input, context }) => ({
    rechecked: await context.workspace().engine.recheckClips(input),
  })),
  replaceMedia: os.clip.replaceMedia.handler(({ input, context, errors }) => {
    const file = input.with;
    const path =
      file.kind === 'path' ? success(file.path) : orNoFile(context.workspace().uploads.take(file.id)?.path ?? null);
    valueOf(replaceMedia(input.id, input.role, valueOf(path, errors), context.workspace().adding), errors);
  }),
  move: os.clip.move.handler(({ input, context }) => {
    const { adding, feed } = context.workspace();
    const moved = moveClips(input.selection, input.to, adding);
    feed.touch({ kind: 'order' });
    return { moved };
  }),
};

export const decision = {
  get: os.decision.get.handler(({ input, context, errors }) =>
    valueOf(decisionView(context.workspace(), input.clipId), errors),
  ),
  lookAgain: os.decision.lookAgain.handler(async ({ input, context, errors }) => {
    const workspace = context.workspace();
    valueOf(mustBeThere(workspace, input.clipId), errors);
    valueOf(await workspace.engine.reconcile(0), errors);
  }),
  decide: os.decision.decide.handler(async ({ input, context, errors }) => {
    const { engine } = context.workspace();
    valueOf(await engine.decide(input.clipId, input.decision, 'window'), errors);
  }),
};

function orNoFile(path: string | null): Result<string> {
  return path === null ? failure(problem('request.no-file')) : success(path);
}

function mustBeThere(workspace: Workspace, id: string): Result<void> {
  return workspace.engine.ledger.jobs.get(id) === null
    ? failure(problem('request.no-job', { id }))
    : success(undefined);
}
