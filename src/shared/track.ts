import { steps, type JobState, type Step } from './job-state.ts';

/** What the five-step track shows of a clip. */
export interface TrackState {
  state: JobState;
  /** The step at which a clip that is over ended; null otherwise. */
  endedAt: Step | null;
  /** Whether a hold keeps it from its next step. */
  held: boolean;
  /** How far the moving step is, 0 to 1. */
  fraction: number;
}

const widths: Record<Step, number> = { check: 1, host: 2, submit: 1, process: 4, fetch: 2 };

/**
 * The five-step track as text, as the command line shows it: `━ ━━ ● ━━╸─ ──`. The same as the drawn one: thick is past,
 * thin is to come, the bead is the one step that spends.
 */
export function trackText({ state, endedAt, held, fraction }: TrackState): string {
  const at = current(state, endedAt);
  const parts: string[] = [];
  for (const step of steps) {
    const order = steps.indexOf(step) - steps.indexOf(at);
    if (order < 0) parts.push(past(step));
    else if (order > 0) parts.push(state === 'unconfirmed' ? '┄'.repeat(widths[step]) : toCome(step));
    else parts.push(now(step, state, held, fraction));
    if (order === 0 && endedAt !== null && state !== 'done') break;
  }
  return parts.join(' ');
}

function current(state: JobState, endedAt: Step | null): Step {
  if (endedAt !== null) return endedAt;
  switch (state) {
    case 'draft':
    case 'checking':
    case 'rejected':
    case 'failed':
    case 'canceled':
      return 'check';
    case 'ready':
    case 'hosting':
      return 'host';
    case 'hosted':
    case 'submitting':
    case 'unconfirmed':
      return 'submit';
    case 'accepted':
      return 'process';
    case 'fetching':
    case 'done':
      return 'fetch';
  }
}

function past(step: Step): string {
  return step === 'submit' ? '●' : '━'.repeat(widths[step]);
}

function toCome(step: Step): string {
  return step === 'submit' ? '·' : '─'.repeat(widths[step]);
}

function now(step: Step, state: JobState, held: boolean, fraction: number): string {
  const width = widths[step];
  switch (state) {
    case 'done':
      return past(step);
    case 'failed':
    case 'rejected':
      return step === 'submit' ? '✕' : `${'━'.repeat(Math.floor(fraction * (width - 1)))}✕`;
    case 'canceled':
      return '|';
    case 'unconfirmed':
      return '○';
    case 'submitting':
      return '◐';
    case 'draft':
    case 'ready':
    case 'hosted':
      return held ? '‖'.padEnd(width, '─') : toCome(step);
    case 'checking':
    case 'hosting':
    case 'accepted':
    case 'fetching': {
      if (held && fraction === 0) return '‖'.padEnd(width, '─');
      const full = Math.min(width - 1, Math.floor(fraction * width));
      return `${'━'.repeat(full)}╸`.padEnd(width, '─');
    }
  }
}
