import type { HoldKind } from './holds.ts';
import type { Step } from './job-state.ts';

/** The hold that keeps a clip from its next step, or null. `holds` in the order that they began. */
export function heldBy(
  clip: { batchId: string; step: Step | null },
  holds: readonly { kind: HoldKind; batchId: string | null; stops: readonly Step[] }[],
): HoldKind | null {
  const { step } = clip;
  if (step === null) return null;
  return (
    holds.find((hold) => hold.stops.includes(step) && (hold.batchId ?? clip.batchId) === clip.batchId)?.kind ?? null
  );
}
