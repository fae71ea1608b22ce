import { userInfo } from 'node:os';
import type { Decision } from '../../../shared/decision.ts';
import { sentence } from '../../../shared/problems.ts';
import { exitCodes } from '../exit-codes.ts';
import { openSession, type SessionOptions } from '../../session/session.ts';

export interface DecideOptions extends SessionOptions {
  adopt?: string;
  submitAgain?: true;
  giveUp?: true;
}

/** `shoal decide`: carries out a person's decision on a clip in doubt. Submits nothing itself; `shoal resume` does. */
export async function decide(jobId: string, options: DecideOptions): Promise<number> {
  const decision = decisionOf(options);
  if (decision === null) {
    process.stderr.write('Choose one of --adopt <remote id>, --submit-again and --give-up.\n');
    return exitCodes.usage;
  }
  const opened = await openSession(options, 'shoal decide', (error) => options.log?.fault(error));
  if (!opened.ok) {
    process.stderr.write(`${sentence(opened.problem)}\n`);
    return exitCodes.usage;
  }
  const decided = await opened.value.engine.decide(jobId, decision, userInfo().username);
  await opened.value.stop();
  if (!decided.ok) {
    process.stderr.write(`${sentence(decided.problem)}\n`);
    return exitCodes.usage;
  }
  process.stdout.write(`${consequences[decision.kind]}\n`);
  return exitCodes.allDone;
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
