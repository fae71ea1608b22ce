import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { exitCodes } from '../../src/main/cli/exit-codes.ts';
import { openLedger } from '../../src/main/ledger/open.ts';
import { ledgerPath } from '../../src/main/session/data-folder.ts';
import type { Job } from '../../src/main/core/job.ts';
import type { Desk } from '../e2e/support/desk.ts';
import type { Ended } from '../e2e/support/shoal.ts';

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
  /** What must not be; nothing when all is well. */
  wrong: string[];
}

export interface Story {
  /** How the disturbed command ended. */
  first: Ended;
  /** How the last, undisturbed `shoal resume` ended. */
  resumed: Ended;
  /** Whether a lost create can be told by the service's list. */
  repeatsUrls: boolean;
  /** Whether a receipt must be there; not where it was the receipt itself that could not be written. */
  receipt: boolean;
}

const killed = 128 + 9;

/**
 * Judges a desk with one clip after the last, undisturbed `shoal resume`: at most one job was accepted, the ledger is
 * sound, and the clip is done, with the very file that the service made and a receipt, or awaits a person for a reason,
 * or was never begun, which the command must have said unless it was killed.
 */
export function judge(desk: Desk, { first, resumed, repeatsUrls, receipt }: Story): Verdict {
  const path = ledgerPath(desk.data, false);
  const verdict: Verdict = { duplicates: 0, awaiting: false, corrupt: false, setAside: false, wrong: [] };
  const { wrong } = verdict;
  const { creates, jobs: remote } = desk.service.stats();
  verdict.duplicates = Math.max(0, creates.accepted - 1);
  if (verdict.duplicates > 0) wrong.push(`${creates.accepted} jobs were accepted`);
  for (const [what, { code }] of Object.entries({ 'the disturbed command': first, 'the resume': resumed })) {
    const known = Object.values(exitCodes).some((one) => one === code) && code !== exitCodes.bug;
    if (!known && !(code === killed && what !== 'the resume')) wrong.push(`${what} ended with ${code}`);
  }

  const told = first.stdout + first.stderr + resumed.stdout + resumed.stderr;
  verdict.setAside = readdirSync(desk.data).some((name) => name.includes('.damaged-'));
  if (verdict.setAside && !told.includes('was set aside')) wrong.push('a ledger was set aside without a word');
  const unsound = unsoundness(path);
  verdict.corrupt = unsound !== null;
  if (unsound !== null) {
    wrong.push(`the ledger is not sound: ${unsound}`);
    return verdict;
  }

  const [job, ...more] = jobsOf(path);
  if (more.length > 0) wrong.push(`the ledger has ${more.length + 1} clips`);
  if (job === undefined) {
    if (creates.received > 0 && !verdict.setAside) wrong.push('a create was sent for a clip that the ledger forgot');
    if (first.code !== killed && first.stderr === '' && !verdict.setAside)
      wrong.push('the clip was lost without a word');
    return verdict;
  }
  const unknown = remote.filter(({ id }) => id !== job.remoteId);
  verdict.awaiting = job.state === 'unconfirmed';
  if (verdict.awaiting) {
    // The resume looked through the whole list, where the one job carries the clip's nonce.
    if (repeatsUrls && unknown.length > 0) wrong.push('the clip is in doubt, although the service lists its job');
    if (resumed.code !== exitCodes.personMustDecide)
      wrong.push(`nobody is asked to decide: it ended with ${resumed.code}`);
    return verdict;
  }
  if (unknown.length > 0) wrong.push('the service has a job that the ledger does not know');
  if (job.state !== 'done') wrong.push(`the clip is ${job.state} (${job.problem?.code ?? 'no problem'})`);
  else {
    wrong.push(...wrongResult(job, join(desk.folder, 'service', 'results', `${job.remoteId ?? ''}.mp4`)));
    if (receipt) wrong.push(...wrongReceipt(job));
    if (resumed.code !== exitCodes.allDone) wrong.push(`all is done, but the resume ended with ${resumed.code}`);
  }
  return verdict;
}

/** Whether a command may say that all is well: the clip is done, as the ledger has it. */
export function isDone(desk: Desk): boolean {
  return jobsOf(ledgerPath(desk.data, false)).some(({ state }) => state === 'done');
}

/** What SQLite finds wrong; null when nothing. */
function unsoundness(path: string): string | null {
  try {
    const database = new Database(path, { readonly: true });
    const found = String(database.pragma('integrity_check', { simple: true }));
    const strays = database.prepare('PRAGMA foreign_key_check').all().length;
    database.close();
    return found !== 'ok' ? found : strays === 0 ? null : `${strays} rows point at nothing`;
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

/** `made`: the file as the service has it. */
function wrongResult({ resultPath, resultSize, resultHash }: Job, made: string): string[] {
  if (resultPath === null) return ['the clip is done without a result'];
  if (!existsSync(resultPath)) return ['the result is not there'];
  const wrong: string[] = [];
  const result = readFileSync(resultPath);
  if (!result.equals(readFileSync(made))) wrong.push('the result is not what the service made');
  if (result.length !== resultSize || createHash('sha256').update(result).digest('hex') !== resultHash)
    wrong.push('the ledger describes another result');
  const known = [basename(resultPath), 'batch.json'];
  const others = readdirSync(dirname(resultPath)).filter((name) => !known.includes(name));
  if (others.length > 0) wrong.push(`beside the result there is ${others.join(', ')}`);
  return wrong;
}

const receiptSchema = z.object({ ended: z.string(), clips: z.array(z.object({ resultSha256: z.string() })).length(1) });

function wrongReceipt({ resultPath, resultHash }: Job): string[] {
  const path = join(dirname(resultPath ?? ''), 'batch.json');
  if (!existsSync(path)) return ['the batch has no receipt'];
  const receipt = receiptSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return receipt.clips[0]?.resultSha256 === resultHash ? [] : ['the receipt is of another result'];
}
