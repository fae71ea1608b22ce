import { existsSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { openLedger } from '../../src/main/ledger/open.ts';
import { ledgerPath } from '../../src/main/session/data-folder.ts';
import type { Job } from '../../src/main/core/job.ts';
import type { Desk } from '../e2e/support/desk.ts';

/** What became of one point. */
export interface Verdict {
  /** Jobs that the service accepted beyond the one that was authorised. */
  duplicates: number;
  /** Whether a person has to decide: the clip may have been accepted. */
  awaiting: boolean;
  /** Whether SQLite finds the ledger unsound. */
  corrupt: boolean;
  /** Whether a damaged ledger was set aside; that nobody was told is wrong. */
  setAside: boolean;
  /** Whether an empty file stays behind: a name that was reserved as the ledger was about to hear of it. */
  leftBehind: boolean;
  /** What must not be; nothing when all is well. */
  wrong: string[];
}

/**
 * Judges a desk with one clip after the last, undisturbed `shoal resume`: at most one job was accepted, the ledger is
 * sound, and the clip is done, with its result, or awaits a person. `told` is what a message to the person said.
 */
export async function judge(desk: Desk, told = ''): Promise<Verdict> {
  const path = ledgerPath(desk.data, false);
  const verdict: Verdict = {
    duplicates: 0,
    awaiting: false,
    corrupt: false,
    setAside: false,
    leftBehind: false,
    wrong: [],
  };
  const { wrong } = verdict;
  const { creates, jobs: remote } = desk.service.stats();
  verdict.duplicates = Math.max(0, creates.accepted - 1);
  if (verdict.duplicates > 0) wrong.push(`${creates.accepted} jobs were accepted`);

  verdict.setAside = (await readdir(desk.data)).some((name) => name.includes('.damaged-'));
  if (verdict.setAside && !told.includes('was set aside')) wrong.push('a ledger was set aside without a word');
  const unsound = integrityOf(path);
  verdict.corrupt = unsound !== null;
  if (unsound !== null) {
    wrong.push(`the ledger is not sound: ${unsound}`);
    return verdict;
  }

  const [job, ...more] = jobsOf(path);
  if (more.length > 0) wrong.push(`the ledger has ${more.length + 1} clips`);
  if (job === undefined) {
    if (creates.received > 0 && !verdict.setAside) wrong.push('a create was sent for a clip that the ledger forgot');
    return verdict;
  }
  verdict.awaiting = job.state === 'unconfirmed';
  if (verdict.awaiting) return verdict;
  if (remote.some(({ id }) => id !== job.remoteId)) wrong.push('the service has a job that the ledger does not know');
  if (job.state === 'done') wrong.push(...(await wrongResult(job)));
  else wrong.push(`the clip is ${job.state} (${job.problem?.code ?? 'no problem'})`);
  verdict.leftBehind = await hasEmptyPart(desk.results);
  return verdict;
}

/** Null when SQLite finds nothing wrong. */
function integrityOf(path: string): string | null {
  try {
    const database = new Database(path, { readonly: true });
    const found = String(database.pragma('integrity_check', { simple: true }));
    database.close();
    return found === 'ok' ? null : found;
  } catch (error) {
    return String(error);
  }
}

function jobsOf(path: string): Job[] {
  const opened = openLedger({ path, now: Date.now, worker: null });
  if (!opened.ok) throw new Error(`the ledger cannot be read: ${JSON.stringify(opened.problem)}`);
  const { ledger, close } = opened.value;
  const jobs = ledger.batches.all().flatMap(({ id }) => ledger.jobs.ofBatch(id));
  close();
  return jobs;
}

async function wrongResult({ resultPath, resultSize, name }: Job): Promise<string[]> {
  if (resultPath === null) return ['the clip is done without a result'];
  const wrong: string[] = [];
  for (const file of await readdir(dirname(resultPath))) {
    const { size } = await stat(join(dirname(resultPath), file));
    if (file === basename(resultPath)) {
      if (size !== resultSize) wrong.push(`the result has ${size} bytes instead of ${resultSize}`);
    } else if (file.startsWith(name) && size > 0) wrong.push(`beside the result there is ${file}`);
  }
  return existsSync(resultPath) ? wrong : ['the result is not there'];
}

async function hasEmptyPart(folder: string): Promise<boolean> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return files.some((file) => file.name.endsWith('.part') && statSync(join(file.parentPath, file.name)).size === 0);
}
