import { stepOf, steps, type JobState, type Step } from './job-state.ts';

/** What the five-step track shows of a clip. */
export interface TrackState {
  state: JobState;
  /** The step at which a clip that is over ended; null otherwise. */
  endedAt: Step | null;
  /** The step that a hold keeps it from; null while none does. */
  heldAt: Step | null;
  /** How far the moving step is, 0 to 1. */
  fraction: number;
}

/**
 * One step of a track. `fraction` is how far it is, 0 to 1, where it moves or failed. `doubtful`: it comes after the
 * step whose outcome is unknown.
 */
export interface TrackPart {
  step: Step;
  is: 'past' | 'to-come' | 'moving' | 'held' | 'unknown' | 'doubtful' | 'failed' | 'canceled' | 'verified';
  fraction: number;
}

/** The steps of a track, in order. Those of a failed or canceled clip end where it ended. */
export function trackParts({ state, endedAt, heldAt, fraction }: TrackState): readonly TrackPart[] {
  const at = steps.indexOf(current(state, endedAt));
  const parts: TrackPart[] = [];
  for (const [order, step] of steps.entries()) {
    if (order < at) parts.push({ step, is: 'past', fraction: 1 });
    else if (order === at) parts.push({ step, is: now(state, heldAt === step, fraction), fraction });
    else if (heldAt === step) parts.push({ step, is: 'held', fraction: 0 });
    else parts.push({ step, is: state === 'unconfirmed' ? 'doubtful' : 'to-come', fraction: 0 });
    if (order === at && endedAt !== null && state !== 'done') break;
  }
  return parts;
}

function current(state: JobState, endedAt: Step | null): Step {
  return endedAt ?? stepOf(state) ?? (state === 'done' ? 'fetch' : 'check');
}

function now(state: JobState, held: boolean, fraction: number): TrackPart['is'] {
  switch (state) {
    case 'done':
      return 'verified';
    case 'failed':
    case 'rejected':
      return 'failed';
    case 'canceled':
      return 'canceled';
    case 'unconfirmed':
      return 'unknown';
    case 'submitting':
      return 'moving';
    case 'draft':
    case 'ready':
    case 'hosted':
      return held ? 'held' : 'to-come';
    case 'checking':
    case 'hosting':
    case 'accepted':
    case 'fetching':
      return held && fraction === 0 ? 'held' : 'moving';
  }
}

const widths: Record<Step, number> = { check: 1, host: 2, submit: 1, process: 4, fetch: 2 };

/**
 * The five-step track as text, as the command line shows it: `━ ━━ ● ━━╸─ ──`. The same as the drawn one: thick is past,
 * thin is to come, the bead is the one step that spends.
 */
export function trackText(track: TrackState): string {
  return trackParts(track).map(partText).join(' ');
}

function partText({ step, is, fraction }: TrackPart): string {
  const width = widths[step];
  switch (is) {
    case 'past':
    case 'verified':
      return step === 'submit' ? '●' : '━'.repeat(width);
    case 'to-come':
      return step === 'submit' ? '·' : '─'.repeat(width);
    case 'doubtful':
      return '┄'.repeat(width);
    case 'failed':
      return step === 'submit' ? '✕' : `${'━'.repeat(Math.floor(fraction * (width - 1)))}✕`;
    case 'canceled':
      return '|';
    case 'unknown':
      return '○';
    case 'held':
      return '‖'.padEnd(width, '─');
    case 'moving': {
      if (step === 'submit') return '◐';
      const full = Math.min(width - 1, Math.floor(fraction * width));
      return `${'━'.repeat(full)}╸`.padEnd(width, '─');
    }
  }
}
