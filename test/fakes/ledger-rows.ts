import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobState } from '../../src/shared/job-state.ts';
import type { AttemptOutcome } from '../../src/main/core/attempt.ts';
import type { Ledger } from '../../src/main/ledger/ledger.ts';
import { openLedger, type OpenLedger } from '../../src/main/ledger/open.ts';
import type { Settlement } from '../../src/main/ledger/attempts.ts';
import { addBatch } from '../../src/main/queue/add-batch.ts';
import { problem } from '../../src/shared/problems.ts';
import { seededRandom } from './random.ts';

export const apiUrl = 'https://service.example';

/** A folder of its own, and what removes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-ledger-'));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** Opens a ledger to work on it; throws the problem's code when that fails. */
export function openToWork(path: string, now: () => number = Date.now): OpenLedger {
  const opened = openLedger({ path, now, worker: 'test' });
  if (!opened.ok) throw new Error(opened.problem.code);
  return opened.value;
}

let batches = 0;

/** Adds a batch of `count` started clips, as the engine does; gives back their ids. They are in `checking`. */
export function addClips(ledger: Ledger, count: number): string[] {
  batches += 1;
  const clips = Array.from({ length: count }, (_, index) => ({
    name: `clip ${index + 1}`,
    language: null,
    video: { kind: 'path', path: `/media/${index + 1}.mp4` } as const,
    audio: { kind: 'path', path: `/media/${index + 1}.wav` } as const,
  }));
  const id = addBatch(
    { name: `batch ${batches}`, resultsFolder: '/results', clips, budget: null },
    { ledger, random: seededRandom(batches), now: () => 1_000, apiUrl },
  );
  return ledger.jobs.ofBatch(id).map((job) => job.id);
}

let nonces = 0;

export function openAttempt(ledger: Ledger, jobId: string): number {
  nonces += 1;
  const nonce = `nonce-${nonces}`;
  return ledger.attempts.open({ jobId, nonce, digest: 'd', apiUrl, openedService: null }).id;
}

/** A settlement with this outcome; a remote id of its own when it is `accepted`. */
export function settlement(outcome: AttemptOutcome, remoteId = `job-${nonces}`): Settlement {
  const id = outcome === 'accepted' ? remoteId : null;
  return { outcome, reason: null, httpStatus: null, errorCode: null, requestId: null, remoteId: id };
}

/** Settles an attempt and moves its job on, as the queue does for that outcome. */
export function settle(ledger: Ledger, attemptId: number, outcome: AttemptOutcome, remoteId?: string): void {
  const made = settlement(outcome, remoteId);
  const change = made.remoteId === null ? {} : { remoteId: made.remoteId };
  switch (outcome) {
    case 'accepted': {
      ledger.attempts.settle(attemptId, made, 'accepted', change);
      return;
    }
    case 'unknown': {
      ledger.attempts.settle(attemptId, made, 'unconfirmed', change);
      return;
    }
    case 'rejected': {
      ledger.attempts.settle(attemptId, made, 'rejected', { problem: problem('service.too-large') });
      return;
    }
    case 'refused':
    case 'not-sent': {
      ledger.attempts.settle(attemptId, made, 'ready', {});
      return;
    }
  }
}

/** Takes a clip in `checking` to `state` by the shortest lawful way. */
export function bring(ledger: Ledger, jobId: string, state: JobState): void {
  const { jobs } = ledger;
  const at = (...path: JobState[]): void => {
    path.reduce((from, to) => {
      jobs.move(jobId, from, to);
      return to;
    }, 'checking');
  };
  switch (state) {
    case 'draft':
      throw new Error('a started clip is never a draft again');
    case 'checking':
      return;
    case 'ready': {
      at('ready');
      return;
    }
    case 'hosting': {
      at('ready', 'hosting');
      return;
    }
    case 'hosted': {
      at('ready', 'hosting', 'hosted');
      return;
    }
    case 'rejected': {
      at('rejected');
      return;
    }
    case 'canceled': {
      at('canceled');
      return;
    }
    case 'submitting':
      bring(ledger, jobId, 'hosted');
      openAttempt(ledger, jobId);
      return;
    case 'unconfirmed':
      bring(ledger, jobId, 'hosted');
      {
        settle(ledger, openAttempt(ledger, jobId), 'unknown');
        return;
      }
    case 'accepted':
      bring(ledger, jobId, 'hosted');
      {
        settle(ledger, openAttempt(ledger, jobId), 'accepted');
        return;
      }
    case 'fetching':
      bring(ledger, jobId, 'accepted');
      jobs.move(jobId, 'accepted', 'fetching');
      return;
    case 'failed':
      bring(ledger, jobId, 'accepted');
      jobs.move(jobId, 'accepted', 'failed', { endedAt: 2_000 });
      return;
    case 'done':
      bring(ledger, jobId, 'fetching');
      jobs.move(jobId, 'fetching', 'done', { resultPath: '/r.mp4', resultSize: 5, resultHash: 'h', endedAt: 2_000 });
  }
}
