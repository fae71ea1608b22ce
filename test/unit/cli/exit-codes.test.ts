import { expect, it } from 'vitest';
import { exitCodeOf, exitCodes } from '../../../src/main/cli/exit-codes.ts';
import type { HoldKind } from '../../../src/shared/holds.ts';

const hold = (kind: HoldKind) => ({ kind, batchId: null, since: 0, problem: null, stops: [] });

it.each([
  ['auth', exitCodes.heldForToken],
  ['credits', exitCodes.heldForCredits],
  ['budget', exitCodes.heldForCredits],
  ['disk', exitCodes.heldForDisk],
] as const)('a queue at rest behind the hold “%s” does not end as if all were done', (kind, code) => {
  expect(exitCodeOf([], [hold(kind)], 0)).toBe(code);
});
