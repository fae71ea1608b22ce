import type { SessionOptions } from '../../session/session.ts';
import { exitCodes } from '../exit-codes.ts';
import { endingSentence, refuse, withEngine } from '../with-engine.ts';

/** `shoal fetch-again`: downloads a result whose file was lost once more, to where it was. Nothing is charged. */
export async function fetchAgain(jobId: string, options: SessionOptions): Promise<number> {
  return withEngine('shoal fetch-again', options, async (engine) => {
    const fetched = await engine.fetchAgain(jobId);
    if (!fetched.ok) {
      const refused = refuse(endingSentence(fetched.problem));
      return fetched.problem.code === 'service.token' ? exitCodes.heldForToken : refused;
    }
    process.stdout.write(`Fetched again: ${engine.clip(jobId)?.resultName ?? ''}. Nothing was charged.\n`);
    return exitCodes.allDone;
  });
}
