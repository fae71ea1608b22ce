import { work } from '../work.ts';
import type { SessionOptions } from '../../session/session.ts';
import { elsewhereInWords, openElsewhere } from '../output/service-option.ts';
import { refuse } from '../with-engine.ts';

/** `shoal resume`: a person's word to go on with everything that is not finished. */
export async function resume(options: SessionOptions & { json?: true; budget?: number | 'none' }): Promise<number> {
  return work('shoal resume', options, async ({ engine }, reporter) => {
    const { budget } = options;
    const open = (): string[] =>
      engine.batches().flatMap(({ id, endedAt, apiUrl }) => (endedAt === null && apiUrl === engine.apiUrl ? [id] : []));
    if (budget !== undefined) for (const id of open()) engine.setBudget(id, budget === 'none' ? null : budget);
    engine.resume();
    await engine.recheck();
    const elsewhere = openElsewhere(engine).map(elsewhereInWords);
    if (elsewhere.length > 0 && open().length === 0) return refuse(elsewhere.join('\n'));
    for (const text of elsewhere) reporter.say({ kind: 'warning', text });
    return null;
  });
}
