import type { JobState } from '../../../shared/job-state.ts';
import type { EventBody } from '../../../shared/events.ts';
import { isLookedFor } from '../../../shared/looked-for.ts';
import { describe } from '../../../shared/problems.ts';
import type { ClipView } from '../../../shared/views.ts';
import type { Reporter } from './reporter.ts';
import {
  creditsInWords,
  holdInFull,
  holdInWords,
  nameInWords,
  noticeInWords,
  printable,
  stateInWords,
} from '../../../shared/words.ts';

/** Plain lines, for a terminal that cannot draw and for logs: one each time a clip comes to a state that `tells` names. */
export function lineReporter(write: (line: string) => void, tells: (state: JobState) => boolean): Reporter {
  let unsubscribe: () => void = () => undefined;
  return {
    say: ({ text }) => write(text),
    follow(engine) {
      unsubscribe = engine.onEvents((events) => {
        for (const { body, jobId } of events) {
          if (body.kind === 'hold-began') write(holdInFull(body.hold, body.problem));
          if (body.kind === 'hold-ended') write(`No longer: ${holdInWords(body.hold)}. Going on.`);
          const noticed = noticeInWords(body);
          if (noticed !== null) write(noticed);
          if (body.kind !== 'clip' || !tells(body.to)) continue;
          const clip = jobId === null ? null : engine.clip(jobId);
          if (clip === null) continue;
          write(`${nameInWords(clip)}: ${newsOf(clip, body)}`);
        }
      });
    },
    end: () => unsubscribe(),
  };
}

/** What a clip has come to, and where something is wrong, what that is and what comes of it. */
export function newsOf(clip: ClipView, { to, problem }: Extract<EventBody, { kind: 'clip' }>): string {
  const state = stateInWords(clip, 0);
  if (to === 'done' && clip.creditsUsed !== null) return `${state} · ${creditsInWords(clip.creditsUsed)} credits`;
  if (problem === null) return state;
  // While it is looked for there is nothing to decide.
  if (isLookedFor(clip)) return `${state}. It is not sent again by itself.`;
  const { what, next } = describe(problem);
  if (to === 'failed' || to === 'rejected') return `${state} ${next}`;
  return `${state}. ${to === 'unconfirmed' ? '' : `${printable(what)} `}${next}`;
}
