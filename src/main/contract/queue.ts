import { withEventMeta } from '@orpc/server';
import { os } from './context.ts';
import { changesOf, pageOf } from './queue-views.ts';

export const queue = {
  page: os.queue.page.handler(({ input, context }) => pageOf(context.workspace(), input)),
  changes: os.queue.changes.handler(async function* ({ input, context, signal, lastEventId }) {
    const ending = signal ?? new AbortController().signal;
    for await (const { revision, change } of changesOf(context.workspace, lastEventId ?? input.since, ending)) {
      yield withEventMeta(change, { id: revision });
    }
  }),
  pause: os.queue.pause.handler(({ context }) => context.workspace().engine.pause()),
  resume: os.queue.resume.handler(({ context }) => context.workspace().engine.unpause()),
  setConcurrency: os.queue.setConcurrency.handler(({ input, context }) =>
    context.workspace().set({ settings: { concurrency: input.concurrency } }),
  ),
  clearEnded: os.queue.clearEnded.handler(({ context }) => context.workspace().clearEnded()),
};
