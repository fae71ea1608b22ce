import { basename } from 'node:path';
import type { AttemptView, ClipDetail, ClipMedia, ClipResult, DecisionView } from '../../shared/contract/clip.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Attempt } from '../core/attempt.ts';
import type { Job } from '../core/job.ts';
import type { Media } from '../core/media.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** All that a window is told of a clip; fails with `request.no-job`. */
export async function clipDetail(workspace: Workspace, id: string): Promise<Result<ClipDetail>> {
  const { ledger } = workspace.engine;
  const [job, row] = [ledger.jobs.get(id), ledger.pages.row(id)];
  if (job === null || row === null) return failure(problem('request.no-job', { id }));
  const attempts = ledger.attempts.ofJob(id);
  return success({
    row: workspace.clipRow(row),
    batchName: ledger.batches.get(job.batchId)?.name ?? '',
    createdAt: job.createdAt,
    video: mediaView(ledger.media.get(job.videoId)),
    audio: mediaView(ledger.media.get(job.audioId)),
    result: await resultView(job, workspace.engine),
    remoteId: job.remoteId,
    requestId: attempts.findLast(({ requestId }) => requestId !== null)?.requestId ?? null,
    attempts: attempts.map(attemptView),
    events: ledger.events.ofJob(id).map(({ sequence, at, body }) => ({ sequence, at, body })),
  });
}

/** What a person needs to decide on a clip in doubt; fails with `request.no-job` or `decision.not-in-doubt`. */
export function decisionView(workspace: Workspace, id: string): Result<DecisionView> {
  const { engine } = workspace;
  const { ledger } = engine;
  const row = ledger.pages.row(id);
  if (row === null) return failure(problem('request.no-job', { id }));
  const attempt = ledger.attempts.ofJob(id).at(-1);
  if (row.state !== 'unconfirmed' || attempt === undefined) return failure(problem('decision.not-in-doubt'));
  const looked = ledger.events
    .ofJob(id)
    .findLast(({ body }) => body.kind === 'reconciled' && body.attempt === attempt.number);
  return success({
    row: workspace.clipRow(row),
    attempt: attemptView(attempt),
    passes: looked?.body.kind === 'reconciled' ? looked.body.passes : 0,
    lookedAt: looked?.at ?? null,
    candidates: looked === undefined ? [] : engine.candidates(id),
    matchesByItself: ledger.services.repeatsInputUrls(engine.apiUrl),
  });
}

function mediaView({ id, name, kind, size, info }: Media): ClipMedia {
  return { id, name, kind, size, info };
}

async function resultView(
  { id, state, resultPath, resultSize, resultHash, resultSeconds }: Job,
  engine: Workspace['engine'],
): Promise<ClipResult | null> {
  if (state !== 'done' || resultPath === null || resultSize === null || resultHash === null) return null;
  const isThere = !(await engine.isResultLost(id));
  return { name: basename(resultPath), isThere, seconds: resultSeconds, size: resultSize, sha256: resultHash };
}

/** An attempt without its nonce and digest, which are parts of a secret URL. */
function attemptView(attempt: Attempt): AttemptView {
  const { number, openedAt, settledAt, outcome, reason, httpStatus, errorCode, requestId, remoteId, resolution } =
    attempt;
  return { number, openedAt, settledAt, outcome, reason, httpStatus, errorCode, requestId, remoteId, resolution };
}
