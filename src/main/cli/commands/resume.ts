import { work } from '../work.ts';
import type { SessionOptions } from '../../session/session.ts';

/** `shoal resume`: a person's word to go on with everything that is not finished. */
export async function resume(options: SessionOptions & { json?: true; budget?: number | 'none' }): Promise<number> {
  return work('shoal resume', options, async ({ engine }) => {
    const { budget } = options;
    const open = engine.batches().filter(({ endedAt, apiUrl }) => endedAt === null && apiUrl === engine.apiUrl);
    if (budget !== undefined) for (const { id } of open) engine.setBudget(id, budget === 'none' ? null : budget);
    engine.resume();
    await engine.recheck();
    return null;
  });
}
