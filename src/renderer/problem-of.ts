import { ORPCError } from '@orpc/client';
import { problemSchema, type Problem } from '../shared/problems.ts';

/** The problem that the engine answered a call with; null when there was no answer, or none that is expected. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof ORPCError)) return null;
  const data = problemSchema.safeParse(error.data);
  return data.success ? data.data : null;
}
