import type { Clock } from '../core/ports.ts';

/** How far ahead of the limit a burst may run. */
const burstMs = 250;

/**
 * Shares one limit among all that is sent. `limit`: bytes a second as it is now, null for none. `take` resolves when
 * `bytes` may be sent, or at once when `signal` aborts.
 */
export function bandwidth(
  clock: Clock,
  limit: () => number | null,
): { take(bytes: number, signal: AbortSignal): Promise<void> } {
  /** Monotonic time at which all that was let through has been paid for. */
  let paidUntil = 0;
  return {
    async take(bytes, signal) {
      const now = limit();
      if (now === null) return;
      const from = Math.max(paidUntil, clock.monotonic());
      paidUntil = from + (bytes / now) * 1000;
      const waitMs = paidUntil - clock.monotonic() - burstMs;
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
  };
}
