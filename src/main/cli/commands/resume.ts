import { work } from '../work.ts';
import type { SessionOptions } from '../../session/session.ts';

/** `shoal resume`: a person's word to go on with everything that is not finished. */
export async function resume(options: SessionOptions & { json?: true }): Promise<number> {
  return work('shoal resume', options, ({ engine }) => {
    engine.resume();
    engine.recheck();
    return Promise.resolve(null);
  });
}
