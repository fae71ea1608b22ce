import { userInfo } from 'node:os';
import type { Decision } from '../../../shared/decision.ts';
import { exitCodes } from '../exit-codes.ts';
import { endingSentence, refuse, withEngine } from '../with-engine.ts';
import type { SessionOptions } from '../../session/session.ts';

export interface DecideOptions extends SessionOptions {
  adopt?: string;
  submitAgain?: true;
  giveUp?: true;
}

/** `shoal decide`: carries out a person's decision on a clip in doubt. Submits nothing itself; `shoal resume` does. */
export async function decide(jobId: string, options: DecideOptions): Promise<number> {
  const decision = decisionOf(options);
  if (decision === null) return refuse('Choose one of --adopt <remote id>, --submit-again and --give-up.');
  return withEngine('shoal decide', options, async (engine) => {
    const decided = await engine.decide(jobId, decision, whoDecides());
    if (!decided.ok) return refuse(endingSentence(decided.problem));
    process.stdout.write(`${consequences[decision.kind]}\n`);
    return exitCodes.allDone;
  });
}

/** The name of the account on this computer. A container's may have none. */
function whoDecides(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

const consequences: Record<Decision['kind'], string> = {
  adopt: 'Taken over. “shoal resume” watches it and fetches its result; nothing more is charged.',
  'submit-again': 'It will be submitted once more by “shoal resume”. It may be charged twice.',
  'give-up': 'Given up. It may have been charged; its result is not fetched.',
};

function decisionOf({ adopt, submitAgain, giveUp }: DecideOptions): Decision | null {
  const chosen: Decision[] = [];
  if (adopt !== undefined && adopt !== '') chosen.push({ kind: 'adopt', remoteId: adopt });
  if (submitAgain) chosen.push({ kind: 'submit-again' });
  if (giveUp) chosen.push({ kind: 'give-up' });
  const [only, ...more] = chosen;
  return only !== undefined && more.length === 0 ? only : null;
}
