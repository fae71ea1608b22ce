import { describe } from '../../../shared/problems.ts';
import type { Engine } from '../../engine.ts';
import { creditsInWords, nameInWords } from '../../../shared/words.ts';

/** Writes each clip in doubt, what could be its job at the service, and what can be decided. Gives back how many. */
export function showDoubts(engine: Engine, write: (line: string) => void): number {
  const doubts = engine.batches().flatMap(({ id }) => engine.clips(id).filter(({ state }) => state === 'unconfirmed'));
  for (const clip of doubts) {
    write(
      `${nameInWords(clip)} (${clip.id}): ${clip.problem ? describe(clip.problem).what : 'It may have been accepted.'}`,
    );
    for (const { remoteId, status, createdAt, creditsUsed } of engine.candidates(clip.id)) {
      const when = createdAt === null ? 'at an unknown time' : new Date(createdAt).toLocaleString();
      write(`  ${remoteId}: ${status}, made ${when}, ${creditsInWords(creditsUsed)} credits`);
    }
    write(`  shoal decide ${clip.id} --adopt <remote id>   it is that job: nothing more is charged`);
    write(`  shoal decide ${clip.id} --submit-again        may be charged twice`);
    write(`  shoal decide ${clip.id} --give-up             may have been charged; the result is not fetched`);
  }
  return doubts.length;
}
