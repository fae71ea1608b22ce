/** Counts how many are at something at once, and the most that ever were. */
export class Peak {
  now = 0;
  most = 0;

  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    try {
      return await work();
    } finally {
      this.now -= 1;
    }
  }
}
