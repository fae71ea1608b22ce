import type { Engine } from '../engine.ts';

/** What to say when opening the ledger found it damaged; null when it was sound. */
export function setAsideInWords({ setAside }: Engine): string | null {
  return setAside === null
    ? null
    : `The ledger was damaged. It was set aside as ${setAside}, and a new one was begun: what it held is not known here.`;
}
