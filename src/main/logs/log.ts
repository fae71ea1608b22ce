import { homedir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { hideUrls, redact } from '../core/redact.ts';
import { RotatingFile } from './rotating-file.ts';

/** What a line tells beside its event. Names of clips and paths have no place in a log. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** What happened in this data folder, for whoever has to find out later why. All of it is redacted as it is written. */
export interface Log {
  /** Something expected that happened, such as a call or a hold. `event` is one word. */
  write(event: string, facts: Facts): void;
  /** A bug, or an error that nobody handled: kept among the faults too, which a busy log does not push out. */
  fault(error: unknown): void;
  /** The last lines, oldest first. */
  lines(count: number): string[];
  /** The last faults, oldest first. */
  faults(count: number): string[];
  /** `text` as it may leave this computer: without secrets, addresses and the home folder. */
  redacted(text: string): string;
}

export interface LogOptions {
  /** Made when the first line is written. */
  folder: string;
  version: string;
  /** The secrets that are in memory now. */
  secrets: () => readonly string[];
}

/** JSON lines in `shoal.log` and `faults.log`, of at most five files and one megabyte each. */
export function createLog({ folder, version, secrets }: LogOptions): Log {
  const all = new RotatingFile(join(folder, 'shoal.log'));
  const faults = new RotatingFile(join(folder, 'faults.log'), { files: 2 });
  const redacted = (text: string): string => redact(hideUrls(text), { homeFolder: homedir(), secrets: secrets() });
  const format = {
    base: { version, process: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = pino(format, { write: (line: string) => all.add(line) });
  const faultLog = pino(format, { write: (line: string) => faults.add(line) });
  return {
    write(event, facts) {
      const clean = Object.entries(facts).map(([name, fact]) => [
        name,
        typeof fact === 'string' ? redacted(fact) : fact,
      ]);
      log.info({ event, ...Object.fromEntries(clean) });
    },
    fault(error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const line = { event: 'fault', error: redacted(told) };
      log.error(line);
      faultLog.error(line);
    },
    lines: (count) => all.last(count),
    faults: (count) => faults.last(count),
    redacted,
  };
}
