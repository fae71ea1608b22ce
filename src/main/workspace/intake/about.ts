import { z } from 'zod';
import type { Ledger } from '../../ledger/ledger.ts';

const aboutSchema = z.object({
  batchName: z.string(),
  resultsFolder: z.string().nullable(),
  budget: z.number().nullable(),
});

/** The batch that will be made of the intake, as far as it was set. */
export type About = z.infer<typeof aboutSchema>;

export function readAbout({ settings }: Ledger): About {
  return settings.get('intake', aboutSchema) ?? { batchName: '', resultsFolder: null, budget: null };
}

export function keepAbout({ settings }: Ledger, about: About): void {
  settings.set('intake', about);
}
