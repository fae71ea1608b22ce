import type { Problem } from '../../shared/problems.ts';
import type { Result } from '../../shared/result.ts';

/** The value of a result; a problem is thrown as the contract's own error, which reaches the window as it is. */
export function valueOf<Value>(
  result: Result<Value>,
  errors: { PROBLEM: (options: { data: Problem }) => Error },
): Value {
  if (result.ok) return result.value;
  throw errors.PROBLEM({ data: result.problem });
}
