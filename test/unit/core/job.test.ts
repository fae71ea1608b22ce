import { expect, it } from 'vitest';
import { endedAtStep } from '../../../src/main/core/job.ts';
import { problem } from '../../../src/shared/problems.ts';

it('a clip ended at the step that it had come to', () => {
  const canceled = { state: 'canceled', problem: null, billableSeconds: null } as const;
  expect(endedAtStep(canceled)).toBe('check');
  expect(endedAtStep({ ...canceled, billableSeconds: 4 })).toBe('host');
  // Given up, not canceled: it was sent, and may have been charged.
  expect(endedAtStep({ ...canceled, problem: problem('attempt.given-up') })).toBe('submit');
  expect(endedAtStep({ ...canceled, state: 'hosted' })).toBeNull();
});
