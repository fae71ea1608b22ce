import { settingsSchema } from '../../../shared/settings.ts';
import { exitCodes } from '../exit-codes.ts';
import type { SessionOptions } from '../../session/session.ts';
import { showDoubts } from '../output/doubts.ts';
import { endingSentence, withEngine } from '../with-engine.ts';

/** `shoal reconcile`: looks for clips in doubt in the service's list, and shows what is left to decide. Submits nothing. */
export function reconcile(options: SessionOptions & { now?: true }): Promise<number> {
  const { reconcileOverMs, reconcilePasses } = settingsSchema.parse({});
  const overMs = options.reconcileMinutes === undefined ? reconcileOverMs : options.reconcileMinutes * 60_000;
  return withEngine('shoal reconcile', options, async (engine) => {
    const looked = await engine.reconcile(options.now ? 0 : overMs / Math.max(1, reconcilePasses - 1));
    if (!looked.ok) {
      process.stderr.write(`${endingSentence(looked.problem)}\n`);
      return looked.problem.code === 'service.token' ? exitCodes.heldForToken : exitCodes.personMustDecide;
    }
    const write = (line: string): void => void process.stdout.write(`${line}\n`);
    if (showDoubts(engine, options.practice ?? false, write) > 0) return exitCodes.personMustDecide;
    write('No clip is in doubt.');
    return exitCodes.allDone;
  });
}
