import type { Problem } from './problems.ts';

/** What a step that may fail in expected ways gives back. Exceptions are kept for bugs. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; problem: Problem };

/** A success that carries `value`. */
export function success<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** An expected failure. */
export function failure(problem: Problem): { ok: false; problem: Problem } {
  return { ok: false, problem };
}
