import { arch, platform, release } from 'node:os';
import type { SecretStatus } from '../../shared/secret-status.ts';
import { settingsSchema } from '../../shared/settings.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../logs/log.ts';

const mostProblems = 50;
/** How far back they are looked for. */
const mostEvents = 5_000;
const mostFaults = 20;
const mostLines = 300;

export interface SupportBundleOptions {
  version: string;
  apiUrl: string;
  practice: boolean;
  /** Where the token is; never the token. */
  token: SecretStatus;
  /** Null while there is none, or it cannot be read. */
  ledger: Ledger | null;
  log: Log;
  now: number;
}

/**
 * What somebody who helps needs to know, as one text that a person can read before giving it away: versions, settings,
 * holds, the last problems, faults and log lines. Redacted; it names no clip, no file and no folder.
 */
export function supportBundle({ version, apiUrl, practice, token, ledger, log, now }: SupportBundleOptions): string {
  const time = (ms: number): string => new Date(ms).toISOString();
  const runsOn = Object.entries(process.versions).filter(([name]) => ['node', 'electron', 'chrome'].includes(name));
  const parts: [title: string, lines: readonly string[]][] = [
    [
      `Shoal ${version}, ${time(now)}`,
      [
        `System: ${platform()} ${release()} ${arch()}`,
        `Runs on: ${runsOn.map(([name, version]) => `${name} ${version}`).join(', ')}`,
        `Service: ${new URL(apiUrl).host}${practice ? ' (practice)' : ''}`,
        `Token: ${token.from}${token.problem === null ? '' : ` (${token.problem.code})`}`,
      ],
    ],
    ...(ledger === null ? [] : ofLedger(ledger, time)),
    ['Faults', log.faults(mostFaults)],
    ['Log', log.lines(mostLines)],
  ];
  const text = parts.map(([title, lines]) => `${title}\n${(lines.length > 0 ? lines : ['none']).join('\n')}\n`);
  return log.redacted(text.join('\n'));
}

function ofLedger(ledger: Ledger, time: (ms: number) => string): [title: string, lines: string[]][] {
  const settings = ledger.settings.get('settings', settingsSchema) ?? settingsSchema.parse({});
  const problems = ledger.events.last(mostEvents).flatMap(({ at, jobId, body }) => {
    if (!('problem' in body) || body.problem === null) return [];
    return [`${time(at)} ${jobId ?? 'the queue'}: ${body.problem.code}`];
  });
  return [
    ['Settings', [JSON.stringify(settings, null, 2)]],
    [
      'Holds',
      ledger.holds.all().map(({ kind, since, problem }) => `${kind} since ${time(since)}: ${problem?.code ?? ''}`),
    ],
    ['Last problems', problems.slice(-mostProblems)],
  ];
}
