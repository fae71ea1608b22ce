import { describe, passesByItself, sentence, type Problem } from '../../shared/problems.ts';
import { printable } from '../../shared/words.ts';
import type { Engine } from '../engine.ts';
import { openSession, type SessionOptions } from '../session/session.ts';
import { exitCodes } from './exit-codes.ts';
import { setAsideInWords } from './set-aside.ts';

/** Opens the engine for a command that starts no work on clips, and closes it after `use`, whose exit code it gives. */
export async function withEngine(
  command: string,
  options: SessionOptions,
  use: (engine: Engine) => Promise<number>,
): Promise<number> {
  const opened = await openSession(options, command, (error) => options.log?.fault(error));
  if (!opened.ok) return refuse(sentence(opened.problem));
  const session = opened.value;
  try {
    const setAside = setAsideInWords(session.engine);
    if (setAside !== null) process.stderr.write(`${setAside}\n`);
    return await use(session.engine);
  } finally {
    await session.stop();
  }
}

/** A problem as one that ends the command tells it: nothing goes on “by itself” once the command has ended. */
export function endingSentence(found: Problem): string {
  return passesByItself(found) ? `${printable(describe(found).what)} Try again later.` : sentence(found);
}

/** Says why a command could not be carried out as given; gives its exit code. */
export function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`);
  return exitCodes.usage;
}
