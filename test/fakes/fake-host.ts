import type { Clock, Host, HostableMedia, Signature } from '../../src/main/core/ports.ts';
import type { Problem } from '../../src/shared/problems.ts';
import { failure, success, type Result } from '../../src/shared/result.ts';
import { Peak } from './peak.ts';

/** A host that only says what it would serve. */
export class FakeHost implements Host {
  readonly kind = 'this-computer';
  readonly port = 4711;
  readonly putting = new Peak();
  /** What can be reached now: object ids. */
  readonly present = new Set<string>();
  /** The next puts fail with these. */
  readonly failures: Problem[] = [];
  /** Why it cannot start now, or null. */
  broken: Problem | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): Promise<Result<void>> {
    return Promise.resolve(this.broken === null ? success(undefined) : failure(this.broken));
  }

  stop(): Promise<void> {
    this.present.clear();
    return Promise.resolve();
  }

  put(objectId: string, media: HostableMedia, progress: (bytes: number) => void): Promise<Result<void>> {
    return this.putting.during(async () => {
      await this.#clock.sleep(10);
      const fails = this.failures.shift();
      if (fails !== undefined) return failure(fails);
      progress(media.size);
      this.present.add(objectId);
      return success(undefined);
    });
  }

  sign(objectId: string, media: HostableMedia, { nonce }: Signature): string {
    return `https://media.example/${objectId}${media.path}?nonce=${nonce}`;
  }

  check(): Promise<Result<void>> {
    return this.start();
  }

  async remove(objectId: string): Promise<Result<void>> {
    await this.#clock.sleep(10);
    this.present.delete(objectId);
    return success(undefined);
  }
}
