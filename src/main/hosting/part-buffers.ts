/** Files up to this size go in one piece; larger ones in parts of it, or of more where they would be over 10,000. */
export const PART_BYTES = 5 * 1024 * 1024;

/** A piece of memory that a part of a file is read into; give it back when the part was sent. */
export interface PartBuffer {
  bytes: Buffer;
  release(): void;
}

/**
 * The memory of all uploads together: at most `budget` bytes, whatever the number and the size of the files. One that
 * asks for more than the whole budget gets it alone. Buffers of `usual` bytes are used again, so that long uploads make no
 * garbage.
 */
export class PartBuffers {
  readonly #budget: number;
  readonly #usual: number;
  readonly #free: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(budget: number, usual: number) {
    this.#budget = budget;
    this.#usual = usual;
  }

  /** Waits for room, in the order of asking. */
  async take(size: number): Promise<PartBuffer> {
    const weight = Math.max(size, this.#usual);
    while (this.#used > 0 && this.#used + weight > this.#budget) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#used += weight;
    if (weight !== this.#usual) this.#free.length = 0;
    const whole = (weight === this.#usual ? this.#free.pop() : undefined) ?? Buffer.allocUnsafeSlow(weight);
    let isReleased = false;
    return {
      bytes: whole.subarray(0, size),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#used -= weight;
        if (weight === this.#usual) this.#free.push(whole);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    };
  }
}
