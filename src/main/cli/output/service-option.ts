import type { BatchView } from '../../../shared/views.ts';
import { printable } from '../../../shared/words.ts';
import type { Engine } from '../../engine.ts';
import { defaultApiUrl } from '../../fishspeech/base-url.ts';

/** What a command has to be given to work for the service at `apiUrl`; empty where it does by itself. */
export function serviceOption(apiUrl: string, practice: boolean): string {
  if (practice) return ' --practice';
  return apiUrl === defaultApiUrl ? '' : ` --api-url ${apiUrl}`;
}

/** Unfinished batches of other services than the one that is worked for now: nothing of them moves. */
export function openElsewhere(engine: Engine): BatchView[] {
  return engine.batches().filter(({ endedAt, apiUrl }) => endedAt === null && apiUrl !== engine.apiUrl);
}

/** Says of such a batch what goes on with it. */
export function elsewhereInWords({ name, apiUrl }: BatchView): string {
  return printable(
    `The batch “${name}” is not finished. It belongs to the service at ${apiUrl}: ` +
      `“shoal resume${serviceOption(apiUrl, false)}” goes on with it.`,
  );
}
