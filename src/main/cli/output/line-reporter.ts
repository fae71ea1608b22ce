import { isAtRest } from '../../core/job.ts';
import { describe } from '../../../shared/problems.ts';
import type { Reporter } from './reporter.ts';
import { creditsInWords, holdInWords, nameInWords, stateInWords } from '../../../shared/words.ts';

/** Plain lines, for a terminal that cannot draw and for logs: one each time a clip gets somewhere. */
export function lineReporter(write: (line: string) => void): Reporter {
  let unsubscribe: () => void = () => undefined;
  return {
    say: (_, text) => write(text),
    follow(engine, batchIds) {
      unsubscribe = engine.onEvents((events) => {
        for (const { body, jobId, batchId } of events) {
          if (body.kind === 'hold-began')
            write(`${holdInWords(body.hold)}.${body.problem ? ` ${describe(body.problem).next}` : ''}`);
          if (body.kind === 'hold-ended') write(`Going on (${body.hold}).`);
          if (body.kind !== 'clip' || jobId === null || batchId === null || !batchIds.includes(batchId)) continue;
          if (!isAtRest(body.to) && body.to !== 'accepted') continue;
          const clip = engine.clip(jobId);
          if (clip === null) continue;
          const credits =
            body.to === 'done' && clip.creditsUsed !== null ? ` · ${creditsInWords(clip.creditsUsed)} credits` : '';
          const next = clip.problem && body.to !== 'accepted' ? ` ${describe(clip.problem).next}` : '';
          write(`${nameInWords(clip)}: ${stateInWords(clip, 0)}${credits}${next}`);
        }
      });
    },
    end: () => unsubscribe(),
  };
}
