import { describe } from '../../../shared/problems.ts';
import type { Engine } from '../../engine.ts';
import { creditsInWords, nameInWords } from '../../../shared/words.ts';
import { serviceOption } from './service-option.ts';

/** Writes each clip in doubt, what could be its job at the service, and what can be decided. Gives back how many. */
export function showDoubts(engine: Engine, practice: boolean, write: (line: string) => void): number {
  const doubts = engine
    .batches()
    .flatMap(({ id, apiUrl }) => engine.clips(id).map((clip) => ({ clip, apiUrl })))
    .filter(({ clip }) => clip.state === 'unconfirmed');
  for (const { clip, apiUrl } of doubts) {
    const option = serviceOption(apiUrl, practice);
    write(
      `${nameInWords(clip)} (${clip.id}): ${clip.problem ? describe(clip.problem).what : 'It may have been accepted.'}`,
    );
    if (apiUrl !== engine.apiUrl)
      write(`  It belongs to the service at ${apiUrl}, which was not asked. “shoal reconcile${option}” asks it.`);
    for (const { remoteId, status, createdAt, creditsUsed } of engine.candidates(clip.id)) {
      const when = createdAt === null ? 'at an unknown time' : new Date(createdAt).toLocaleString();
      write(`  ${remoteId}: ${status}, made ${when}, ${creditsInWords(creditsUsed)} credits`);
    }
    write(`  shoal decide ${clip.id} --adopt <remote id>${option}   it is that job: nothing more is charged`);
    write(`  shoal decide ${clip.id} --submit-again${option}        may be charged twice`);
    write(`  shoal decide ${clip.id} --give-up${option}             may have been charged; the result is not fetched`);
  }
  return doubts.length;
}
