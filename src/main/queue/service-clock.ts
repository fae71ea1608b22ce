import type { Clock } from '../core/ports.ts';

/** The service's clock, as its answers tell it: its list is compared with this, because the computer's own may be wrong. */
export class ServiceClock {
  readonly #clock: Clock;
  #seen: { serviceMs: number; monotonic: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An answer said that it is `serviceMs`, in ms since 1970. */
  observe(serviceMs: number): void {
    this.#seen = { serviceMs, monotonic: this.#clock.monotonic() };
  }

  /** What time it is for the service, in ms since 1970; null before its first answer. */
  now(): number | null {
    if (this.#seen === null) return null;
    return Math.round(this.#seen.serviceMs + this.#clock.monotonic() - this.#seen.monotonic);
  }
}
