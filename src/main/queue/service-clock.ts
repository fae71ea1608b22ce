import type { Clock } from '../core/ports.ts';

/** How far wall clock and monotonic clock may drift apart before the computer must have slept, or its clock was set. */
const driftMs = 60_000;

/** The service's clock, as its answers tell it: its list is compared with this, because the computer's own may be wrong. */
export class ServiceClock {
  readonly #clock: Clock;
  #seen: { serviceMs: number; monotonic: number; wall: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An answer said that it is `serviceMs`, in ms since 1970. */
  observe(serviceMs: number): void {
    this.#seen = { serviceMs, monotonic: this.#clock.monotonic(), wall: this.#clock.now() };
  }

  /** Whether what it said no longer helps: the monotonic clock stands still while the computer sleeps. */
  get isStale(): boolean {
    return this.#seen !== null && this.now() === null;
  }

  /** What time it is for the service, in ms since 1970; null when that cannot be told. */
  now(): number | null {
    if (this.#seen === null) return null;
    const passedMs = this.#clock.monotonic() - this.#seen.monotonic;
    const byWallMs = this.#clock.now() - this.#seen.wall;
    return Math.abs(passedMs - byWallMs) > driftMs ? null : Math.round(this.#seen.serviceMs + passedMs);
  }
}
