import type { JobState } from '../../../shared/job-state.ts';
import { describe } from '../../../shared/problems.ts';
import type { Reporter } from './reporter.ts';
import { creditsInWords, holdInWords, nameInWords, noticeInWords, stateInWords } from '../../../shared/words.ts';

/** Plain lines, for a terminal that cannot draw and for logs: one each time a clip comes to a state that `tells` names. */
export function lineReporter(write: (line: string) => void, tells: (state: JobState) => boolean): Reporter {
  let unsubscribe: () => void = () => undefined;
  return {
    say: ({ text }) => write(text),
    follow(engine) {
      unsubscribe = engine.onEvents((events) => {
        for (const { body, jobId } of events) {
          if (body.kind === 'hold-began')
            write(`${holdInWords(body.hold)}.${body.problem ? ` ${describe(body.problem).next}` : ''}`);
          if (body.kind === 'hold-ended') write(`No longer: ${holdInWords(body.hold)}. Going on.`);
          const noticed = noticeInWords(body);
          if (noticed !== null) write(noticed);
          if (body.kind !== 'clip' || !tells(body.to)) continue;
          const clip = jobId === null ? null : engine.clip(jobId);
          if (clip === null) continue;
          const credits =
            body.to === 'done' && clip.creditsUsed !== null ? ` · ${creditsInWords(clip.creditsUsed)} credits` : '';
          const next = body.problem === null ? '' : `. ${describe(body.problem).next}`;
          // A state that gives a reason ends with that reason's own stop.
          const state = next === '' ? stateInWords(clip, 0) : stateInWords(clip, 0).replace(/\.$/, '');
          write(`${nameInWords(clip)}: ${state}${credits}${next}`);
        }
      });
    },
    end: () => unsubscribe(),
  };
}
