import type { HoldView, BatchView } from '../../shared/views.ts';

/** What `shoal` ends with. Documented in the README; scripts rely on it. */
export const exitCodes = {
  allDone: 0,
  someFailed: 1,
  usage: 2,
  heldForCredits: 3,
  heldForToken: 4,
  personMustDecide: 5,
  heldForDisk: 6,
  /** Stopped by Ctrl-C: 128 + SIGINT, as shells expect. */
  interrupted: 130,
  /** Nobody reads the output any more: 128 + SIGPIPE, likewise. */
  outputClosed: 141,
  /** A mistake in Shoal itself. */
  bug: 70,
} as const;

/** The exit code of a queue at rest. What keeps the rest from going on comes first, then doubts, then failures. */
export function exitCodeOf(batches: readonly BatchView[], holds: readonly HoldView[], notFound: number): number {
  const total = (state: keyof BatchView['counts']): number =>
    batches.reduce((sum, { counts }) => sum + (counts[state] ?? 0), 0);
  if (holds.some(({ kind }) => kind === 'auth')) return exitCodes.heldForToken;
  if (holds.some(({ kind }) => kind === 'credits' || kind === 'budget')) return exitCodes.heldForCredits;
  if (holds.some(({ kind }) => kind === 'disk')) return exitCodes.heldForDisk;
  // The storage needs a person: that it is not there for now ends by itself, and is waited for.
  if (holds.some(({ kind }) => kind === 'host')) return exitCodes.usage;
  if (total('unconfirmed') + notFound > 0) return exitCodes.personMustDecide;
  if (total('failed') + total('rejected') > 0) return exitCodes.someFailed;
  return exitCodes.allDone;
}
