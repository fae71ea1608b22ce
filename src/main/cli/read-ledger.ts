import { existsSync } from 'node:fs';
import { success, type Result } from '../../shared/result.ts';
import { openLedger, type OpenLedger } from '../ledger/open.ts';
import { ledgerPath } from '../session/data-folder.ts';

/** The ledger for looking only, which works beside a working process; null before the first run. */
export function readLedger({ dataDir, practice }: { dataDir: string; practice?: boolean }): Result<OpenLedger | null> {
  const path = ledgerPath(dataDir, practice ?? false);
  return existsSync(path) ? openLedger({ path, now: Date.now, worker: null }) : success(null);
}

/** What to say before the first run. */
export function nothingYet({ dataDir }: { dataDir: string }): string {
  return `No batch yet: there is no ledger in ${dataDir}.`;
}
