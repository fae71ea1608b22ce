import { account, app, credits, hold, settings } from './app.ts';
import { batch } from './batches.ts';
import { clip, decision } from './clips.ts';
import { os } from './context.ts';
import { hosting } from './hosting.ts';
import { intake } from './intake.ts';
import { queue } from './queue.ts';

/** The contract, implemented once; every transport serves this. */
export const router = os.router({
  app,
  account,
  settings,
  hosting,
  queue,
  hold,
  clip,
  decision,
  batch,
  credits,
  intake,
});
