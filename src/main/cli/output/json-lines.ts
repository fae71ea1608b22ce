import type { LedgerEvent } from '../../../shared/events.ts';
import type { JsonLine } from '../../../shared/json-lines.ts';
import { describe, type Problem } from '../../../shared/problems.ts';
import type { BatchView, ClipView, HoldView } from '../../../shared/views.ts';

/** Prints one line of `--json` on standard output. */
export function printJson(line: JsonLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** An event of the ledger as a line; `clip` is the one that it is about, as it is now. */
export function eventLine({ sequence, at, batchId, jobId, body }: LedgerEvent, clip: ClipView | null): JsonLine {
  const event = { sequence, at: isoTime(at), batch: batchId, clip: jobId };
  switch (body.kind) {
    case 'clip':
      return {
        ...event,
        ...body,
        problem: inWords(body.problem),
        name: clip?.name ?? '',
        language: clip?.language ?? null,
        result: clip?.resultName ?? null,
        resultSeconds: clip?.resultSeconds ?? null,
        credits: clip?.creditsUsed ?? null,
      };
    case 'hold-began':
      return { ...event, ...body, problem: inWords(body.problem) };
    case 'batch-created':
    case 'batch-ended':
    case 'authorised':
    case 'attempt-opened':
    case 'attempt-settled':
    case 'attempt-resolved':
    case 'reconciled':
    case 'ledger-older':
    case 'remote-status':
    case 'hold-ended':
    case 'profile':
    case 'bill-departed':
    case 'other-spending':
    case 'failure-billed':
    case 'fetched-again':
    case 'budget-set':
    case 'balance-warning':
      return { ...event, ...body };
  }
}

export function batchLine({ id, createdAt, endedAt, ...batch }: BatchView): JsonLine {
  return {
    kind: 'batch-status',
    batch: id,
    ...batch,
    created: isoTime(createdAt),
    ended: endedAt === null ? null : isoTime(endedAt),
  };
}

export function clipLine(clip: ClipView): JsonLine {
  const { name, language, state, heldBy, remoteStatus, remoteProgress, resultSeconds, createdAt, endedAt } = clip;
  return {
    kind: 'clip-status',
    clip: clip.id,
    batch: clip.batchId,
    name,
    language,
    state,
    heldBy,
    problem: inWords(clip.problem),
    remoteStatus,
    remoteProgress,
    result: clip.resultName,
    resultSeconds,
    credits: clip.creditsUsed,
    created: isoTime(createdAt),
    ended: endedAt === null ? null : isoTime(endedAt),
  };
}

export function holdLine({ kind, batchId, since, stops, problem }: HoldView): JsonLine {
  const facts = { hold: kind, batch: batchId, since: isoTime(since) };
  return { kind: 'hold-status', ...facts, stops: [...stops], problem: inWords(problem) };
}

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function inWords(found: Problem | null): { code: string; what: string; next: string } | null {
  return found && { code: found.code, ...describe(found) };
}
