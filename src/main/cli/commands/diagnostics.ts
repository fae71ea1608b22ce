import { version } from '../../session/version.ts';
import { createLog } from '../../logs/log.ts';
import { logFolder } from '../../session/data-folder.ts';
import { supportBundle } from '../../workspace/support-bundle.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { apiToken } from '../../session/system-secrets.ts';
import { sentence } from '../../../shared/problems.ts';
import { exitCodes } from '../exit-codes.ts';
import { readLedger } from '../read-ledger.ts';

export interface DiagnosticsOptions {
  dataDir: string;
  apiUrl: string;
  practice?: true;
}

/** `shoal diagnostics`: prints what somebody who helps needs to know. It only reads, so it answers while another works. */
export async function diagnostics(options: DiagnosticsOptions, secrets: Secrets): Promise<number> {
  const { dataDir, apiUrl, practice = false } = options;
  const token = apiToken(secrets, apiUrl);
  await token.read();
  const log = createLog({ folder: logFolder(dataDir), version, secrets: () => secrets.values() });
  const opened = readLedger(options);
  if (!opened.ok) process.stderr.write(`${sentence(opened.problem)}\n`);
  const ledger = opened.ok ? (opened.value?.ledger ?? null) : null;
  const text = supportBundle({ version, apiUrl, practice, token: token.status, ledger, log, now: Date.now() });
  if (opened.ok) opened.value?.close();
  process.stdout.write(text);
  return exitCodes.allDone;
}
