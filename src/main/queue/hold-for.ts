import type { HoldKind } from '../../shared/holds.ts';
import type { Problem } from '../../shared/problems.ts';

/** The hold that a failed call to the service calls for; null when it concerns one clip only. */
export function holdFor({ code }: Problem): HoldKind | null {
  if (code === 'service.token' || code === 'service.not-permitted') return 'auth';
  if (code === 'request.no-token' || code === 'request.token-unusable') return 'auth';
  if (code === 'service.unreachable' || code === 'service.blocked') return 'offline';
  return null;
}
